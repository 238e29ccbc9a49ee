"""The waiting drafts as a short message may tell of them: names and subjects, no addresses, numbers or links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent_skills.ai.cleaning import LINK, cleaned, plain
from agent_skills.domain.channels import category_of, refusal, risks_of
from agent_skills.domain.clock import parse_iso
from agent_skills.domain.foreign_text import inert
from agent_skills.domain.items import Document, StoredFile, draft_text
from agent_skills.domain.payload import EmailPayload, EventPayload, Payload, WhatsAppPayload, read_payload
from agent_skills.domain.states import channel_of

NAME, SUBJECT, WHY = 24, 36, 100
"""Characters of each part of a line; a whole message has at most 500 (data model P-DM5)."""

OPEN_IT = "Open it on the dashboard."
DASHBOARD_ONLY: dict[str, str] = {
    "money": "It is about money.",
    "new_recipient": "You never wrote to this recipient before.",
    "changed_recipient": "It goes to another domain than the mail came from.",
    "suspicious": "It looks suspicious.",
    "bidi": "It looks suspicious.",
    "links": "It holds links or addresses that the conversation does not.",
}
"""Risk → why such a draft is approved on the dashboard alone, where all of it is in view."""


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """One draft of the queue.

    Args:
        item_id: of the file.
        sha256: of its bytes.
        category: as the dashboard names it.
        who: whom or what it goes to, cleaned.
        subject: cleaned.
        text: what would be sent, cleaned.
        why: of the card, cleaned.
        urgent: whether its priority is High.
        created_at: as the file tells it.
        barred: why it cannot be approved by a message, None where it can.
    """

    item_id: str
    sha256: str
    category: str
    who: str
    subject: str
    text: str
    why: str
    urgent: bool
    created_at: str
    barred: str | None


def waiting_drafts(files: Iterable[StoredFile], is_known: Callable[[str], bool], now: datetime) -> list[WaitingDraft]:
    """Return what waits in the order of the dashboard: urgent first, then the oldest, without what was put off.

    Args:
        files: what lies in Pending_Approval/.
        is_known: tells whether the owner wrote to an address before.
        now: the present moment.
    """
    found = [_draft(file, is_known) for file in files if channel_of(file.path) and not _sleeps(file.doc, now)]
    return sorted(found, key=lambda draft: (not draft.urgent, draft.created_at, draft.item_id))


def shown(text: str, limit: int) -> str:
    """Return untrusted text as an answer may hold it: no addresses, numbers, links or hidden characters.

    Args:
        text: untrusted.
        limit: characters.
    """
    bare = cleaned(LINK.sub("[link]", cleaned(plain(inert(text)))))
    return bare if len(bare) <= limit else bare[: limit - 1].rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """Return untrusted text on one line; see `shown`."""
    return shown(" ".join(text.split()), limit)


def _draft(file: StoredFile, is_known: Callable[[str], bool]) -> WaitingDraft:
    doc, payload, channel = file.doc, read_payload(file.doc), channel_of(file.path)
    subject = payload.headline() if payload else doc.text("subject")
    return WaitingDraft(
        item_id=file.id,
        sha256=file.sha256,
        category=category_of(channel) if channel else "",
        who=one_line(_who(doc, payload), NAME) or "somebody",
        subject=one_line(subject, SUBJECT) or "(no subject)",
        text=shown(draft_text(doc.body), 1000),
        why=one_line(doc.text("why"), WHY),
        urgent=doc.text("priority").lower() in ("high", "urgent"),
        created_at=doc.text("created_at"),
        barred=_barred(file, channel, payload, is_known),
    )


def _who(doc: Document, payload: Payload | None) -> str:
    if isinstance(payload, EventPayload):
        return f"{len(payload.attendees)} invited" if payload.attendees else "your calendar"
    if isinstance(payload, EmailPayload):
        return doc.text("to_name") or "somebody"
    return ", ".join(payload.recipients()) if payload else ""


def _barred(
    file: StoredFile, channel: str | None, payload: Payload | None, is_known: Callable[[str], bool]
) -> str | None:
    problem = refusal(channel, payload)
    if problem:
        return problem
    risks = risks_of(file.doc.texts("risk"), payload)
    if not all(is_known(address) for address in _people(payload)):
        risks = [*risks, "new_recipient"]
    if isinstance(payload, WhatsAppPayload) and not file.doc.text("original_id"):
        risks = [*risks, "new_recipient"]  # it answers nobody, so nobody in that chat has written first
    return next((words for risk, words in DASHBOARD_ONLY.items() if risk in risks), None)


def _people(payload: Payload | None) -> Sequence[str]:
    if isinstance(payload, EventPayload):
        return payload.attendees
    return [*payload.to, *payload.cc, *payload.bcc] if isinstance(payload, EmailPayload) else []


def _sleeps(doc: Document, now: datetime) -> bool:
    until = parse_iso(doc.front.get("snoozed_until"))
    return until is not None and until > now
