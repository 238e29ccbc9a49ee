"""The `Sync` port without a remote (ENABLE_CLOUD_AGENT=false): one machine, so the local rename decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from agent_skills.domain.ports import ClaimResult, SignedApproval, SyncReport, SyncState
from agent_skills.sync.claim_manager import ClaimManager


class LocalOnlySync:
    """Nothing to exchange; every move on this machine is the owner's or the agent's own.

    Args:
        claims: makes claims.
    """

    def __init__(self, claims: ClaimManager) -> None:
        self._claims = claims

    def sync(self) -> SyncReport:
        """Report that there is nothing to do."""
        return SyncReport(SyncState.SYNCED)

    def claim(self, paths: Sequence[str]) -> list[ClaimResult]:
        """Claim by rename."""
        return self._claims.confirm(self._claims.mark(paths))

    def came_from_git(self, path: str) -> bool:
        """Tell that nothing came through git."""
        del path
        return False

    def head_bytes(self, path: str) -> bytes | None:
        """Return None: there is no commit."""
        del path
        return None

    def signed_approval(self, path: str, data: bytes) -> SignedApproval:
        """Tell that there are no commits to sign."""
        del path, data
        return SignedApproval(None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold no lock; nobody else works on this vault's git."""
        yield
