"""Two ways to ask the remote for tasks: by the push that moves them, or by refs of their own (architecture §6, §10)."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Protocol

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import stem
from agent_skills.domain.ports import ClaimResult, FindingSink, SyncReport
from agent_skills.domain.states import PLACE_RANK, Place, place_of
from agent_skills.sync.claim_commit import ClaimCommit
from agent_skills.sync.claim_manager import ClaimManager
from agent_skills.sync.claim_refs import CLAIMS, ClaimRefs, Reservation
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.remote_branch import RemoteBranch
from agent_skills.sync.shares import Shares
from agent_skills.sync.trees import Change
from agent_skills.sync.turns import Turns

log = logging.getLogger(__name__)


class ClaimMode(StrEnum):
    """How tasks are claimed; the agents of one remote use the same way."""

    MOVES = "moves"
    REFS = "refs"


class Claiming(Protocol):
    """One way to claim."""

    def prepare(self, paths: Sequence[str]) -> Callable[[], list[ClaimResult]]:
        """Return what asks for some of the tasks, see `Shares`; only what the remote confirmed is won."""


class MoveClaims:
    """Claims by moving tasks to our folder: the remote takes one push first, and what is left then is asked for again.

    Args:
        claims: makes and reads claims.
        prepare: makes the commit that claims the first of these tasks.
        cycle: does one cycle with that commit on top.
        turns: told of a claim that was won.
        findings: told of what the cycle found.
    """

    def __init__(
        self,
        claims: ClaimManager,
        prepare: Callable[[Sequence[str]], ClaimCommit],
        cycle: Callable[[ClaimCommit], SyncReport],
        turns: Turns,
        findings: FindingSink | None,
    ) -> None:
        self._claims = claims
        self._prepare = prepare
        self._cycle = cycle
        self._turns = turns
        self._findings = findings

    def prepare(self, paths: Sequence[str]) -> Callable[[], list[ClaimResult]]:
        """Make what can be made before it is our turn."""
        return partial(self._claim, self._prepare(paths))

    def _claim(self, commit: ClaimCommit) -> list[ClaimResult]:
        """Push the moves, and look who has the tasks."""
        report = self._cycle(commit)
        if any(claim.target in report.pulled for claim in commit.asked):
            self._turns.end()
        if self._findings:
            for finding in report.findings:
                self._findings.report(finding)
        return self._claims.confirm(commit.asked)


class RefClaims:
    """Claims by refs, then moves the tasks in this clone; the next cycle carries the moves.

    Who lost asks for any of the tasks next, as with moves.

    Args:
        claims: makes and reads claims.
        refs: the refs on the remote.
        repo: the clone.
        remote: its branch; an outage leaves everything as it was.
        applied: gives the commit that the working tree reflects.
        turns: knows how many others claim.
        shares: knows how many to ask for.
        step: called with a name between two steps; tests end the process there.
    """

    def __init__(
        self,
        claims: ClaimManager,
        refs: ClaimRefs,
        repo: GitRepo,
        remote: RemoteBranch,
        applied: Callable[[], str | None],
        turns: Turns,
        shares: Shares,
        step: Callable[[str], None],
    ) -> None:
        self._claims = claims
        self._refs = refs
        self._repo = repo
        self._applied = applied
        self._remote = remote
        self._turns = turns
        self._shares = shares
        self._step = step
        self._lost = False

    def prepare(self, paths: Sequence[str]) -> Callable[[], list[ClaimResult]]:
        """Leave everything to our turn: which tasks are free, the remote's refs tell."""
        return partial(self._claim, paths)

    def _claim(self, paths: Sequence[str]) -> list[ClaimResult]:
        """Reserve, look at the branch once more, move."""
        try:
            tip, listed = self._remote.look_around(self._applied(), CLAIMS)
            claims = self._refs.look(listed)
            limit = self._shares.next(len(paths), max(self._turns.others, claims.others))
            reserved = self._refs.reserve(_shuffled(paths) if self._lost else paths, tip, claims, limit)
            self._lost = len(reserved) < min(limit, len(paths))
            self._step("reserved")
            taken = self._taken(self._remote.look(tip)) if reserved else set()
        except EmployeeError as error:
            log.info("nothing claimed: %s", error)
            return []
        lost = [claim for claim in reserved if stem(claim.path).lower() in taken]
        return [*self._move([claim for claim in reserved if claim not in lost]), *self._give_up(lost)]

    def _taken(self, tip: str | None) -> set[str]:
        """Return the ids that left Needs_Action/ on the remote since this clone looked."""
        applied = self._applied()
        base = self._repo.merge_base(applied, tip) if applied and tip else None
        return {stem(change.path).lower() for change in self._repo.changes(base, tip) if base and _leaves(change)}

    def _move(self, reserved: Sequence[Reservation]) -> list[ClaimResult]:
        tokens = {claim.path: claim.token for claim in reserved}
        planned = self._claims.mark(list(tokens), tokens)
        moved = {claim.source for claim in planned}
        results = self._claims.confirm(planned)
        return [*results, *self._give_up([claim for claim in reserved if claim.path not in moved])]

    def _give_up(self, lost: Sequence[Reservation]) -> list[ClaimResult]:
        if lost:
            self._refs.release(lost)
        return [ClaimResult(stem(claim.path), won=False) for claim in lost]


def _shuffled(paths: Sequence[str]) -> list[str]:
    return random.sample(paths, len(paths))


def _leaves(change: Change) -> bool:
    place = place_of(change.path)
    if change.new is None:
        return place is Place.NEEDS_ACTION
    return place is not None and PLACE_RANK[place] > PLACE_RANK[Place.NEEDS_ACTION]
