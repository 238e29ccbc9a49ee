"""The index of the clone, which only a person's own git commands use: kept so that their `git status` is clean."""

from __future__ import annotations

import logging
import os

from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.trees import Change

log = logging.getLogger(__name__)


class PersonsIndex:
    """Lets the index follow the applied commit.

    Args:
        repo: the clone.
    """

    def __init__(self, repo: GitRepo) -> None:
        self._repo = repo
        self._file = repo.root / ".git" / "index"
        self._at: str | None = None

    def follow(self, tip: str) -> None:
        """Set the index to a commit; where a person's own git holds it now, the next change does it."""
        try:
            self._change(tip)
        except GitError:
            self._make_anew(tip)

    def _change(self, tip: str) -> None:
        if self._at and self._file.exists():
            changes = self._repo.changes(self._at, tip)
            self._repo.run("update-index", "-z", "--index-info", stdin=_rows(changes))
        else:
            self._repo.run("read-tree", "--reset", tip)  # what it knows of unchanged files stays
        self._at = tip

    def _make_anew(self, tip: str) -> None:
        self._at = None
        try:
            self._repo.run("read-tree", tip)
        except GitError as error:
            log.info("the index is refreshed later: %s", error.message)


def _rows(changes: list[Change]) -> bytes:
    """Return the input of `git update-index --index-info`: removals first, as a file may become a folder."""
    removed = [b"0 %s\t%s\0" % (b"0" * 40, os.fsencode(change.path)) for change in changes if not change.new]
    written = [
        b"%s %s\t%s\0" % (change.new.mode.encode(), change.new.oid.encode(), os.fsencode(change.path))
        for change in changes
        if change.new
    ]
    return b"".join([*removed, *written])
