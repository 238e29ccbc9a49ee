"""Which push services may carry alerts: those whose address can reach the owner's own device and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Mapping

SERVICES: Mapping[str, tuple[str, str]] = {
    "ntfy": ("ntfy", "NotifyNtfy"),
    "ntfys": ("ntfy", "NotifyNtfy"),
    "tgram": ("telegram", "NotifyTelegram"),
    "pover": ("pushover", "NotifyPushover"),
    "gotify": ("gotify", "NotifyGotify"),
    "gotifys": ("gotify", "NotifyGotify"),
    "pbul": ("pushbullet", "NotifyPushBullet"),
    "bark": ("bark", "NotifyBark"),
    "barks": ("bark", "NotifyBark"),
    "prowl": ("prowl", "NotifyProwl"),
}
"""Scheme of an address → module and class of the apprise plugin; only these are ever loaded."""

MAIL = frozenset({"mailto", "mailtos", "smtp", "smtps", "sendgrid", "mailgun", "ses", "postmark", "brevo", "resend"})
"""Addresses of mail services: a credential that can write to anybody."""

BETWEEN = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+.-]*:)")


def split_addresses(text: str) -> list[str]:
    """Return the addresses of a setting, separated by spaces or commas."""
    return [part for part in (piece.strip(" ,\t") for piece in BETWEEN.split(text)) if part]


def refusal(address: str) -> tuple[str, str] | None:
    """Return why an address may not be used and what to do instead, None where it may.

    Args:
        address: as apprise writes it; a secret, so neither answer repeats it.
    """
    scheme = address.partition(":")[0].lower()
    if scheme in MAIL:
        problem = f"holds a {scheme}:// address, which is a credential that can send mail to anybody"
        return problem, "Remove it from this machine. Use a push service: ntfy://, tgram://, pover://, gotify://."
    if scheme not in SERVICES or "://" not in address:
        return "holds an address of a service that is not known here", f"Choose one of {', '.join(SERVICES)}."
    if scheme == "tgram" and len([part for part in address.split("?", maxsplit=1)[0].split("/") if part]) < 3:  # noqa: PLR2004
        return "holds a tgram:// address without your chat id", "Write it as tgram://BOT_TOKEN/CHAT_ID."
    return None
