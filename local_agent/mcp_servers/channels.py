"""What each channel's server is called and what its drafts are called; its tools follow from its actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent_skills.domain.payload import CREATE_PAYMENT
from local_agent.executors.feed import FEED, MENTIONS


@dataclass(frozen=True, slots=True)
class ChannelServer:
    """One server.

    Args:
        channel: name of the channel, as in `CHANNEL_ACTIONS`.
        prefix: start of a draft's id.
        kind: front matter field `type` of a draft.
        about: what a model should know of the channel's text.
        reads: what can be read there, `FEED` or `MENTIONS`.
    """

    channel: str
    prefix: str
    kind: str
    about: str
    reads: tuple[str, ...] = ()


SERVERS: Mapping[str, ChannelServer] = {
    "email": ChannelServer("Email", "EMAIL_DRAFT_", "email_draft", "The text is plain, with greeting and name."),
    "whatsapp": ChannelServer("WhatsApp", "WHATSAPP_DRAFT_", "whatsapp_draft", "At most 500 characters."),
    "linkedin": ChannelServer("LinkedIn", "LINKEDIN_POST_", "linkedin_draft", "At most 3000 characters.", (FEED,)),
    "facebook": ChannelServer("Facebook", "FACEBOOK_POST_", "facebook_draft", "Short paragraphs.", (FEED,)),
    "instagram": ChannelServer(
        "Instagram", "INSTAGRAM_POST_", "instagram_draft", "A picture is needed in media.", (FEED,)
    ),
    "twitter": ChannelServer("Twitter", "TWITTER_POST_", "twitter_draft", "At most 280 characters.", (FEED, MENTIONS)),
    "odoo": ChannelServer(
        "Odoo", "ODOO_DRAFT_", "odoo_draft", "The lines are a table: | Item | Quantity | Unit price | Tax % |"
    ),
    "calendar": ChannelServer(
        "Calendar",
        "EVENT_DRAFT_",
        "calendar_draft",
        "Whole days have start and end like 2026-11-21 (end is the last day) and no timezone; times are local ones "
        "like 2026-11-21T15:00 with a timezone like Europe/Berlin. The text describes the event and may be empty; who "
        "stands in attendees is invited.",
    ),
}
"""Name of the server, as `local-agent mcp NAME` takes it."""

PAYMENT = ("ODOO_PAYMENT_", "payment_draft")
"""Start of the id and type of a payment (data-model.md §2); it shares Odoo's folder."""


def id_and_type(server: ChannelServer, action: str) -> tuple[str, str]:
    """Return start of the id and type of a draft for an action."""
    return PAYMENT if action == CREATE_PAYMENT else (server.prefix, server.kind)
