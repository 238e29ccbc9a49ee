"""The owner's wish for another version of a draft (docs/platinum/data-model.md §2), as the dashboard writes it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from agent_skills.domain.clock import iso
from agent_skills.domain.items import Document, FrontMatter, StoredFile
from agent_skills.domain.payload import SEND_EMAIL
from agent_skills.domain.states import Lane, Status


def may_redraft(draft: Document) -> bool:
    """Tell whether another version can be drafted: only of an answer to a mail."""
    return draft.text("action") == SEND_EMAIL and bool(draft.text("original_id"))


def redraft_request(draft: StoredFile, remark: str, now: datetime) -> Document:
    """Return the request; the same wish twice has the same id.

    Args:
        draft: as it was refused.
        remark: what the owner said of it, at most 200 characters.
        now: for the times.
    """
    digest = hashlib.sha256(f"{draft.id.lower()}\0{draft.sha256}".encode()).hexdigest()
    front: FrontMatter = {
        "id": f"REDRAFT_{digest[:20]}",
        "type": "redraft",
        "status": Status.TRIAGED.value,
        "lane": Lane.REPLY.value,
        "created_at": iso(now),
        "updated_at": iso(now),
        "draft_id": draft.id,
        "original_id": draft.doc.text("original_id"),
        "subject": draft.doc.text("subject") or None,
        "priority": draft.doc.text("priority") or None,
        "remark": remark,
    }
    quoted = " ".join(remark.split())
    body = f"# Another version\n\nYou refused [[{draft.id}]] and asked for another version.\n\n> {quoted}\n"
    return Document(front, body)
