"""One clone of the vault: notice, commit, merge, push, apply (architecture §6). Implements the `Sync` port.

A cycle may end anywhere (SIGKILL, power loss): the marker `ai-employee-applied` in `.git/` names the commit that the
working tree reflects, local changes are always measured against it, and merging the same change twice is harmless.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from filelock import FileLock

from agent_skills.domain.findings import Finding
from agent_skills.domain.ports import ClaimResult, FindingSink, SignedApproval, SyncReport, SyncState, Vault
from agent_skills.sync.adoption import Adoption
from agent_skills.sync.claim_commit import ClaimCommit
from agent_skills.sync.claim_manager import ClaimManager
from agent_skills.sync.claim_refs import ClaimRefs
from agent_skills.sync.claiming import Claiming, ClaimMode, MoveClaims, RefClaims
from agent_skills.sync.contents import Formats
from agent_skills.sync.git_repo import FILE_MODE, GitError, GitRepo
from agent_skills.sync.marker import Marker
from agent_skills.sync.merge_log import MergeLog
from agent_skills.sync.merge_result import Resolution
from agent_skills.sync.merger import Identity, Merger
from agent_skills.sync.messages import commit_message
from agent_skills.sync.remote_branch import PUSHED, PushRefusedError, RemoteBranch, RemoteError
from agent_skills.sync.repair import Repair, damaged
from agent_skills.sync.secrets_check import SecretsCheck
from agent_skills.sync.shares import GROWTH, GROWTH_IN_A_CROWD, Shares
from agent_skills.sync.signed_approvals import SignedApprovals
from agent_skills.sync.stopped import SyncStoppedError
from agent_skills.sync.trees import Entry
from agent_skills.sync.turns import Turns
from agent_skills.sync.vault_guard import VaultGuard
from agent_skills.sync.working_tree import LocalChanges, MayCommit, WorkingTree, blob_oid

log = logging.getLogger(__name__)

MAX_PUSHES = 20
"""A push that loses this often in one cycle is left for the next one. With eight, one or two of eight agents that claim
at once began anew when their turn had come."""

PUSH_JITTER = 0.01
"""Seconds before the next try at the most. Short: of pushes that meet one is always taken, and who waits longer with
each loss leaves the remote to those who win."""


def always(_path: str, _data: bytes) -> bool:
    """Allow every file to be committed (the Cloud has no approvals of its own)."""
    return True


class GitManager:
    """Syncs one clone with its remote.

    Args:
        repo: the clone.
        identity: who commits.
        branch: name of the branch on both sides.
        formats: parser, serializer and diff3 of vault files.
        vault: the same files, for claims and logs.
        claims: makes and reads claims.
        may_commit: see `WorkingTree`.
        sleep: waits between two tries of a push (seconds).
        step: called with a name between any two steps; tests end the process there.
        mode: how tasks are claimed.
        findings: told of what a claim's cycle found; the findings of `sync` are in its report.
        signed: knows the owner's signed approvals; None where none count (on the Cloud).
        secrets_check: keeps credentials out of commits.
    """

    def __init__(
        self,
        repo: GitRepo,
        identity: Identity,
        branch: str,
        formats: Formats,
        vault: Vault,
        claims: ClaimManager,
        *,
        may_commit: MayCommit = always,
        sleep: Callable[[float], None],
        step: Callable[[str], None] = lambda _name: None,
        mode: ClaimMode = ClaimMode.MOVES,
        findings: FindingSink | None = None,
        signed: SignedApprovals | None = None,
        secrets_check: SecretsCheck | None = None,
    ) -> None:
        self._signed = signed
        self._repo = repo
        self._identity = identity
        self._branch = branch
        self._ref = f"refs/heads/{branch}"
        self._formats = formats
        self._vault = vault
        self._sleep = sleep
        self._step = step
        self._tree = WorkingTree(repo, may_commit, secrets_check)
        self._marker = Marker(repo.root)
        self._guard = VaultGuard(repo)
        self._lock = FileLock(repo.root / ".git" / "ai-employee.lock")
        self._agreed: str | None = None
        self._merger = Merger(repo, identity, formats, signed)
        self._adoption = Adoption(repo, self._tree, self._marker, self._ref, self._pass)
        self._remote = RemoteBranch(repo, self._ref, self._pass)
        self._repair = Repair(repo)
        self._log = MergeLog(vault, identity.agent)
        self._claims = claims
        self._turns = Turns(claims.owner, sleep)
        self._shares = Shares(GROWTH if mode is ClaimMode.MOVES else GROWTH_IN_A_CROWD)
        self._claiming: Claiming = MoveClaims(claims, self._claim_commit, self._run, self._turns, findings)
        if mode is ClaimMode.REFS:
            refs = ClaimRefs(repo, claims, self._remote.refs)
            self._claiming = RefClaims(claims, refs, repo, self._remote, self._applied, self._turns, self._shares, step)

    def _pass(self, name: str) -> None:
        self._step(name)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock that both processes of a machine take for git (re-entrant).

        Raises:
            SyncStoppedError: the clone is not in its folder.
        """
        self._guard.expect_clone()
        with self._lock:
            yield

    def sync(self) -> SyncReport:
        """Do one cycle; see the port. Trouble with the remote is reported, never raised."""
        return self._run(None)

    def _run(self, on_top: ClaimCommit | None) -> SyncReport:
        try:
            with self.locked():
                return self._cycle_or_repair(on_top)
        except (GitError, SyncStoppedError) as error:
            log.warning("this cycle failed: %s", error)
            finding = damaged(error) if isinstance(error, GitError) else error.finding
            return SyncReport(SyncState.CONFLICT, findings=[finding], error=finding.problem)

    def _cycle_or_repair(self, on_top: ClaimCommit | None) -> SyncReport:
        try:
            return self._cycle(on_top)
        except GitError:
            if not self._repair.run():
                raise
            return self._cycle(on_top)

    def claim(self, paths: Sequence[str]) -> list[ClaimResult]:
        """Claim tasks in the way that the settings name; see the port."""
        with self.locked():
            claim = self._claiming.prepare(paths)
        self._turns.wait()
        with self.locked():
            return claim()

    def _claim_commit(self, offered: Sequence[str]) -> ClaimCommit:
        self._shares.next(len(offered), self._turns.others)
        commit = ClaimCommit(self._repo, self._identity, self._formats, self._claims, offered, self._share)
        commit.prepare(self._applied(), self._turns.others)
        return commit

    def _share(self, waiting: int) -> int:
        return self._shares.now(self._turns.others, waiting)

    def _applied(self) -> str | None:
        return self._marker.read() or self._repo.resolve(self._ref)

    def came_from_git(self, path: str) -> bool:
        """Tell whether HEAD holds this path."""
        return self.head_bytes(path) is not None

    def head_bytes(self, path: str) -> bytes | None:
        """Return the committed bytes of a path, None where HEAD does not hold it."""
        try:
            return self._repo.run("cat-file", "blob", f"{self._ref}:{path}")
        except GitError:
            return None

    def signed_approval(self, path: str, data: bytes) -> SignedApproval:
        """Tell who approved a file by a signed commit; see the port."""
        tip = self._repo.resolve(self._ref)
        if self._signed is None or tip is None:
            return SignedApproval(None)
        return self._signed.judge(tip, path, Entry(FILE_MODE, blob_oid(data))).approval

    def _cycle(self, on_top: ClaimCommit | None) -> SyncReport:
        applied = self._applied()
        local, changes = self._commit_local(applied)
        self._step("committed")
        head = self._repo.resolve(self._ref)
        resolutions: list[Resolution] = []
        findings = list(changes.findings)
        if head and local and head != local:
            local = self._merger.merge(local, head, trusted=True, resolutions=resolutions, findings=findings)
        # Without a look first only where the push most likely meets what the remote held last.
        at_once = local != head or (on_top and not self._turns.others)
        expected = self._expected(local) if at_once else None
        tip, pushed, error = self._exchange(local, expected, on_top, resolutions, findings)
        self._step("exchanged")
        adopted = self._adoption.adopt(applied, head, tip, changes, hurry=on_top is not None)
        self._turns.saw(adopted.pulled)
        self._log.write(resolutions)
        return self._report(tip, adopted.pulled, pushed, [*findings, *adopted.findings], error)

    def _commit_local(self, applied: str | None) -> tuple[str | None, LocalChanges]:
        changes = self._tree.changes(applied)
        if not changes.files:
            return applied, changes
        self._guard.expect_files(applied, changes.files)
        before = self._repo.entries(applied, changes.files)
        message = commit_message(self._identity.agent, changes.files, before)
        parents = [applied] if applied else []
        return self._repo.commit(parents, changes.files, message, self._identity.author), changes

    def _exchange(
        self,
        local: str | None,
        expected: str | None,
        on_top: ClaimCommit | None,
        resolutions: list[Resolution],
        findings: list[Finding],
    ) -> tuple[str | None, list[str], str | None]:
        """Bring both sides together; returns our new tip, the paths pushed, and why the remote did not take them."""
        remote = expected
        for attempt in range(MAX_PUSHES):
            decided, refused = list[Resolution](), list[Finding]()
            self._turns.begin()
            try:
                if attempt or not expected:
                    remote = self._remote.bring() if remote or on_top else self._remote.look(local)
                if local is None:
                    return remote, [], None
                tip = self._merged(local, remote, decided, refused)
                if on_top and self._others_first(local, tip):
                    continue
                tip = on_top.on(tip) if on_top else tip
                self._step("merged")
                taken = tip == remote or self._remote.push(tip, remote)
            except RemoteError as error:
                return local, [], f"The remote cannot be reached ({error.message or error.command})."
            except PushRefusedError as error:
                return local, [], f"The remote refuses this machine's changes ({error.message or error.command})."
            if taken:
                self._agreed = tip
                resolutions += decided
                findings += refused
                changed = self._repo.changes(remote, tip) if remote else []
                return tip, [change.path for change in changed], None
            self._sleep(random.uniform(0, PUSH_JITTER))  # noqa: S311  # no secret
        return local, [], "The remote took other pushes first; this machine's changes wait for the next cycle."

    def _others_first(self, local: str, tip: str) -> bool:
        """Leave the remote to others whose claims a tip shows; tells whether it is an old one by then."""
        # The lock is held meanwhile, as this is seldom: most of a pause passes before the claim begins.
        self._turns.saw(change.path for change in self._repo.changes(local, tip))
        return self._turns.wait()

    def _expected(self, local: str | None) -> str | None:
        """Return where the remote was last, if a new commit continues it: then the push itself asks whether it is."""
        continues = local and self._agreed and self._repo.is_ancestor(self._agreed, local)
        return self._agreed if continues else None

    def _merged(self, local: str, remote: str | None, resolutions: list[Resolution], findings: list[Finding]) -> str:
        """Return a tip with both sides; what an earlier push of ours brought to the remote is no foreign change."""
        if remote is None or self._repo.is_ancestor(remote, local):
            return local
        pushed = self._repo.resolve(PUSHED)
        if pushed and self._repo.is_ancestor(pushed, remote):
            local = self._merger.merge(local, pushed, trusted=True, resolutions=resolutions, findings=findings)
        return self._merger.merge(local, remote, trusted=False, resolutions=resolutions, findings=findings)

    def _report(
        self,
        tip: str | None,
        pulled: list[str],
        pushed: list[str],
        findings: list[Finding],
        error: str | None,
    ) -> SyncReport:
        ahead = self._remote.ahead(tip) if error and tip else 0
        state = SyncState.OFFLINE if error is not None else SyncState.SYNCED
        return SyncReport(state, pulled, pushed, ahead, 0, findings, error)
