"""What leaves the house: the outbound payload of a draft and its hash (data-model.md §3)."""

from __future__ import annotations

import hashlib
import json

from pydantic import BaseModel, ConfigDict, ValidationError

from agent_skills.domain.items import Document, draft_text


class EmailPayload(BaseModel):
    """An e-mail exactly as the executor hands it to the mail server."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str | None
    action: str
    bcc: list[str]
    cc: list[str]
    in_reply_to: str | None
    references: list[str]
    subject: str
    text: str
    to: list[str]

    def sha256(self) -> str:
        """Hash the canonical JSON of the payload; Node computes the same."""
        canonical = json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


SEND_EMAIL = "send_email"


def email_payload(doc: Document) -> EmailPayload | None:
    """Read the payload from a draft; None where the file is no sendable e-mail draft.

    Args:
        doc: a parsed draft file.
    """
    if doc.text("action") != SEND_EMAIL:
        return None
    try:
        return EmailPayload(
            account=doc.text("account") or None,
            action=SEND_EMAIL,
            bcc=doc.texts("bcc"),
            cc=doc.texts("cc"),
            in_reply_to=doc.text("in_reply_to") or None,
            references=doc.texts("references"),
            subject=doc.text("subject"),
            text=draft_text(doc.body),
            to=doc.texts("to"),
        )
    except ValidationError:
        return None
