"""The task file of a mail (docs/platinum/data-model.md §2), in which nothing of a stranger's text can act."""

from __future__ import annotations

from agent_skills.domain.clock import iso
from agent_skills.domain.foreign_text import harmless
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.mail import Attachment, MailMessage
from agent_skills.domain.states import Status

SNIPPET = 200
"""FR-S017: characters of the text that the front matter repeats."""

NO_TEXT = "(no text)"


def task_document(message: MailMessage, now: str) -> Document:
    """Return the task file of a mail.

    Args:
        message: the parsed mail.
        now: ISO 8601, for created_at and updated_at.
    """
    front: FrontMatter = {
        "id": message.task_id,
        "type": "email",
        "status": Status.PENDING.value,
        "created_at": now,
        "updated_at": now,
        "from": message.from_address,
        "from_name": message.from_name or None,
        "to": [*message.to],
        "cc": [*message.cc],
        "reply_to": message.reply_to,
        "subject": message.subject,
        "snippet": " ".join(message.text.split())[:SNIPPET],
        "received": iso(message.received),
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": [*message.references],
        "source": message.source,
        "kind": message.kind.value,
        "attachments": [_attachment(known) for known in message.attachments],
        "risk": [*message.risk],
        "defects": list(dict.fromkeys(message.defects)),
    }
    if message.returned_ids:
        front["returned_ids"] = [*message.returned_ids]
    return Document(front, _body(message))


def _attachment(known: Attachment) -> str:
    return f"{known.name} ({known.content_type}, {known.size} bytes)"


def _body(message: MailMessage) -> str:
    parts = [f"# {harmless(message.subject)}", "## Message", harmless(message.text) or NO_TEXT]
    if message.attachments:
        listed = "\n".join(f"- {harmless(_attachment(known))}" for known in message.attachments)
        parts += ["## Attachments", listed]
    return "\n\n".join(parts) + "\n"
