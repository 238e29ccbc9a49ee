"""Settings of the way to the owner's phone; either agent's `settings.py` hands its reader on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, tzinfo

from pydantic import SecretStr

from agent_skills.notifications.policy import QuietHours
from agent_skills.notifications.push_services import refusal, split_addresses
from agent_skills.runtime.settings import SettingsReader

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164."""


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """How the owner's phone is reached."""

    enabled: bool
    number: str
    token: SecretStr | None
    phone_number_id: str
    graph_url: str
    dashboard_url: str
    quiet: QuietHours | None
    fallbacks: tuple[SecretStr, ...]

    @property
    def set_up(self) -> bool:
        """Whether there is any way to the phone."""
        return self.token is not None or bool(self.fallbacks)

    def secrets(self) -> list[SecretStr | None]:
        """Return every credential, so that no log shows one."""
        return [self.token, *self.fallbacks]


def read_alerts(reader: SettingsReader, zone: tzinfo | None) -> AlertSettings:
    """Read how the owner is told.

    Args:
        reader: of the agent's settings.
        zone: the owner's time zone, None for the machine's.
    """
    number = reader.text("WHATSAPP_NOTIFICATION_NUMBER")
    if number and not PHONE.fullmatch(number):
        reader.problem("WHATSAPP_NOTIFICATION_NUMBER", f"{number!r} is no number like +4915112345678", "Use E.164.")
    token = reader.secret("WHATSAPP_CLOUD_TOKEN")
    if token and not (number and reader.given("WHATSAPP_PHONE_NUMBER_ID")):
        remedy = "Set WHATSAPP_NOTIFICATION_NUMBER and WHATSAPP_PHONE_NUMBER_ID as well, or remove the token."
        reader.problem("WHATSAPP_CLOUD_TOKEN", "is set, but not whom to alert", remedy)
    return AlertSettings(
        enabled=reader.flag("ENABLE_WHATSAPP_NOTIFICATIONS", default=True),
        number=number,
        token=token,
        phone_number_id=reader.text("WHATSAPP_PHONE_NUMBER_ID"),
        graph_url=reader.url("WHATSAPP_GRAPH_URL", "https://graph.facebook.com"),
        dashboard_url=reader.url("DASHBOARD_URL", "http://localhost:3000"),
        quiet=_quiet_hours(reader, zone),
        fallbacks=_fallbacks(reader),
    )


def _fallbacks(reader: SettingsReader) -> tuple[SecretStr, ...]:
    addresses = split_addresses(reader.text("FALLBACK_URLS"))
    for refused in filter(None, map(refusal, addresses)):
        reader.problem("FALLBACK_URLS", *refused)
    return tuple(map(SecretStr, addresses))


def _quiet_hours(reader: SettingsReader, zone: tzinfo | None) -> QuietHours | None:
    if not reader.given("QUIET_HOURS"):
        return None
    urgent = reader.flag("QUIET_HOURS_URGENT", default=True)
    start, _, end = reader.text("QUIET_HOURS").partition("-")
    try:
        return QuietHours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()), zone, urgent)
    except ValueError:
        reader.problem("QUIET_HOURS", f"{reader.text('QUIET_HOURS')!r} is no span of time", "Write it as 22:00-07:00.")
        return None
