"""Which channel may do what: the one table of gate, execution, journal and dashboard (channels.ts has the same)."""

from __future__ import annotations

from agent_skills.domain.payload import Payload, PostPayload
from agent_skills.domain.sendable import problem_of
from agent_skills.domain.states import CHANNELS

CHANNEL_ACTIONS: dict[str, frozenset[str]] = {
    "Email": frozenset({"send_email"}),
    "WhatsApp": frozenset({"send_whatsapp"}),
    "LinkedIn": frozenset({"create_post"}),
    "Facebook": frozenset({"create_post"}),
    "Instagram": frozenset({"create_post"}),
    "Twitter": frozenset({"create_post"}),
    "Odoo": frozenset({"create_invoice", "create_bill", "create_expense", "create_contact", "create_payment"}),
    "Calendar": frozenset({"create_event"}),
    "Plans": frozenset(),
}
"""Channel → actions that may be executed from its folder; what is not named is executed from nowhere."""

MONEY_ACTIONS = frozenset({"create_invoice", "create_bill", "create_expense", "create_payment"})
"""Actions that ask for the password again, whatever risk the draft itself names (architecture §7)."""


def is_allowed(channel: str | None, action: str) -> bool:
    """Tell whether an action may be executed from a channel's folder."""
    return channel is not None and action in CHANNEL_ACTIONS.get(channel, frozenset())


def refusal(channel: str | None, payload: Payload | None) -> str | None:
    """Return why a draft cannot be executed from this channel as it stands, in words for the owner; None if it can.

    Args:
        channel: name of the channel whose folder the draft lies in, None where that is none.
        payload: what it would send, None where its fields cannot be read.
    """
    if channel is None or payload is None or not is_allowed(channel, payload.action):
        return "Its action cannot be executed from this folder."
    if isinstance(payload, PostPayload) and payload.platform != channel.lower():
        return f"Its platform must be {channel.lower()}, as the folder says."
    return problem_of(payload)


def category_of(channel: str) -> str:
    """Return the category under which the dashboard lists a channel: the first folder below Pending_Approval/."""
    return CHANNELS[channel].split("/", 1)[0]


def risks_of(named: list[str], payload: Payload | None) -> list[str]:
    """Return the risks that a draft names, and money where its action is about money, whatever it says of itself."""
    money = payload is not None and payload.action in MONEY_ACTIONS and "money" not in named
    return [*named, "money"] if money else named
