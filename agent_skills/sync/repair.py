"""Puts a clone's bookkeeping right after a crash: locks nobody holds, a broken index, a broken ref of our own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from agent_skills.domain.findings import Finding, Severity
from agent_skills.sync.git_repo import GIT_SECONDS, GitError, GitRepo

log = logging.getLogger(__name__)

STALE_LOCK_SECONDS = 2 * GIT_SECONDS
"""Our own commands are ended after half of this, and a person's editor holds a lock for much less."""

OWN_REFS = "refs/ai-employee"
DAMAGED_REMEDY = (
    "Check free disk space and permissions. If `git fsck` in the vault reports broken objects: stop the agents, move "
    "the vault's `.git` folder away and run the agent's `init` again (the Cloud: into a new folder). The files stay."
)


class Repair:
    """Repairs what can be made anew without losing anything.

    Args:
        repo: the clone.
        now: seconds since the epoch, for the age of locks.
    """

    def __init__(self, repo: GitRepo, now: Callable[[], float] = time.time) -> None:
        self._repo = repo
        self._git = repo.root / ".git"
        self._now = now

    def run(self) -> bool:
        """Repair what is found; returns whether anything was changed, so that a second try makes sense."""
        done = [*self._stale_locks(), *self._broken_index(), *self._broken_refs()]
        for text in done:
            log.warning("repaired the clone: %s", text)
        return bool(done)

    def _stale_locks(self) -> Iterator[str]:
        folders = [self._git.glob("*.lock"), (self._git / "refs").rglob("*.lock")]
        for lock in (lock for found in folders for lock in found if lock.name != "ai-employee.lock"):
            if self._now() - lock.stat().st_mtime > STALE_LOCK_SECONDS:
                lock.unlink(missing_ok=True)
                yield f"removed {lock.relative_to(self._git)}, which a killed git had left"

    def _broken_index(self) -> Iterator[str]:
        try:
            self._repo.run("ls-files", "--stage", "-z", "--", ":(top,literal).gitignore")
        except GitError:
            index = self._git / "index"
            if index.exists():
                index.replace(self._git / "index.damaged")
                yield "the index is made anew; the broken one is .git/index.damaged"

    def _broken_refs(self) -> Iterator[str]:
        for ref in _files(self._git / OWN_REFS):
            name = f"{OWN_REFS}/{ref.relative_to(self._git / OWN_REFS).as_posix()}"
            if self._repo.resolve(name) is None:
                ref.unlink(missing_ok=True)
                yield f"removed {name}, which named nothing"


POISON_REMEDY = (
    "The remote's branch holds objects that no honest git makes, so nothing is taken from it. Treat the Cloud machine "
    "and the remote's keys as broken into. To go on, put the last good state back from this machine: in the vault, "
    "`git push --force origin HEAD`."
)


def poisoned(error: GitError) -> Finding | None:
    """Return the finding for objects that git's own check refused (`transfer.fsckObjects`), else None."""
    if "fsck error" not in error.detail:
        return None
    reason = next((line for line in error.detail.splitlines() if line.startswith("error: object")), error.message)
    problem = f"The remote was refused: {reason[:300]}"
    return Finding("remote_poisoned", "git", problem, POISON_REMEDY, Severity.SECURITY)


def damaged(error: GitError) -> Finding:
    """Return the finding for a clone that no repair brought back."""
    problem = f"The vault's clone cannot be worked with (git {error.command}: {error.message or 'no answer'})."
    return Finding("clone_damaged", "git", problem, DAMAGED_REMEDY, Severity.CRITICAL)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
