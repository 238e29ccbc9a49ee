"""What was ordered, answered and listed, across crashes (SQLite in the state folder)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_skills.domain.errors import EmployeeError
from local_agent.durable_store import DurableStore

TABLES = """
CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS answers (reference INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL,
  at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS listed (number INTEGER PRIMARY KEY, item_id TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

SEEN, TAKEN, DONE = "seen", "taken", "done"


class CommandStoreError(EmployeeError):
    """The memory of commands cannot be used; without it no command is carried out."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a number of the last list stands for."""

    item_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A text that waits to be sent to the owner; `at` is ISO 8601."""

    reference: str
    text: str
    at: str


class CommandStore(DurableStore):
    """Remembers; what was noted is on disk before a call returns.

    Args:
        path: the database file.

    Raises:
        CommandStoreError: from every method, where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, TABLES, CommandStoreError, "The memory of commands")

    def known(self, ids: Sequence[str]) -> set[str]:
        """Return those of these messages that were looked at before."""
        marks = ", ".join("?" * len(ids))
        return {row[0] for row in self._all(f"SELECT id FROM messages WHERE id IN ({marks})", ids)}  # noqa: S608

    def note_seen(self, ids: Iterable[str]) -> None:
        """Note messages that are no commands, or too old to count."""
        self._many("INSERT OR IGNORE INTO messages VALUES (?, ?)", [(known, SEEN) for known in ids])

    def take(self, message_id: str) -> bool:
        """Take a command for good, before anything is done; False where it was taken or seen before."""
        with self._usable():
            found = self._db.execute("INSERT OR IGNORE INTO messages VALUES (?, ?)", (message_id, TAKEN))
            return found.rowcount == 1

    def finish(self, message_id: str, answer: str, at: str) -> None:
        """Note that a command was carried out, and keep its answer for sending, both or neither."""
        with self._together() as database:
            database.execute("UPDATE messages SET state = ? WHERE id = ?", (DONE, message_id))
            database.execute("INSERT INTO answers (text, at) VALUES (?, ?)", (answer, at))

    def interrupted(self) -> list[str]:
        """Return the messages whose command was taken and not finished."""
        return [row[0] for row in self._all("SELECT id FROM messages WHERE state = ?", [TAKEN])]

    def answers(self) -> list[Answer]:
        """Return the answers that wait, oldest first."""
        rows = self._all("SELECT reference, text, at FROM answers ORDER BY reference", [])
        return [Answer(f"answer-{number}", text, at) for number, text, at in rows]

    def forget_answer(self, answer: Answer) -> None:
        """Note that an answer needs no more sending."""
        self._many("DELETE FROM answers WHERE reference = ?", [(int(answer.reference.removeprefix("answer-")),)])

    def remember_list(self, drafts: Sequence[Listed]) -> None:
        """Bind the numbers from 1 to these drafts; what the numbers meant before is forgotten."""
        rows = [(number, draft.item_id, draft.sha256) for number, draft in enumerate(drafts, 1)]
        with self._together() as database:
            database.execute("DELETE FROM listed")
            database.executemany("INSERT INTO listed VALUES (?, ?, ?)", rows)

    def listed(self) -> dict[int, Listed]:
        """Return what the numbers of the last list stand for."""
        rows = self._all("SELECT number, item_id, sha256 FROM listed", [])
        return {int(number): Listed(item_id, sha256) for number, item_id, sha256 in rows}

    def fact(self, name: str) -> str | None:
        """Return a remembered fact."""
        rows = self._all("SELECT value FROM facts WHERE name = ?", [name])
        return str(rows[0][0]) if rows else None

    def set_fact(self, name: str, value: str) -> None:
        """Remember a fact."""
        self._many("INSERT OR REPLACE INTO facts VALUES (?, ?)", [(name, value)])
