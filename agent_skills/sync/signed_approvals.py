"""An approval by a signed commit: which commit put a file into Approved/, and did the owner sign exactly that.

Only the commit that introduced these bytes at this path counts: a signature further back or further on says nothing
about them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import SignedApproval
from agent_skills.domain.states import Place
from agent_skills.sync.commit_signatures import CommitSignatures
from agent_skills.sync.git_repo import FILE_MODE, GitError, GitRepo
from agent_skills.sync.trees import Entry

MAX_WALK = 20_000
"""Commits looked at for one tip (measured: 5 s for 10,000 on a busy machine); a quiet vault makes none for days."""

MAX_LINES = 50
"""So many merged lines without the file are looked at; more are the work of somebody who hides something."""

NO_COMMIT = "no commit that put it there was found"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of a file in Approved/.

    Args:
        approval: who approved it when, or why nobody did.
        waited: the draft as it waited in Pending_Approval/ before, None where it never did.
    """

    approval: SignedApproval
    waited: Entry | None = None


class SignedApprovals:
    """Judges files that lie in Approved/ of a commit.

    Args:
        repo: the clone.
        signatures: checks a commit's signature.
        clock: an approval is not from the future.
    """

    def __init__(self, repo: GitRepo, signatures: CommitSignatures, clock: Clock) -> None:
        self._repo = repo
        self._signatures = signatures
        self._clock = clock
        self._tip = ""
        self._left = 0

    def judge(self, tip: str, path: str, file: Entry) -> Judgement:
        """Return who approved a file by a signed commit.

        Args:
            tip: the commit that holds it.
            path: where, in Approved/.
            file: what lies there.
        """
        if tip != self._tip:
            self._tip, self._left = tip, MAX_WALK
        try:
            return self._judge(tip, path, file)
        except GitError as error:
            return Judgement(_no(f"its history could not be read ({error.message})"))

    def _judge(self, tip: str, path: str, file: Entry) -> Judgement:
        found, without = self._walk(tip, path, file)
        judged = [self._of_commit(commit, path, file, without) for commit in found]
        best = next((judgement for judgement in judged if judgement.approval.who), None)
        return best or (judged[0] if judged else Judgement(_no(NO_COMMIT)))

    def _walk(self, tip: str, path: str, file: Entry) -> tuple[list[str], list[str]]:
        """Return the commits that introduced a file, and the merged commits that lacked it."""
        found, without, seen = list[str](), list[str](), {tip}
        waiting = [tip] if self._holds(tip, path, file) else []
        while waiting and self._left > 0:
            self._left -= 1
            commit = waiting.pop()
            parents = self._repo.parents(commit)
            holders = [parent for parent in parents if self._holds(parent, path, file)]
            if holders:
                without += [parent for parent in parents if parent not in holders]
            else:
                found.append(commit)
            waiting += [parent for parent in holders if parent not in seen]
            seen.update(holders)
        return found, without

    def _holds(self, commit: str, path: str, file: Entry) -> bool:
        return self._repo.entries(commit, [path]).get(path) == file

    def _of_commit(self, commit: str, path: str, file: Entry, without: list[str]) -> Judgement:
        pending = path.replace(Place.APPROVED, Place.PENDING, 1)
        waited = self._before(commit, pending)
        problem = self._shape(commit, pending, file, waited) or self._put_back(commit, without)
        if problem:
            return Judgement(_no(problem), waited or self._long_before(commit, path, pending))
        signature = self._signatures.signature(commit)
        at = min(self._time(commit), self._clock()) if signature.who else None
        return Judgement(SignedApproval(signature.who, at, signature.reason), waited)

    def _before(self, commit: str, path: str) -> Entry | None:
        """Return what lay at a path in a parent of a commit."""
        found = (self._repo.entries(parent, [path]).get(path) for parent in self._repo.parents(commit))
        return next((entry for entry in found if entry), None)

    def _long_before(self, commit: str, path: str, pending: str) -> Entry | None:
        """Return the draft as it waited before somebody changed it in Approved/."""
        parents = [commit]
        while parents and self._left > 0:
            self._left -= 1
            if waited := self._before(parents[0], pending):
                return waited
            parents = [parent for parent in self._repo.parents(parents[0]) if self._repo.entries(parent, [path])]
        return None

    def _shape(self, commit: str, pending: str, file: Entry, waited: Entry | None) -> str | None:
        """Return why a commit is no move of a waiting draft, None where it is one."""
        if waited is None or file.mode != FILE_MODE:
            return "the commit that put it there took no waiting draft"
        if waited != file:
            return "what was approved is not what waited"
        if self._repo.entries(commit, [pending]):
            return "the draft was left in Pending_Approval/ as well"
        return None

    def _put_back(self, commit: str, without: Iterable[str]) -> str | None:
        """Return a reason where a line that knew of the approval had the file removed, and a merge put it back."""
        lines = list(dict.fromkeys(without))
        if len(lines) > MAX_LINES or any(self._repo.is_ancestor(commit, line) for line in lines):
            return "it was taken out of Approved/ later and put back"
        return None

    def _time(self, commit: str) -> datetime:
        """Return the time that the signed commit tells."""
        seconds = int(self._repo.line("log", "-1", "--no-show-signature", "--format=%ct", commit) or 0)
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (OverflowError, OSError, ValueError):
            return datetime.fromtimestamp(0, UTC)


def _no(reason: str) -> SignedApproval:
    return SignedApproval(None, None, reason)
