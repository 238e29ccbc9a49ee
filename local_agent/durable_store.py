"""A small database of one process that keeps what it was told, whatever ends it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from agent_skills.domain.errors import EmployeeError


class DurableStore:
    """Opens the file for the owner alone; what was written is on disk before a call returns.

    Args:
        path: the database file.
        tables: the SQL that makes its tables where they are missing.
        error: raised in place of whatever the database or the disk raises.
        name: what the file holds, for the error's text.

    Raises:
        EmployeeError: of the kind `error`, from every method, where the file cannot be used.
    """

    def __init__(self, path: Path, tables: str, error: type[EmployeeError], name: str) -> None:
        self._path = path
        self._error = error
        self._name = name
        with self._usable():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            path.chmod(0o600)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(tables)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    @contextmanager
    def _together(self) -> Iterator[sqlite3.Connection]:
        """Let several statements take effect, or none of them."""
        with self._usable(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db

    def _many(self, query: str, rows: Sequence[tuple[object, ...]]) -> None:
        with self._together() as database:
            database.executemany(query, rows)

    def _all(self, query: str, values: Sequence[object]) -> list[tuple[str, ...]]:
        with self._usable():
            return list(self._db.execute(query, tuple(values)).fetchall())

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise self._error(f"{self._name} in {self._path} cannot be used ({error}).") from error
