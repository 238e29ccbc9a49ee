"""Carries two commits to the pure merge and its outcome back into a commit with two parents."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent_skills.domain.findings import Finding
from agent_skills.domain.states import Agent
from agent_skills.domain.zones import MAX_FILE_BYTES, collision_key
from agent_skills.sync.contents import Formats, TextMerge
from agent_skills.sync.foreign import Limits
from agent_skills.sync.git_repo import FILE_MODE, GitError, GitRepo
from agent_skills.sync.merge_result import Resolution
from agent_skills.sync.messages import commit_message
from agent_skills.sync.signed_approvals import SignedApprovals
from agent_skills.sync.tree_merge import Context, tree_merge
from agent_skills.sync.trees import Change


@dataclass(frozen=True, slots=True)
class Identity:
    """Who commits: the agent and the name in the history."""

    agent: Agent
    name: str

    @property
    def author(self) -> str:
        """Author line; no real address stands in the history."""
        return f"{self.name} <{self.agent}@ai-employee.invalid>"


class Merger:
    """Merges two commits.

    Args:
        repo: the clone.
        identity: who commits.
        formats: parser, serializer and diff3 of vault files.
        signed: knows the owner's signed approvals; None where none count.
    """

    def __init__(
        self, repo: GitRepo, identity: Identity, formats: Formats, signed: SignedApprovals | None = None
    ) -> None:
        self._repo = repo
        self._identity = identity
        self._formats = formats
        self._signed = signed

    def merge(
        self, ours: str, theirs: str, *, trusted: bool, resolutions: list[Resolution], findings: list[Finding]
    ) -> str:
        """Return a commit that contains both.

        Args:
            ours: this machine's commit.
            theirs: the commit to merge; it becomes the first parent.
            trusted: whether theirs was made on this machine (then no zones apply).
            resolutions: gets what was decided.
            findings: gets what was refused.
        """
        base = self._repo.merge_base(ours, theirs) or self._empty_base()
        if base == theirs:
            return ours
        mine, other = self._repo.changes(base, ours), self._repo.changes(base, theirs)
        result = tree_merge(mine, other, self._context(base, theirs, mine, other, trusted=trusted))
        findings += result.findings
        resolutions += result.resolutions
        if not result.files and base == ours:
            return theirs
        message = commit_message(self._identity.agent, {}, {}, merged=len(result.files))
        return self._repo.commit([theirs, ours], result.files, message, self._identity.author)

    def _empty_base(self) -> str:
        """Return a commit without files: the base of histories that never met (the remote was made anew)."""
        return self._repo.commit([], {}, "Empty base", self._identity.author)

    def _context(
        self, base: str, theirs: str, mine: Sequence[Change], other: Sequence[Change], *, trusted: bool
    ) -> Context:
        oids = [entry.oid for change in [*mine, *other] for entry in (change.old, change.new) if entry]
        taken = set[str]() if trusted else self._taken(base, other)
        blobs = self._repo.blobs(oids, MAX_FILE_BYTES)
        new = {change.new.oid for change in other if change.new and change.new.mode == FILE_MODE}
        limits = Limits(taken, frozenset(new - blobs.keys()))
        judge = partial(self._signed.judge, theirs) if self._signed else None
        return Context(self._identity.agent, trusted, _Reader(self._repo, blobs).read, self._formats, limits, judge)

    def _taken(self, base: str, other: Sequence[Change]) -> set[str]:
        """Return the collision keys of files that lie where the other side adds one, other than those it changes."""
        touched = {change.path for change in other}
        added = [change.path for change in other if change.old is None]
        return {collision_key(path) for path in self._repo.alike(base, added, collision_key) - touched}


class _Reader:
    """Gives contents of objects, from those read ahead or one by one."""

    def __init__(self, repo: GitRepo, blobs: dict[str, bytes]) -> None:
        self._repo = repo
        self._blobs = blobs

    def read(self, oid: str) -> bytes:
        if oid not in self._blobs:
            self._blobs.update(self._repo.blobs([oid], MAX_FILE_BYTES))
        return self._blobs.get(oid, b"")


def text_merge(repo: GitRepo) -> TextMerge:
    """Return diff3 by `git merge-file`; it gives None where both sides changed the same lines."""

    def merge(base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
        with tempfile.TemporaryDirectory() as folder:
            names = [Path(folder) / name for name in ("ours", "base", "theirs")]
            for name, data in zip(names, (ours, base, theirs), strict=True):
                name.write_bytes(data)
            try:
                return repo.run("merge-file", "-p", "-q", *(str(name) for name in names))
            except GitError:
                return None

    return merge
