"""What was ordered, answered and listed, across crashes (SQLite in the state folder)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent_skills.domain.errors import EmployeeError

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


class CommandStore:
    """Remembers; what was noted is on disk before a call returns.

    Args:
        path: the database file.

    Raises:
        CommandStoreError: from every method, where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._usable():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            path.chmod(0o600)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(TABLES)

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
        with self._usable(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("UPDATE messages SET state = ? WHERE id = ?", (DONE, message_id))
            self._db.execute("INSERT INTO answers (text, at) VALUES (?, ?)", (answer, at))

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
        with self._usable(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM listed")
            self._db.executemany("INSERT INTO listed VALUES (?, ?, ?)", rows)

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

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _many(self, query: str, rows: Sequence[tuple[object, ...]]) -> None:
        with self._usable(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(query, rows)

    def _all(self, query: str, values: Sequence[object]) -> list[tuple[str, ...]]:
        with self._usable():
            return list(self._db.execute(query, tuple(values)).fetchall())

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise CommandStoreError(f"The memory of commands in {self._path} cannot be used ({error}).") from error
