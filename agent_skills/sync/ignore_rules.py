"""Which paths the vault's `.gitignore` leaves out, as git itself reads it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import IO

from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.lasting_git import LastingGit, LastingGitError

FEW = 32
"""So many paths of at most 400 bytes fit into a pipe; more are worth a command of their own."""

FIELDS = 4
"""Of `git check-ignore -v -n -z`: source, line, pattern, path."""


class IgnoreRules:
    """Asks git about paths.

    Args:
        repo: the clone.
    """

    def __init__(self, repo: GitRepo) -> None:
        self._repo = repo
        self._git: LastingGit = repo.lasting("check-ignore", "-z", "-v", "-n", "--stdin", "--no-index")

    def forget(self) -> None:
        """Read the rules anew before the next answer."""
        self._git.close()

    def ignored(self, paths: Sequence[str]) -> list[str]:
        """Return those of the paths that are left out.

        Raises:
            GitError: git does not answer.
        """
        if not paths:
            return []
        question = b"".join(os.fsencode(path) + b"\0" for path in paths)
        if len(paths) > FEW:
            return self._ask_once(question)
        try:
            answer = self._git.ask(question, lambda stream: _fields(stream, FIELDS * len(paths)))
        except LastingGitError as error:
            raise GitError("check-ignore", None, str(error)) from error
        rules = zip(answer[2::FIELDS], answer[3::FIELDS], strict=True)
        return [os.fsdecode(path) for rule, path in rules if rule and not rule.startswith(b"!")]

    def _ask_once(self, question: bytes) -> list[str]:
        try:
            output = self._repo.run("check-ignore", "-z", "--stdin", "--no-index", stdin=question)
        except GitError as error:
            if error.status == 1:  # none is ignored
                return []
            raise
        return [os.fsdecode(part) for part in output.split(b"\0") if part]


def _fields(stream: IO[bytes], count: int) -> list[bytes]:
    """Read fields that end with a NUL each."""
    data = b""
    while data.count(b"\0") < count:
        part = stream.read1(1 << 16)  # type: ignore[attr-defined]  # a pipe of Popen is a BufferedReader
        if not part:
            raise ValueError("git check-ignore ended")
        data += part
    return data.split(b"\0")[:count]
