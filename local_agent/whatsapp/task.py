"""The task file of a WhatsApp message (docs/platinum/data-model.md §2); nothing of a stranger's text acts in it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agent_skills.ai.rules import contains
from agent_skills.domain.clock import iso
from agent_skills.domain.foreign_text import harmless
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.states import Status
from local_agent.whatsapp.messages import Message, sent_at

PREVIEW = 100
"""FR-G018: characters of the message that the front matter repeats."""

MAX_TEXT = 65_536
"""Longest message that WhatsApp takes."""

MAX_NAME = 200
NO_TEXT = "(no text)"
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class ChatName:
    """A chat as the task names it."""

    chat_id: str
    title: str
    group: bool


def task_id(message_id: str) -> str:
    """Return the id of the task that a message becomes; the same whatever crashes."""
    return f"WHATSAPP_{hashlib.sha256(message_id.encode()).hexdigest()[:20]}"


def task_document(message: Message, chat: ChatName, keywords: Sequence[str], now: datetime) -> Document:
    """Return the task file of a message.

    Args:
        message: as the page shows it.
        chat: where it stands.
        keywords: words that make it High (WHATSAPP_KEYWORDS).
        now: for the times.
    """
    text = clean(message.text, MAX_TEXT)
    matched = [word for word in keywords if contains(text, [word])]
    sender = _one_line(message.sender) if chat.group else ""
    front: FrontMatter = {
        "id": task_id(message.id),
        "type": "whatsapp",
        "status": Status.PENDING.value,
        "created_at": iso(now),
        "updated_at": iso(now),
        "from": sender or _one_line(chat.title),
        "from_name": sender or _one_line(chat.title),
        "chat_id": chat.chat_id,
        "chat_name": _one_line(chat.title),
        "group": chat.group,
        "message_id": message.id,
        "message_preview": " ".join(text.split())[:PREVIEW],
        "received": iso(received(message.stamp, now)),
        "media": message.media,
        "keywords_matched": [*matched],
        "priority": "High" if matched else "Medium",
        "risk": ["bidi", "suspicious"] if BIDI & set(message.text) else [],
    }
    return Document(front, _body(text, message, chat))


def received(stamp: str, now: datetime) -> datetime:
    """Return when a message was sent as the page tells it; now, where that cannot be read or lies ahead."""
    told = sent_at(stamp, None)
    return told if told and told <= now else now


def clean(text: str, limit: int) -> str:
    """Return a text without control characters, cut to a limit; line breaks and tabs stay."""
    kept = [char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")]
    return "".join(char for char in kept if char not in BIDI)[:limit].strip()


def _one_line(text: str) -> str:
    return " ".join(clean(text, MAX_NAME).split())


def _body(text: str, message: Message, chat: ChatName) -> str:
    told = text or NO_TEXT
    parts = [f"# {harmless(_one_line(chat.title))}", "## Message", harmless(told)]
    if message.media:
        parts += ["## Attachments", f"- {message.media} (stays in WhatsApp)"]
    return "\n\n".join(parts) + "\n"
