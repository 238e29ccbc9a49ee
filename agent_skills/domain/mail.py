"""A received mail as a value, whatever source it came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MailKind(StrEnum):
    """What sort of mail it is, told from its headers (RFC 3464, RFC 3834, RFC 2919)."""

    PERSONAL = "personal"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    MAILING_LIST = "mailing_list"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment is listed, never synced. `size` is in bytes after decoding."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class RawMail:
    """Raw bytes of one message with the name by which its source knows it."""

    source: str
    key: str
    raw: bytes

    @property
    def digest(self) -> str:
        """First 20 hex digits of the SHA-256 of the message: its identity, whatever the source calls it."""
        return hashlib.sha256(self.raw).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class MailMessage:
    """A parsed mail. Texts are plain, decoded, free of control characters; addresses are bare."""

    digest: str
    source: str
    kind: MailKind
    from_address: str
    from_name: str
    to: list[str]
    cc: list[str]
    reply_to: str | None
    subject: str
    received: datetime
    message_id: str | None
    in_reply_to: str | None
    references: list[str]
    text: str
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    risk: list[str] = field(default_factory=list)
    returned_ids: list[str] = field(default_factory=list)
    """Of a bounce: Message-IDs that it quotes, one of them the mail's that came back."""

    @property
    def task_id(self) -> str:
        """Id of the task that this mail becomes (requirements §1.4)."""
        prefix = "EMAIL_BOUNCE_" if self.kind is MailKind.BOUNCE else "EMAIL_"
        return prefix + self.digest
