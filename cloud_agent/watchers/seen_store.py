"""Which mails were filed already, by the names their sources give them and by content (SQLite in the state folder)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.errors import MailboxError

RETRY_SECONDS = 30.0

TABLES = """
CREATE TABLE IF NOT EXISTS seen (source TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (source, key)) STRICT;
CREATE TABLE IF NOT EXISTS digests (source TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (source, digest)) STRICT;
CREATE TABLE IF NOT EXISTS notes (source TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (source, name)) STRICT;
"""


class SeenStore:
    """Remembers across crashes: what was added is on disk before the call returns.

    Every method raises `MailboxError` where the database cannot be used: without this memory no mail is taken in.

    Args:
        path: the database file.
    """

    def __init__(self, path: Path) -> None:
        with _usable(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path = path
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(TABLES)

    def add(self, source: str, key: str) -> None:
        """Note a mail as filed, by its name only."""
        self.add_all(source, [key])

    def add_all(self, source: str, keys: Iterable[str]) -> None:
        """Note many mails at once, for example all that were there before the product was."""
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [(source, key) for key in keys])

    def add_mail(self, mail: RawMail) -> None:
        """Note a mail as filed, by its name and by its content."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (mail.source, mail.key))
            self._db.execute("INSERT OR IGNORE INTO digests VALUES (?, ?)", (mail.source, mail.digest))

    def has(self, source: str, key: str) -> bool:
        """Tell whether a mail of that name was filed."""
        return self._one("SELECT 1 FROM seen WHERE source = ? AND key = ?", source, key) is not None

    def has_content(self, mail: RawMail) -> bool:
        """Tell whether the same bytes were filed, whatever their source called them then."""
        query = "SELECT 1 FROM digests WHERE source = ? AND digest = ?"
        return self._one(query, mail.source, mail.digest) is not None

    def note(self, source: str, name: str) -> str | None:
        """Return what a source noted for itself, for example where its history stands."""
        return self._one("SELECT value FROM notes WHERE source = ? AND name = ?", source, name)

    def set_note(self, source: str, name: str, value: str) -> None:
        """Keep a note of a source."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (source, name, value))

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _one(self, query: str, *values: str) -> str | None:
        with _usable(self._path):
            row = self._db.execute(query, values).fetchone()
        return None if row is None else str(row[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _usable(self._path), self._db:  # the inner one commits, or rolls back on an error
            self._db.execute("BEGIN IMMEDIATE")
            yield


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = f"The list of mails already filed cannot be used ({error})."
        remedy = (
            f"Check free space and permissions of {path.parent}. If {path.name} is damaged, delete it: "
            "mails whose task is still in the vault are recognised."
        )
        raise MailboxError(reason, remedy, RETRY_SECONDS) from error
