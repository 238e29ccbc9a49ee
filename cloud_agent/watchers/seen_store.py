"""Which mails were filed already, by the names their sources give them (SQLite in the state folder)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS seen (source TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (source, key)) STRICT;
CREATE TABLE IF NOT EXISTS notes (source TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (source, name)) STRICT;
"""


class SeenStore:
    """Remembers across crashes: a key is on disk before `add` returns.

    Args:
        path: the database file.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(TABLES)

    def add(self, source: str, key: str) -> None:
        """Note a mail as filed."""
        self._db.execute("INSERT OR IGNORE INTO seen (source, key) VALUES (?, ?)", (source, key))

    def has(self, source: str, key: str) -> bool:
        """Tell whether a mail was filed."""
        return self._db.execute("SELECT 1 FROM seen WHERE source = ? AND key = ?", (source, key)).fetchone() is not None

    def note(self, source: str, name: str) -> str | None:
        """Return what a source noted for itself, for example where its history stands."""
        row = self._db.execute("SELECT value FROM notes WHERE source = ? AND name = ?", (source, name)).fetchone()
        return str(row[0]) if row else None

    def set_note(self, source: str, name: str, value: str) -> None:
        """Keep a note of a source."""
        self._db.execute("INSERT OR REPLACE INTO notes (source, name, value) VALUES (?, ?, ?)", (source, name, value))

    def close(self) -> None:
        """Close the database."""
        self._db.close()
