"""Claims: a task is owned when the push that moved it to In_Progress/<agent>/ was accepted (FR-P013, FR-P014)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import Document, StoredFile, stem
from agent_skills.domain.ports import ClaimResult, Vault
from agent_skills.domain.states import Lane, Place, Status, in_progress
from agent_skills.sync.side_by_side import SideBySide

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(hours=24)
"""FR-P016: a claim without a result for longer is given back."""

MAX_RETRIES = 3
"""After so many returns the task goes to the owner instead of round and round."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim that still has to be confirmed."""

    item_id: str
    source: str
    target: str
    token: str


class ClaimManager:
    """Marks tasks as ours, and reads after a push which of them really are.

    Args:
        vault: this machine's files.
        owner: id of the agent that claims, the name of its folder.
        clock: for the time of the claim.
        new_token: gives an unguessable token (the fence for results).
    """

    def __init__(self, vault: Vault, owner: str, clock: Clock, new_token: Callable[[], str]) -> None:
        self._vault = vault
        self.owner = str(owner)
        self.clock = clock
        self.new_token = new_token
        self._side_by_side = SideBySide()

    def mark(self, paths: Sequence[str], tokens: Mapping[str, str] | None = None) -> list[Claim]:
        """Move tasks to our folder with a token; a task that is gone or unreadable is passed over.

        Args:
            paths: of the tasks.
            tokens: path → token of a claim that has one already.
        """
        known = tokens or {}
        claims = self._side_by_side.map(lambda path: self._mark(path, known.get(path)), paths)
        return [claim for claim in claims if claim]

    def plan(self, path: str, token: str | None = None) -> Claim:
        """Return a claim for a task, with a token of its own."""
        return Claim(stem(path), path, in_progress(self.owner, stem(path)), token or self.new_token())

    def marked(self, task: Document, token: str) -> Document:
        """Return a task as ours."""
        now = iso(self.clock())
        front = {"claimed_by": self.owner, "claim_token": token, "claimed_at": now, "updated_at": now}
        return task.with_front(status=Status.CLAIMED.value, **front)

    def _mark(self, path: str, token: str | None) -> Claim | None:
        claim = self.plan(path, token)
        try:
            task = self._vault.read(path)
            self._vault.move(path, claim.target, task.sha256, self.marked(task.doc, claim.token))
        except (OSError, EmployeeError) as error:
            log.info("not claimed: %s", error)
            return None
        return claim

    def confirm(self, claims: Sequence[Claim]) -> list[ClaimResult]:
        """Tell which claims are ours, after the cycle that asked for them."""
        held = [self.holds(claim.item_id, claim.token) for claim in claims]
        owners = {} if all(held) else self._owners()
        return [
            ClaimResult(claim.item_id, won=True, path=claim.target, token=claim.token)
            if ours
            else self._lost(claim, owners.get(claim.item_id))
            for claim, ours in zip(claims, held, strict=True)
        ]

    def _lost(self, claim: Claim, owner: str | None) -> ClaimResult:
        log.info("%s is already owned by %s; skipped", claim.item_id, owner or "nobody")
        return ClaimResult(claim.item_id, won=False, owner=owner)

    def holds(self, item_id: str, token: str) -> bool:
        """Tell whether the task still lies in our folder with this token (the fence for results)."""
        try:
            return self._vault.read(in_progress(self.owner, item_id)).doc.text("claim_token") == token
        except (OSError, EmployeeError):
            return False

    def _owners(self) -> dict[str, str]:
        """Return who has which task."""
        rows = [path.split("/") for path in self._vault.paths(Place.IN_PROGRESS)]
        return {stem(row[2]): row[1] for row in rows if len(row) == len(("In_Progress", "agent", "file"))}

    def recover_stale(self) -> list[str]:
        """Give claims without a result back (daily); returns the ids.

        The time of the claim counts, not that of the file, which a checkout changes. Tasks that wait for the
        owner's decision and folders of plans are left alone.
        """
        now = self.clock()
        files, _ = self._vault.scan(f"{Place.IN_PROGRESS}/{self.owner}")
        return [stem(file.path) for file in files if is_stale(file, now) and self._return(file, now)]

    def _return(self, file: StoredFile, now: datetime) -> bool:
        retries = file.doc.front.get("retry_count")
        count = (retries if isinstance(retries, int) else 0) + 1
        status, lane = (
            (Status.TRIAGED.value, file.doc.text("lane")) if count <= MAX_RETRIES else ("failed", Lane.OWNER.value)
        )
        doc = file.doc.with_front(
            status=status,
            lane=lane,
            retry_count=count,
            last_failure=f"no result within {STALE_AFTER}",
            claimed_by=None,
            claim_token=None,
            updated_at=iso(now),
        )
        try:
            self._vault.move(file.path, f"{Place.NEEDS_ACTION}/{file.id}.md", file.sha256, doc)
        except (OSError, EmployeeError) as error:
            log.info("stale claim left: %s", error)
            return False
        return True


def is_stale(file: StoredFile, now: datetime) -> bool:
    """Tell whether a claimed task has had no result for too long."""
    claimed = parse_iso(file.doc.front.get("claimed_at"))
    return file.doc.text("status") == Status.CLAIMED and claimed is not None and now - claimed > STALE_AFTER
