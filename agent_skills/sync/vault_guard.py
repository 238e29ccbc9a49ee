"""Stops the sync where the vault is gone (a lost mount, a folder that was moved), before that spreads as deletions."""

from __future__ import annotations

from collections.abc import Mapping

from agent_skills.domain.errors import VaultMissingError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.stopped import SyncStoppedError

NEARLY_EMPTY = 10
"""A vault with at least so many files that turns empty was not emptied on purpose."""


class VaultGuard:
    """Watches over one clone.

    Args:
        repo: the clone.
    """

    def __init__(self, repo: GitRepo) -> None:
        self._repo = repo

    def expect_clone(self) -> None:
        """Raise SyncStoppedError where the clone is not in its folder: taking its lock would make the folder anew."""
        if not (self._repo.root / ".git").exists():
            gone = VaultMissingError(self._repo.root)
            raise SyncStoppedError(Finding("vault_missing", "vault", str(gone), gone.remedy, Severity.CRITICAL))

    def expect_files(self, applied: str | None, changed: Mapping[str, bytes | None]) -> None:
        """Raise SyncStoppedError where the changes are the removal of all files.

        Args:
            applied: the commit that the working tree reflected.
            changed: path → new content, None where it was removed.
        """
        emptied = all(data is None for data in changed.values())
        if applied and emptied and len(changed) >= NEARLY_EMPTY and len(changed) == len(self._repo.tree(applied)):
            problem = "All files of the vault are gone; the sync stopped before spreading that."
            remedy = "Check that the vault's folder is the right one and mounted; restore it with `git checkout .`."
            raise SyncStoppedError(Finding("vault_empty", "vault", problem, remedy, Severity.CRITICAL))
