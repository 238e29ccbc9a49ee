"""Moves refs through a lasting `git update-ref`, a transaction each (`git update-ref --stdin`, since git 2.27)."""

from __future__ import annotations

from typing import IO

from agent_skills.sync.lasting_git import LastingGit

MOVED = [b"start: ok\n", b"commit: ok\n"]


class RefWriter:
    """Moves the refs of one clone.

    Args:
        git: a lasting `git update-ref --stdin` there.
    """

    def __init__(self, git: LastingGit) -> None:
        self._git = git

    def move(self, ref: str, new: str, old: str | None) -> None:
        """Let a ref name a commit.

        Args:
            ref: its full name.
            new: id of the commit.
            old: what it has to name now, zeros for nothing; None for whatever it names.

        Raises:
            LastingGitError: it names something else, or cannot be written.
        """
        words = " ".join(["update", ref, new, *([old] if old else [])])
        self._git.ask(f"start\n{words}\ncommit\n".encode(), _moved)


def _moved(answer: IO[bytes]) -> None:
    if [answer.readline() for _ in MOVED] != MOVED:
        raise ValueError("the ref was not moved")
