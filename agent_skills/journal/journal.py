"""The execution journal (architecture §8): each approval is executed once, and what is unknown is never re-sent.

SQLite with a write-ahead log: a state is on disk before the step that it announces.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.errors import EmployeeError


class ExecutionState(StrEnum):
    """Where an execution stands."""

    APPROVED = "approved"
    CLAIMED = "claimed"
    INTENT = "intent"
    IN_FLIGHT = "in_flight"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PROJECTED = "projected"


S = ExecutionState
NEXT: dict[ExecutionState, frozenset[ExecutionState]] = {
    S.APPROVED: frozenset({S.CLAIMED, S.FAILED}),
    S.CLAIMED: frozenset({S.INTENT, S.FAILED, S.CLAIMED}),
    S.INTENT: frozenset({S.IN_FLIGHT, S.FAILED, S.CLAIMED}),
    S.IN_FLIGHT: frozenset({S.SENT, S.FAILED, S.UNKNOWN, S.CLAIMED}),
    S.UNKNOWN: frozenset({S.SENT, S.FAILED}),
    S.SENT: frozenset({S.PROJECTED}),
    S.FAILED: frozenset({S.PROJECTED}),
    S.PROJECTED: frozenset(),
}
"""The table of what may follow what. in_flight → claimed only when the channel said that nothing was sent."""

REPEATABLE = frozenset({S.CLAIMED, S.PROJECTED})
"""States that a power cut may undo: the step before them is done again then, and nothing outside sees it twice."""

TABLES = """
CREATE TABLE IF NOT EXISTS executions (
  id TEXT NOT NULL, sha256 TEXT NOT NULL, payload_sha256 TEXT NOT NULL, payload TEXT NOT NULL,
  channel TEXT NOT NULL, path TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT, client_ref TEXT, receipt TEXT,
  error TEXT, remedy TEXT, attempts INTEGER NOT NULL DEFAULT 0, next_try TEXT,
  approved_at TEXT NOT NULL, claimed_at TEXT, sent_at TEXT, updated_at TEXT NOT NULL,
  PRIMARY KEY (id, sha256)
) STRICT;
CREATE INDEX IF NOT EXISTS executions_of_id ON executions (lower(id), sha256);
CREATE INDEX IF NOT EXISTS executions_open ON executions (approved_at, id) WHERE state != 'projected';
CREATE INDEX IF NOT EXISTS executions_of_reference ON executions (client_ref);
CREATE INDEX IF NOT EXISTS executions_newest ON executions (updated_at DESC, id);
CREATE TABLE IF NOT EXISTS projected_decisions (name TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
"""


class JournalError(EmployeeError):
    """The journal cannot be used, so nothing may be executed."""


class IllegalTransitionError(EmployeeError):
    """A step that the table does not allow; a programming error, and never executed."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One approval on its way out. `payload` is the JSON snapshot that is sent; the vault is not read again."""

    id: str
    sha256: str
    payload_sha256: str
    payload: str
    channel: str
    path: str
    state: ExecutionState
    outcome: str | None
    client_ref: str | None
    receipt: str | None
    error: str | None
    remedy: str | None
    attempts: int
    next_try: datetime | None
    approved_at: str
    claimed_at: str | None
    sent_at: str | None
    updated_at: str


class Journal:
    """What was approved and what became of it.

    Args:
        path: the database file, in the state folder.
        clock: for the times.

    Raises:
        JournalError: the file is damaged or cannot be written. It is left as it is.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            if self._db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise JournalError("The execution journal is damaged.")
            self._db.executescript(TABLES)
        except sqlite3.DatabaseError as error:
            raise JournalError(f"The execution journal cannot be used ({error}).") from error

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def begin(
        self,
        execution_id: str,
        sha256: str,
        payload_sha256: str,
        payload: str,
        channel: str,
        path: str,
        approved_at: str,
    ) -> bool:
        """Enter an approval; False where it was used already, or the same draft was sent before.

        Args:
            execution_id: id of the draft.
            sha256: hash of the approved file.
            payload_sha256: hash of the outbound payload.
            payload: its canonical JSON.
            channel: for example Email.
            path: vault path of the approved file.
            approved_at: when the owner said yes (ISO 8601).
        """
        with self._transaction():
            if self.sent(execution_id) or self.get(execution_id, sha256):
                return False
            self._db.execute(
                "INSERT INTO executions (id, sha256, payload_sha256, payload, channel, path, state, approved_at,"
                " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    execution_id,
                    sha256,
                    payload_sha256,
                    payload,
                    channel,
                    path,
                    S.APPROVED,
                    approved_at,
                    iso(self._clock()),
                ),
            )
        return True

    def get(self, execution_id: str, sha256: str) -> Execution | None:
        """Return one execution."""
        rows = self._select("WHERE lower(id) = lower(?) AND sha256 = ?", (execution_id, sha256))
        return rows[0] if rows else None

    def sent(self, execution_id: str) -> bool:
        """Tell whether this draft went out, or may have gone out, in any of its versions."""
        possible = "(state IN ('in_flight', 'sent', 'unknown') OR outcome IN ('sent', 'unknown'))"
        return bool(self._select(f"WHERE lower(id) = lower(?) AND {possible}", (execution_id,)))

    def by_reference(self, client_ref: str) -> Execution | None:
        """Return what was sent under a client reference, for mail its Message-ID."""
        rows = self._select("WHERE client_ref = ? AND outcome = 'sent'", (client_ref,))
        return rows[0] if rows else None

    def open(self) -> list[Execution]:
        """Return every execution that is not finished, oldest first."""
        return self._select("WHERE state != 'projected' ORDER BY approved_at, id", ())

    def recent(self, limit: int) -> list[Execution]:
        """Return the newest executions, newest first."""
        return self._select("ORDER BY updated_at DESC, id LIMIT ?", (limit,))

    def advance(self, execution: Execution, state: ExecutionState, **changes: str | int | None) -> Execution:
        """Move an execution to its next state, durably, before anything else happens.

        Args:
            execution: as it was read; another state in the database means that somebody else has moved it.
            state: the next one.
            changes: columns to set (`client_ref`, `receipt`, `error`, `remedy`, `attempts`, `next_try`, …).

        Raises:
            IllegalTransitionError: the table does not allow it, or the execution was moved meanwhile.
        """
        if state not in NEXT[execution.state]:
            raise IllegalTransitionError(f"{execution.id}: {execution.state} → {state}")
        columns: dict[str, str | int | None] = {**changes, "state": state.value, "updated_at": iso(self._clock())}
        assignments = ", ".join(f"{column} = ?" for column in _known(columns))
        may_be_lost = state in REPEATABLE and execution.state is not S.IN_FLIGHT
        with self._transaction(durable=not may_be_lost):
            moved = self._db.execute(
                f"UPDATE executions SET {assignments} WHERE id = ? AND sha256 = ? AND state = ?"  # noqa: S608  # known columns
                f" RETURNING {', '.join(COLUMNS)}",
                (*columns.values(), execution.id, execution.sha256, execution.state.value),
            ).fetchall()
            if len(moved) != 1:
                raise IllegalTransitionError(f"{execution.id}: no longer {execution.state}")
        return _execution(moved[0])

    def first_time(self, name: str) -> bool:
        """Note that a decision was told in the audit log; False where that was done before."""
        with self._transaction():
            done = self._db.execute(
                "INSERT OR IGNORE INTO projected_decisions (name, at) VALUES (?, ?)", (name, iso(self._clock()))
            )
        return done.rowcount == 1

    def _select(self, where: str, values: tuple[str | int, ...]) -> list[Execution]:
        rows = self._db.execute(f"SELECT {', '.join(COLUMNS)} FROM executions {where}", values)  # noqa: S608  # fixed texts
        return [_execution(row) for row in rows.fetchall()]

    @contextmanager
    def _transaction(self, *, durable: bool = True) -> Iterator[None]:
        self._db.execute("PRAGMA synchronous=FULL" if durable else "PRAGMA synchronous=NORMAL")
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


COLUMNS = tuple(Execution.__dataclass_fields__)


def _known(columns: dict[str, str | int | None]) -> list[str]:
    unknown = columns.keys() - set(COLUMNS)
    if unknown:
        raise IllegalTransitionError(f"no such columns: {sorted(unknown)}")
    return list(columns)


def _execution(row: tuple[object, ...]) -> Execution:
    values = dict(zip(COLUMNS, row, strict=True))
    values["state"] = ExecutionState(str(values["state"]))
    values["next_try"] = parse_iso(values["next_try"])
    return Execution(**values)  # type: ignore[arg-type]  # STRICT tables keep the types
