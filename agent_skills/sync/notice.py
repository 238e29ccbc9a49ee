"""Which files may differ from a commit: those that the kernel told of, and now and then a look at everything."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from agent_skills.sync.folder_events import FolderEvents
from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.signature_store import SignatureStore
from agent_skills.sync.signatures import RACY_NS, Listing, differences, forgetting, is_watched, paths, walk

log = logging.getLogger(__name__)

LOOK_AT_ALL_SECONDS = 300.0
"""Events never tell of changes that another computer makes in a shared folder."""

SAVE_AFTER = 500
"""So many files read anew are worth a new store of signatures (about 10 ms of reading at the next start)."""


class Notice:
    """Keeps the paths that may differ from the commit that the working tree reflects.

    Args:
        repo: the clone.
        before_all: called before everything is looked at, as rules may have changed.
        monotonic: a clock that never jumps, in seconds.
    """

    def __init__(
        self, repo: GitRepo, before_all: Callable[[], None], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._repo = repo
        self._before_all = before_all
        self._monotonic = monotonic
        self._events = FolderEvents(repo.root)
        self._store = SignatureStore(repo.root / ".git" / "ai-employee-files")
        self._commit: str | None = None
        self._differing: set[str] = set()
        self._walked: dict[str, Listing] | None = None
        self._walked_at = 0.0
        self._racy = 0

    def candidates(self, commit: str | None) -> frozenset[str]:
        """Return every path that may differ from a commit, ignored and unsafe ones included.

        Raises:
            GitError: a folder cannot be read.
        """
        happened = self._events.read()
        overdue = self._monotonic() - self._walked_at > LOOK_AT_ALL_SECONDS
        if happened is None or overdue or any(path.endswith(".gitignore") for path in happened[0]):
            self._look_at_all(commit)
        else:
            self._differing |= happened[0] | self._below(happened[1]) | self._moved_on(self._commit, commit)
        self._commit = commit
        return frozenset(self._differing)

    def settle(self, equal: set[str]) -> None:
        """Forget the paths that were found equal to the commit; they return when something happens to them."""
        read = len(self._differing)
        self._differing -= equal
        walked, self._walked = self._walked, None
        if walked is not None and self._commit and read > SAVE_AFTER:
            self._store.save(self._commit, forgetting(walked, self._differing, self._racy))

    def _look_at_all(self, commit: str | None) -> None:
        self._before_all()
        self._events.restart()
        self._racy = time.time_ns() - RACY_NS
        self._walked_at = self._monotonic()
        found = self._walk("")
        self._differing, known = self._known_before(commit)
        self._differing |= differences(found, known)
        self._walked = found

    def _known_before(self, commit: str | None) -> tuple[set[str], dict[str, Listing]]:
        """Return what differs between the commit of the store and this one, and the store's signatures."""
        base, known = self._store.load()
        if base:
            try:
                return self._moved_on(base, commit), known
            except GitError as error:  # the clone was made anew
                log.info("every file is read: %s", error)
        return set(self._repo.tree(commit)) if commit else set(), {}

    def _below(self, folders: set[str]) -> set[str]:
        return {path for folder in folders if is_watched(folder) for path in paths(self._walk(folder))}

    def _walk(self, top: str) -> dict[str, Listing]:
        try:
            return walk(self._repo.root, top, self._events.watch)
        except OSError as error:
            raise GitError("scan", None, f"{error.filename}: {error.strerror}") from error

    def _moved_on(self, before: str | None, commit: str | None) -> set[str]:
        """Return what differs between the commit known until now and the one to compare with."""
        if before == commit:
            return set()
        return {change.path for change in self._repo.changes(before, commit)}
