"""Brings the notifier's parts together."""

from __future__ import annotations

import time

from filelock import FileLock
from pydantic import SecretStr

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.runtime import doctor as checks
from cloud_agent.notifications.graph_client import GraphClient
from cloud_agent.notifications.outbox import Outbox
from cloud_agent.notifications.whatsapp_notifier import Channel, Habits, WhatsAppNotifier
from cloud_agent.settings import AlertSettings, CloudSettings


def make_notifier(settings: CloudSettings, vault: Vault, findings: FindingSink, clock: Clock) -> WhatsAppNotifier:
    """Return the notifier with the channels that are set up.

    Args:
        settings: of this machine.
        vault: keeps what waits.
        findings: told of what only the owner can mend; must not alert in turn.
        clock: for times.
    """
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    alerts = settings.alerts
    return WhatsAppNotifier(
        vault,
        Outbox(vault, settings.state / "alerts.json", clock),
        make_channels(alerts),
        findings,
        Habits(alerts.enabled, alerts.quiet, alerts.dashboard_url),
        clock,
        FileLock(settings.state / "alerts.lock"),
    )


def make_channels(alerts: AlertSettings) -> list[Channel]:
    """Return the ways to the owner's phone, the preferred one first."""
    channels: list[Channel] = []
    if alerts.token:
        channels.append(GraphClient(alerts.token, alerts.phone_number_id, alerts.number, alerts.graph_url, time.sleep))
    return channels + [_push(address) for address in alerts.fallbacks]


def _push(address: SecretStr) -> Channel:
    from cloud_agent.notifications.fallback import PushChannel  # noqa: PLC0415  # apprise only where it is used

    return PushChannel(address)


def check_channels(alerts: AlertSettings) -> checks.Row:
    """Tell for `doctor` how alerts reach the owner; nothing is sent."""
    names = [channel.name for channel in make_channels(alerts)]
    if not alerts.enabled:
        return checks.row("alerts", detail="switched off")
    return checks.row("alerts", detail=", ".join(names) or "not set up: they wait in Notifications/")
