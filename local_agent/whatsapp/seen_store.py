"""Which messages were filed, which chat they belong to, and what was handed to the page to send (SQLite)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_skills.domain.errors import EmployeeError
from local_agent.durable_store import DurableStore
from local_agent.whatsapp.messages import ChatRow, name_key

TABLES = """
CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, chat_id TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS chats (chat_id TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS openings (title TEXT PRIMARY KEY, unread INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS looks (digest TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS sends (reference TEXT PRIMARY KEY, chat_id TEXT NOT NULL, title TEXT NOT NULL,
  text TEXT NOT NULL, before TEXT NOT NULL, at TEXT NOT NULL, message_id TEXT) STRICT;
"""

MAX_LOOKS = 1000
"""Rows of the chat list that are remembered as read; the oldest are forgotten, which costs one more look."""


class SeenStoreError(EmployeeError):
    """The memory of messages cannot be used; without it nothing is read or sent."""


@dataclass(frozen=True, slots=True)
class SendRecord:
    """One message that was about to be sent. `before` holds the ids of all messages loaded just before."""

    reference: str
    chat_id: str
    title: str
    text: str
    before: frozenset[str]
    at: str
    message_id: str | None = None


class SeenStore(DurableStore):
    """Remembers across crashes: what was added is on disk before the call returns.

    Args:
        path: the database file.

    Raises:
        SeenStoreError: from every method, where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, TABLES, SeenStoreError, "The memory of WhatsApp messages")

    def add(self, chat_id: str, ids: Iterable[str]) -> None:
        """Note messages as dealt with."""
        self._many("INSERT OR IGNORE INTO messages VALUES (?, ?)", [(known, chat_id) for known in ids])

    def chats_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Return message id → chat id for those of these messages that are known."""
        marks = ", ".join("?" * len(ids))
        rows = self._all(f"SELECT id, chat_id FROM messages WHERE id IN ({marks})", ids)  # noqa: S608 - only marks
        return {str(row[0]): str(row[1]) for row in rows}

    def name_chat(self, chat_id: str, title: str) -> None:
        """Note what a chat is called now."""
        self._many("INSERT OR REPLACE INTO chats VALUES (?, ?)", [(chat_id, title)])

    def title_of(self, chat_id: str) -> str | None:
        """Return what a chat was called when it was last seen."""
        rows = self._all("SELECT title FROM chats WHERE chat_id = ?", [chat_id])
        return str(rows[0][0]) if rows else None

    def note_opening(self, title: str, unread: int) -> None:
        """Note before a click that so many messages of a chat are unread: the click takes the page's mark away."""
        query = "INSERT INTO openings VALUES (?, ?) ON CONFLICT (title) DO UPDATE SET unread = max(unread, ?)"
        self._many(query, [(name_key(title), unread, unread)])

    def openings(self) -> dict[str, int]:
        """Return name (as `name_key` gives it) → unread messages of chats that were opened and not yet filed."""
        return {str(row[0]): int(row[1]) for row in self._all("SELECT title, unread FROM openings", [])}

    def clear_opening(self, title: str) -> None:
        """Note that a chat's messages are filed."""
        self._many("DELETE FROM openings WHERE title = ?", [(name_key(title),)])

    def settle(self, row: ChatRow) -> None:
        """Note how a row looks that has nothing new."""
        self._many("INSERT OR REPLACE INTO looks VALUES (?)", [(_digest(row),)])
        query = "DELETE FROM looks WHERE rowid <= (SELECT max(rowid) - ? FROM looks)"
        self._many(query, [(MAX_LOOKS,)])

    def is_settled(self, row: ChatRow) -> bool:
        """Tell whether a row looked like this after it was read."""
        return bool(self._all("SELECT 1 FROM looks WHERE digest = ?", [_digest(row)]))

    def record_send(self, record: SendRecord) -> None:
        """Note a message right before it is sent."""
        row = (
            record.reference,
            record.chat_id,
            record.title,
            record.text,
            json.dumps(sorted(record.before)),
            record.at,
            None,
        )
        self._many("INSERT OR REPLACE INTO sends VALUES (?, ?, ?, ?, ?, ?, ?)", [row])

    def sent(self, reference: str, message_id: str) -> None:
        """Note the id under which a message stands in the history."""
        self._many("UPDATE sends SET message_id = ? WHERE reference = ?", [(message_id, reference)])

    def send_record(self, reference: str) -> SendRecord | None:
        """Return what was about to be sent under a reference."""
        query = "SELECT reference, chat_id, title, text, before, at, message_id FROM sends WHERE reference = ?"
        rows = self._all(query, [reference])
        if not rows:
            return None
        known, chat_id, title, text, before, at, message_id = rows[0]
        return SendRecord(known, chat_id, title, text, frozenset(json.loads(before)), at, message_id)

    def sent_into(self, chat_id: str) -> tuple[set[str], set[str]]:
        """Return what was handed to the page for a chat: ids of messages, and texts of those without a known id."""
        rows = self._all("SELECT text, message_id FROM sends WHERE chat_id = ?", [chat_id])
        return {str(row[1]) for row in rows if row[1]}, {str(row[0]) for row in rows if not row[1]}

    def send_times(self, since: str) -> list[str]:
        """Return when messages were sent since a moment, oldest first (ISO 8601)."""
        return [str(row[0]) for row in self._all("SELECT at FROM sends WHERE at > ? ORDER BY at", [since])]


def _digest(row: ChatRow) -> str:
    return hashlib.sha256(json.dumps([row.title, row.look, row.unread]).encode()).hexdigest()
