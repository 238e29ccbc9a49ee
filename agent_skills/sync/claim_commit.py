"""A claim as a commit on whatever tip the remote has: the working tree follows once the remote took it.

So a claim that another agent was faster with leaves nothing behind, neither a file that moves forth and back nor a
commit, and the next try asks for tasks that still wait.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.zones import MAX_FILE_BYTES
from agent_skills.sync.claim_manager import Claim, ClaimManager
from agent_skills.sync.contents import Formats
from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.merger import Identity
from agent_skills.sync.messages import commit_message
from agent_skills.sync.trees import Entry

log = logging.getLogger(__name__)

FORESEEN = 2
"""With so many others at most, what they leave is foreseen well enough to be made ready in vain seldom."""


class ClaimCommit:
    """Asks for the first tasks that still wait, on one tip after the other.

    Args:
        repo: the clone.
        identity: who commits.
        formats: parser and serializer of tasks.
        claims: makes claims.
        offered: paths in Needs_Action/, the most wanted first.
        limit: tells how many tasks at most, of so many that wait; fewer, perhaps, on a later tip.
    """

    def __init__(
        self,
        repo: GitRepo,
        identity: Identity,
        formats: Formats,
        claims: ClaimManager,
        offered: Sequence[str],
        limit: Callable[[int], int],
    ) -> None:
        self._repo = repo
        self._identity = identity
        self._formats = formats
        self._claims = claims
        self._offered = offered
        self._limit = limit
        self._planned: dict[str, Claim] = {}
        self._asked: dict[str, Claim] = {}
        self._moved: dict[tuple[Entry, str], bytes | None] = {}

    @property
    def asked(self) -> list[Claim]:
        """Every task that was asked for, on whichever tip; what became of it, the vault tells after the cycle."""
        return list(self._asked.values())

    def prepare(self, tip: str | None, others: int) -> None:
        """Write the tasks that are most likely left for us, while others have their turns.

        Args:
            tip: the last known one.
            others: so many other agents claim; each takes as much as we first.
        """
        if not 0 < others <= FORESEEN:
            return
        try:
            waiting = self._waiting(tip)
            limit = self._limit(len(waiting))
            paths = list(waiting)[limit * others :][:limit]
            marked = self._marked_on(waiting, [self._plan(path) for path in paths])
            self._repo.store(data for _, data in marked)
        except GitError as error:
            log.info("nothing prepared: %s", error)  # the claim itself meets it again, and then it is mended or told

    def _plan(self, path: str) -> Claim:
        if path not in self._planned:
            self._planned[path] = self._claims.plan(path)
        return self._planned[path]

    def on(self, tip: str) -> str:
        """Return a commit that moves tasks to our folder; the tip itself where none waits any more."""
        files: dict[str, bytes | None] = {}
        waiting = self._waiting(tip)
        limit = self._limit(len(waiting))
        for claim, moved in islice(self._moves(tip, waiting, limit), limit):
            self._asked[claim.source] = claim
            files |= {claim.source: None, claim.target: moved}
        if not files:
            return tip
        message = commit_message(self._identity.agent, files, ())
        return self._repo.commit([tip], files, message, self._identity.author)

    def _moves(self, tip: str, waiting: Mapping[str, Entry], at_once: int) -> Iterator[tuple[Claim, bytes]]:
        """Yield what can be claimed on a tip, each with the task as ours; so many are read at once."""
        paths = self._ordered(list(waiting), at_once)
        for start in range(0, len(paths), at_once):
            claims = [self._plan(path) for path in paths[start : start + at_once]]
            taken = self._repo.entries(tip, [claim.target for claim in claims])
            yield from self._marked_on(waiting, [claim for claim in claims if claim.target not in taken])

    def _ordered(self, waiting: Sequence[str], at_once: int) -> list[str]:
        """Return in which order to ask for them.

        The most wanted first. After a lost push what is written already, then from anywhere: whoever was faster has
        taken the first ones and is ready for the next, so that asking for those as well loses again and again.
        """
        if not self._asked:
            return list(waiting)
        ready = [path for path in waiting if path in self._planned]
        rest = [path for path in waiting if path not in self._planned]
        start = random.randrange(max(1, len(rest) - at_once))  # noqa: S311  # no secret
        return [*ready, *rest[start:], *rest[:start]]

    def _waiting(self, tip: str | None) -> dict[str, Entry]:
        """Return those of the tasks that still wait on a tip, the most wanted first."""
        found = self._repo.entries(tip, self._offered)
        return {path: found[path] for path in self._offered if path in found}

    def _marked_on(self, entries: Mapping[str, Entry], claims: Sequence[Claim]) -> list[tuple[Claim, bytes]]:
        """Return the claims that can be made, each with the task as ours."""
        self._mark(claims, entries)
        marked = ((claim, self._moved[entries[claim.source], claim.token]) for claim in claims)
        return [(claim, data) for claim, data in marked if data is not None]

    def _mark(self, claims: Sequence[Claim], entries: Mapping[str, Entry]) -> None:
        new = [claim for claim in claims if (entries[claim.source], claim.token) not in self._moved]
        blobs = self._repo.blobs([entries[claim.source].oid for claim in new], MAX_FILE_BYTES)
        for claim in new:
            entry = entries[claim.source]
            self._moved[entry, claim.token] = self._marked(blobs.get(entry.oid, b""), claim)

    def _marked(self, data: bytes, claim: Claim) -> bytes | None:
        """Return the task with the claim in it; None where it cannot be read (the triage tells the owner)."""
        try:
            task = self._formats.parse(data)
        except EmployeeError as error:
            log.info("%s is not claimed: %s", claim.item_id, error)
            return None
        return self._formats.serialize(self._claims.marked(task, claim.token))
