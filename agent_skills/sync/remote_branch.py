"""The branch on the remote: what it holds, fetching it, and the push that decides."""

from __future__ import annotations

import logging
from collections.abc import Callable

from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.repair import poisoned
from agent_skills.sync.stopped import SyncStoppedError

log = logging.getLogger(__name__)

FETCHED = "refs/ai-employee/remote"
PUSHED = "refs/ai-employee/pushed"
"""The tip of the last push, set before it: whatever became of its answer, what it brought is our own."""

FETCH = ("fetch", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
Refs = dict[str, str]
"""Name → object."""

NO_BRANCH = "couldn't find remote ref"
"""Git's word for a branch that the remote does not have (builtin/fetch.c; `LC_ALL=C`)."""

STEADY = 4
"""So many pushes that fail on one unmoved tip are no race; one or two fail so while another push holds the lock."""


class RemoteError(GitError):
    """The remote does not answer."""


class PushRefusedError(GitError):
    """The remote answers, but takes no push of this machine (a protected branch, a key that may only read)."""


class RemoteBranch:
    """One branch of `origin`.

    Args:
        repo: the clone.
        ref: the branch, `refs/heads/…`.
        step: see `GitManager`.
    """

    def __init__(self, repo: GitRepo, ref: str, step: Callable[[str], None]) -> None:
        self._repo = repo
        self._ref = ref
        self._step = step
        self._failed_on: list[str | None] = []

    def look(self, known: str | None) -> str | None:
        """Return the remote's tip, which the clone has then; None where there is no such branch.

        Args:
            known: a commit that the clone has.

        Raises:
            RemoteError: the remote does not answer.
            SyncStoppedError: it holds what must not come here.
        """
        return self.look_around(known)[0]

    def look_around(self, known: str | None, *patterns: str) -> tuple[str | None, Refs]:
        """Return the tip, and other refs of the remote, by one question; see `look`.

        Args:
            known: a commit that the clone has.
            patterns: of the other refs.
        """
        listed = self.refs(self._ref, *patterns)
        tip = listed.pop(self._ref, None)
        if tip and tip != known and not self._repo.resolve(tip):
            tip = self.bring()
        return tip, listed

    def refs(self, *patterns: str) -> Refs:
        """Return what the remote lists for patterns, each of which matches the end of a name; raises as `look`."""
        rows = [row.split("\t") for row in self.ask("ls-remote", "origin", *patterns).splitlines()]
        return {row[1]: row[0] for row in rows if len(row) > 1}

    def bring(self) -> str | None:
        """Fetch the branch without asking first whether it moved; returns and raises as `look`."""
        try:
            self.ask(*FETCH, "origin", f"+{self._ref}:{FETCHED}")
        except RemoteError as error:
            if NO_BRANCH in error.detail:
                return None
            raise
        return self._repo.resolve(FETCHED)

    def ahead(self, tip: str) -> int:
        """Return how many commits of ours the remote did not have when it was fetched last."""
        fetched = self._repo.resolve(FETCHED)
        return int(self._repo.line("rev-list", "--count", tip, f"^{fetched}")) if fetched else 1

    def push(self, tip: str, remote: str | None) -> bool:
        """Push fast-forward only; where the answer is lost, the remote is asked what it holds.

        Args:
            tip: our commit.
            remote: the commit that the remote has to hold, None for no branch.

        Returns:
            whether the remote holds our commit.

        Raises:
            RemoteError: it does not answer.
            PushRefusedError: it takes none of several pushes, and nobody else's either.
        """
        self._repo.move_ref(PUSHED, tip)
        self._step("about to push")
        try:
            lease = f"--force-with-lease={self._ref}:{remote or ''}"
            self._repo.run("push", "--porcelain", lease, "origin", f"{tip}:{self._ref}")
        except GitError as error:
            log.info("push not confirmed: %s", error.message)
            if error.refused or self.refs(self._ref).get(self._ref) != tip:
                self._lost(remote, error)
                return False
        self._failed_on.clear()
        return True

    def _lost(self, remote: str | None, error: GitError) -> None:
        """Note a push that was not taken; raises where it was no other push that came first."""
        self._failed_on = [*(tip for tip in self._failed_on if tip == remote), remote]
        if len(self._failed_on) == STEADY:
            self._failed_on.clear()
            raise PushRefusedError(error.command, error.status, error.reason) from error

    def ask(self, *arguments: str) -> str:
        """Run a command that speaks with the remote; its failure is an outage, unless the remote is poisoned."""
        try:
            return self._repo.line(*arguments)
        except GitError as error:
            if poison := poisoned(error):
                raise SyncStoppedError(poison) from error
            raise RemoteError(error.command, error.status, error.message, error.detail) from error
