"""Claims as refs on the remote, for queues that several agents empty at once (architecture §10).

A claim is the ref `refs/claims/<id>`, which the remote creates only where there is none: claims of different tasks
never wait for one another, as moves on one branch do. The move to In_Progress/ travels with the next cycle, and when
the branch shows it, the ref has done its work and goes with the next claim.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent_skills.domain.clock import iso, parse_iso
from agent_skills.domain.items import stem
from agent_skills.domain.states import Place
from agent_skills.sync.claim_manager import STALE_AFTER, ClaimManager
from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.remote_branch import Refs
from agent_skills.sync.shares import CLAIM_BATCH

log = logging.getLogger(__name__)

FOLDER = "refs/claims/"
CLAIMS = f"{FOLDER}*"
SEEN = "ai-employee-claims.json"
"""In `.git/`: when this machine first saw each foreign claim; a claim's own words about its age are not believed."""

MAX_CLAIM_BYTES = 1000


@dataclass(frozen=True, slots=True)
class Reservation:
    """One task that is ours by its ref.

    Args:
        path: where it waits.
        token: the claim's fence; unguessable, so that no two claims are the same object.
    """

    path: str
    token: str


@dataclass(frozen=True, slots=True)
class ListedClaims:
    """The claims that the remote lists.

    Args:
        refs: ref → object, of all agents.
        own: those of them that this agent made, ref → token.
    """

    refs: Mapping[str, str]
    own: Mapping[str, str]

    @property
    def others(self) -> int:
        """Estimate how many other agents claim: whose claims these are only their clones know, but all make alike."""
        return -(-(len(self.refs) - len(self.own)) // max(len(self.own), CLAIM_BATCH))


@dataclass(frozen=True, slots=True)
class ClaimPlan:
    """What one push does.

    Args:
        create: paths of tasks to ask for.
        resume: paths whose ref is ours already: an earlier process ended before it moved them.
        remove: refs that have done their work or went stale, with the object they have to name still.
    """

    create: Sequence[str]
    resume: Sequence[str]
    remove: Mapping[str, str]


def plan_claims(
    listed: Mapping[str, str],
    own: Mapping[str, str],
    offered: Sequence[str],
    waiting: Callable[[str], bool],
    seen: Mapping[str, tuple[str, datetime]],
    now: datetime,
    limit: int,
) -> ClaimPlan:
    """Choose what to ask for, without a task that another agent holds.

    Args:
        listed: ref → object, as the remote has them.
        own: those of them that this agent made, ref → token.
        offered: paths of tasks in Needs_Action/, the most wanted first.
        waiting: tells whether the remote's branch still has a task (its id) in Needs_Action/.
        seen: ref → object and the time when it was first seen.
        now: the time.
        limit: so many tasks at most.
    """
    by_ref = {ref_of(path): path for path in offered}
    resume = [by_ref[ref] for ref in own if ref in by_ref]
    stale = {ref for ref, (oid, since) in seen.items() if listed.get(ref) == oid and now - since > STALE_AFTER}
    settled = {ref for ref in own if ref not in by_ref and not waiting(ref.removeprefix(FOLDER))}
    free = [path for path in offered if ref_of(path) not in listed]
    remove = {ref: listed[ref] for ref in sorted(settled | (stale - set(own)))}
    return ClaimPlan(free[: max(limit - len(resume), 0)], resume[:limit], remove)


def ref_of(path: str) -> str:
    """Return the ref that claims a task."""
    return FOLDER + stem(path)


class ClaimRefs:
    """The claims of one agent as refs.

    Args:
        repo: its clone.
        claims: knows the agent's id, its clock and its tokens.
        list_refs: lists the remote's refs of a pattern; its errors pass through.
    """

    def __init__(self, repo: GitRepo, claims: ClaimManager, list_refs: Callable[[str], Refs]) -> None:
        self._repo = repo
        self._owner = claims.owner
        self._clock = claims.clock
        self._new_token = claims.new_token
        self._list = list_refs
        self._seen_path = repo.root / ".git" / SEEN

    def look(self, listed: Refs) -> ListedClaims:
        """Return the claims among what the remote lists."""
        refs = _claims_among(listed)
        return ListedClaims(refs, self._own(refs))

    def reserve(self, offered: Sequence[str], tip: str | None, listed: ListedClaims, limit: int) -> list[Reservation]:
        """Ask the remote for tasks; returns those that are ours now.

        Whoever calls has to look at the branch once more afterwards: a ref goes when its task was moved there, so
        that a ref made on an old view may be for a task that is no longer free.

        Args:
            offered: paths in Needs_Action/, the most wanted first.
            tip: the remote's branch as it was last fetched.
            listed: the remote's claims.
            limit: so many at most.
        """
        refs, own = listed.refs, listed.own
        waiting = self._waiting(tip, [ref.removeprefix(FOLDER) for ref in own])
        seen = self._note_seen({ref: oid for ref, oid in refs.items() if ref not in own})
        plan = plan_claims(refs, own, offered, waiting.__contains__, seen, self._clock(), limit)
        kept = [Reservation(path, own[ref_of(path)]) for path in plan.resume]
        asked = [Reservation(path, self._new_token()) for path in plan.create]
        return [*kept, *self._push(self._stored(asked), plan.remove)]

    def release(self, lost: Sequence[Reservation]) -> None:
        """Give claims back whose tasks turned out to be taken; a failure leaves them to the next `reserve`."""
        self._push({}, {ref_of(claim.path): oid for claim, oid in self._stored(lost).items()})

    def _listed(self) -> Refs:
        return _claims_among(self._list(CLAIMS))

    def _own(self, listed: Refs) -> dict[str, str]:
        """Return our claims with their tokens: only what this clone wrote is among its objects."""
        found = self._repo.blobs(listed.values(), MAX_CLAIM_BYTES)
        tokens = {oid: _token(data, self._owner) for oid, data in found.items()}
        return {ref: token for ref, oid in listed.items() if (token := tokens.get(oid))}

    def _waiting(self, tip: str | None, ids: Sequence[str]) -> set[str]:
        paths = [f"{Place.NEEDS_ACTION}/{item}.md" for item in ids]
        return {stem(path) for path in self._repo.entries(tip, paths)}

    def _stored(self, claims: Sequence[Reservation]) -> dict[Reservation, str]:
        """Return the object of each claim; the token makes it one that no other claim can be."""
        fields = [{"id": stem(claim.path), "owner": self._owner, "token": claim.token} for claim in claims]
        return dict(zip(claims, self._repo.store([json.dumps(field).encode() for field in fields]), strict=True))

    def _push(self, create: Mapping[Reservation, str], remove: Mapping[str, str]) -> list[Reservation]:
        if not create and not remove:
            return []
        leases = [f"--force-with-lease={ref_of(claim.path)}:" for claim in create]
        leases += [f"--force-with-lease={ref}:{oid}" for ref, oid in remove.items()]
        specs = [f"{oid}:{ref_of(claim.path)}" for claim, oid in create.items()] + [f":{ref}" for ref in remove]
        try:
            self._repo.run("push", "--porcelain", *leases, "origin", *specs)
        except GitError as error:
            log.info("not every claim was taken: %s", error.message)
            listed = self._listed() if create else {}
            return [claim for claim, oid in create.items() if listed.get(ref_of(claim.path)) == oid]
        return list(create)

    def _note_seen(self, foreign: Refs) -> dict[str, tuple[str, datetime]]:
        """Keep when each foreign claim was seen first, and forget those that are gone."""
        before, now = self._read_seen(), self._clock()
        seen = {ref: (oid, before[ref][1] if before.get(ref, ("",))[0] == oid else now) for ref, oid in foreign.items()}
        if seen != before:
            draft = self._seen_path.with_suffix(".tmp")
            draft.write_text(json.dumps({ref: [oid, iso(since)] for ref, (oid, since) in seen.items()}), "utf-8")
            draft.replace(self._seen_path)
        return seen

    def _read_seen(self) -> dict[str, tuple[str, datetime]]:
        try:
            rows = json.loads(self._seen_path.read_text("utf-8")).items()
            return {ref: (oid, since) for ref, (oid, text) in rows if (since := parse_iso(text))}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}


def _claims_among(listed: Refs) -> Refs:
    """Return what is a claim: a pattern matches the end of a name, so a remote may list others."""
    return {ref: oid for ref, oid in listed.items() if ref.startswith(FOLDER)}


def _token(data: bytes, owner: str) -> str | None:
    try:
        claim = json.loads(data)
    except ValueError:
        return None
    ours = isinstance(claim, dict) and claim.get("owner") == owner and isinstance(claim.get("token"), str)
    return claim["token"] if ours else None
