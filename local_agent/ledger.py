"""The approval ledger: one JSON file per decision, shared with the dashboard (docs/platinum/data-model.md §5)."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Container
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from agent_skills.domain.clock import iso
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import is_id
from agent_skills.domain.payload import Payload, Routing
from agent_skills.domain.ports import SignedApproval

How = Literal["dashboard", "obsidian", "cli", "whatsapp", "signed commit"]
"""By which way the owner decided."""

EXPIRES_AFTER = timedelta(days=7)
"""An approval that could not be executed for so long has to be given again."""

MAX_ENTRY_BYTES = 64 * 1024

UNDO_PATIENCE = timedelta(seconds=60)
"""Taking an approval back lasts milliseconds; one that is held for longer was interrupted."""


class Hold(StrEnum):
    """Whose an approval is from now on: it is executed or taken back, never both."""

    AGENT = "agent"
    OWNER = "owner"
    ABANDONED = "abandoned"
    """The owner's, but whoever was taking it back did not finish."""


class Entry(BaseModel):
    """One decision of the owner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    decision: Literal["approve", "reject"]
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,120}$")
    path: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    payload_sha256: str | None
    routing: Routing | None
    who: str
    when: AwareDatetime
    how: How
    not_before: AwareDatetime
    expires_at: AwareDatetime
    reason: str | None = None

    @property
    def name(self) -> str:
        """File name without ending: one live entry per id and bytes."""
        return entry_name(self.id, self.sha256)


def entry_name(item_id: str, sha256: str) -> str:
    """Return the file name, without ending, of the entry for an id and its bytes."""
    return f"{item_id.lower()}--{sha256[:16]}"


def approval(
    item_id: str,
    path: str,
    sha256: str,
    payload: Payload,
    how: How,
    now: datetime,
    undo: timedelta,
    by: SignedApproval | None = None,
) -> Entry:
    """Return the entry for a yes given now, or with a signature (by) before."""
    when = by.at if by and by.at else now
    return Entry(
        decision="approve",
        id=item_id,
        path=path,
        sha256=sha256,
        payload_sha256=payload.sha256(),
        routing=payload.routing(),
        who=by.who if by and by.who else "owner",
        when=when,
        how=how,
        not_before=now + undo,
        expires_at=when + EXPIRES_AFTER,
    )


def rejection(item_id: str, path: str, sha256: str, how: How, now: datetime, reason: str | None) -> Entry:
    """Return the entry for a no given now."""
    return Entry(
        decision="reject",
        id=item_id,
        path=path,
        sha256=sha256,
        payload_sha256=None,
        routing=None,
        who="owner",
        when=now,
        how=how,
        not_before=now,
        expires_at=now + EXPIRES_AFTER,
        reason=reason,
    )


class Ledger:
    """Reads and writes the entries.

    Args:
        folder: `<state>/ledger`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def write(self, entry: Entry) -> bool:
        """Create an entry durably; False where this decision is on record already."""
        content = {
            **entry.model_dump(),
            **{key: iso(getattr(entry, key)) for key in ("when", "not_before", "expires_at")},
        }
        target = self._folder / f"{entry.name}.json"
        try:
            _create_whole(target, json.dumps(content, ensure_ascii=False))
        except FileExistsError:
            return False
        self._sync()
        return True

    def find(self, item_id: str, sha256: str) -> Entry | None:
        """Return the live entry for an id and exact bytes; None where there is none or it cannot be trusted."""
        if not is_id(item_id):
            return None
        entry = self._read(self._folder / f"{entry_name(item_id, sha256)}.json")
        matches = isinstance(entry, Entry) and entry.id.lower() == item_id.lower() and entry.sha256 == sha256
        return entry if isinstance(entry, Entry) and matches else None

    def take(self, entry: Entry, now: datetime) -> Hold:
        """Take an approval for execution, for good.

        The dashboard makes the same file, exclusively, before it takes an approval back: whoever comes first has it.

        Args:
            entry: as it was found.
            now: to tell an interrupted undo from one that is under way.
        """
        hold = self._folder / f"{entry.name}.hold"
        try:
            _create_whole(hold, Hold.AGENT)
        except FileExistsError:
            return _holder(hold, now)
        self._sync()
        if self.find(entry.id, entry.sha256) is None:  # taken back before we came
            hold.unlink()
            return Hold.OWNER
        return Hold.AGENT

    def finish_undo(self, entry: Entry, now: datetime) -> None:
        """End an undo that was interrupted; its file is back in Pending_Approval/ already."""
        self.undo(entry.id, entry.sha256, now)
        (self._folder / f"{entry.name}.hold").unlink(missing_ok=True)

    def approves(self, item_id: str, sha256: str) -> bool:
        """Tell whether the owner said yes to an id with exactly these bytes."""
        entry = self.find(item_id, sha256)
        return entry is not None and entry.decision == "approve"

    def decided(self, item_id: str, sha256: str) -> bool:
        """Tell whether the owner ever decided on an id with exactly these bytes, also if it was taken back since."""
        return is_id(item_id) and any(self._named(f"{entry_name(item_id, sha256)}."))

    def approvals(self, item_id: str) -> list[Entry]:
        """Return the live approvals of an id, whatever bytes they are for."""
        if not is_id(item_id):
            return []
        found = [self._read(path) for path in self._named(f"{item_id.lower()}--")]
        return [entry for entry in found if isinstance(entry, Entry) and entry.decision == "approve"]

    def _named(self, start: str) -> list[Path]:
        """Return the files of decisions whose names start so, also of those that were taken back, sorted."""
        with os.scandir(self._folder) as files:
            names = sorted(file.name for file in files if file.name.startswith(start) and file.name.endswith(".json"))
        return [self._folder / name for name in names]

    def entries(self, besides: Container[str] = ()) -> tuple[list[Entry], list[Finding]]:
        """Return every live entry, and a finding for each file that is none.

        Args:
            besides: names of entries that need not be read again.
        """
        live = [path for path in self._named("") if ".undone-" not in path.name and path.stem not in besides]
        found = [(path, self._read(path)) for path in live]
        entries = [entry for _, entry in found if isinstance(entry, Entry)]
        return entries, [_damaged(path) for path, entry in found if entry is False]

    def undo(self, item_id: str, sha256: str, now: datetime) -> bool:
        """Take an entry back by renaming it; the caller has checked that nothing was claimed yet."""
        source = self._folder / f"{entry_name(item_id, sha256)}.json"
        try:
            source.rename(source.with_suffix(f".undone-{int(now.timestamp() * 1000)}.json"))
        except FileNotFoundError:
            return False
        self._sync()
        return True

    def _read(self, path: Path) -> Entry | Literal[False] | None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            return False
        try:
            entry = Entry.model_validate_json(data) if len(data) <= MAX_ENTRY_BYTES else None
        except ValidationError:
            return False
        return entry if entry and f"{entry.name}.json" == path.name else False

    def _sync(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _create_whole(target: Path, text: str) -> None:
    """Create a file durably with its content, or not at all: on a full disk half of one would decide nothing."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _holder(hold: Path, now: datetime) -> Hold:
    try:
        holder, since = hold.read_text("ascii"), datetime.fromtimestamp(hold.stat().st_mtime, UTC)
    except (OSError, ValueError):
        return Hold.OWNER
    if holder == Hold.AGENT:
        return Hold.AGENT
    return Hold.ABANDONED if now - since > UNDO_PATIENCE else Hold.OWNER


def _damaged(path: Path) -> Finding:
    return Finding(
        code="ledger_entry_damaged",
        subject=path.name,
        problem=f"The approval record {path.name} cannot be read, so it approves nothing.",
        remedy="Approve the draft again. If you did not touch the state folder, check who else can write it.",
        severity=Severity.SECURITY,
        evidence=str(path),
    )
