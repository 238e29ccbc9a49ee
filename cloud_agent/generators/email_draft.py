"""Builds the draft file of a reply (docs/platinum/data-model.md §2).

Recipients come from the mail, never from a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from agent_skills.ai.cleaning import foreign_parts
from agent_skills.ai.rules import mail_text
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.foreign_text import harmless
from agent_skills.domain.items import DRAFT_HEADING, ORIGINAL_CALLOUT, Document, FrontMatter, safe_draft_text
from agent_skills.domain.payload import SEND_EMAIL
from agent_skills.domain.ports import Reply
from agent_skills.domain.states import Status

MAX_REFERENCES = 20
REPLY_MARK = re.compile(r"^\s*re\s*:\s*", re.IGNORECASE)
MONEY = re.compile(
    r"[€$£]\s?\d|\d\s?(?:€|\$|£|EUR|USD|GBP)\b|\b[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){3,}", re.IGNORECASE
)
"""An amount with its currency, or an IBAN."""

KnownRecipient = Callable[[str], bool]
"""Tells whether the owner has written to an address before."""


class EmailDraftGenerator:
    """Makes drafts of replies.

    Args:
        clock: for the times.
        is_known: see `KnownRecipient`.
    """

    def __init__(self, clock: Clock, is_known: KnownRecipient) -> None:
        self._clock = clock
        self._is_known = is_known

    def build(self, task: Document, reply: Reply) -> Document:
        """Return the draft of a reply.

        Args:
            task: the mail, as its task file holds it.
            reply: what to say.
        """
        now = iso(self._clock())
        recipient = task.text("reply_to") or task.text("from")
        front: FrontMatter = {
            "id": task.text("id").replace("EMAIL_", "EMAIL_DRAFT_", 1),
            "type": "email_draft",
            "action": SEND_EMAIL,
            "status": Status.PENDING_APPROVAL.value,
            "created_at": now,
            "updated_at": now,
            "account": None,
            "to": [recipient],
            "to_name": task.text("from_name") or None,
            "cc": [],
            "bcc": [],
            "subject": reply_subject(task.text("subject")),
            "in_reply_to": task.text("message_id") or None,
            "references": [*_references(task)],
            "original_id": task.text("id"),
            "original_from": task.text("from"),
            "original_subject": task.text("subject"),
            "original_received": task.text("received"),
            "why": reply.why or task.text("why"),
            "confidence": reply.confidence,
            "priority": task.text("priority"),
            "risk": [*self._risk(task, recipient, reply.text)],
            "drafted_by": reply.drafted_by,
            "cost_usd": reply.cost_usd,
            "version": 1,
            "previous_id": None,
            "edited": False,
        }
        return Document(front, _body(task, reply))

    def _risk(self, task: Document, recipient: str, text: str) -> list[str]:
        people = [task.text("from"), task.text("reply_to"), *task.texts("to"), *task.texts("cc")]
        thread = "\n".join([*people, task.text("subject"), mail_text(task)])
        flags = {
            "new_recipient": not self._is_known(recipient),
            "changed_recipient": _domain(recipient) != _domain(task.text("from")),
            "money": MONEY.search(text) is not None,
            "links": bool(foreign_parts(text, thread)),
            "suspicious": "suspicious" in task.texts("risk"),
        }
        return [flag for flag, raised in flags.items() if raised]


def reply_subject(subject: str) -> str:
    """Return the subject with exactly one `Re:` in front."""
    bare = subject
    while REPLY_MARK.match(bare):
        bare = REPLY_MARK.sub("", bare, count=1)
    return f"Re: {bare.strip()}"


def _references(task: Document) -> list[str]:
    known = [*task.texts("references"), task.text("message_id")]
    return list(dict.fromkeys(known_id for known_id in known if known_id))[-MAX_REFERENCES:]


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _body(task: Document, reply: Reply) -> str:
    name = harmless(" ".join((task.text("from_name") or task.text("from")).split()))
    why = " ".join((reply.why or task.text("why")).split())
    parts = [
        f"# Reply to {name}",
        f"> [!info] Why\n> {why}",
        DRAFT_HEADING,
        safe_draft_text(reply.text),
        f"{ORIGINAL_CALLOUT}\n{quoted_original(task)}",
    ]
    return "\n\n".join(parts) + "\n"


def quoted_original(task: Document) -> str:
    """Return the whole mail with every line quoted, so that none of it can end the callout or pose as the draft."""
    listed = [harmless(one) for one in task.texts("attachments")]
    head = [
        f"From: {harmless(task.text('from_name'))} <{task.text('from')}>",
        f"Date: {task.text('received')}",
        f"Subject: {harmless(task.text('subject'))}",
        *([f"Attachments: {', '.join(listed)}"] if listed else []),
        "",
    ]
    lines = "\n".join([*head, mail_text(task)]).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)
