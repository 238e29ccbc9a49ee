"""Looks at git's objects through a lasting `git cat-file --batch`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from agent_skills.sync.lasting_git import LastingGit

CHUNK = 1 << 16
AT_ONCE = 256
"""Ids in one question; more could fill the pipe while git waits for somebody to read its answers."""


@dataclass(frozen=True, slots=True)
class GitObject:
    """One object.

    Args:
        oid: its id.
        kind: `blob`, `tree`, `commit` or `tag`.
        data: its content, None where it is larger than was asked for.
    """

    oid: str
    kind: str
    data: bytes | None


class ObjectReader:
    """Reads objects by id or by any name that git resolves.

    Args:
        root: working tree of the clone.
        command: git with its options, up to but without the subcommand.
        seconds: an answer that takes longer counts as none.
    """

    def __init__(self, root: Path, command: Sequence[str], seconds: float) -> None:
        self.git = LastingGit(root, [*command, "cat-file", "--batch"], seconds)

    def read(self, name: str, limit: int | None = None) -> GitObject | None:
        """Return an object, None where there is none of that name.

        Args:
            name: an id, a ref, or an expression such as `main^{tree}`.
            limit: content above so many bytes is passed over.

        Raises:
            LastingGitError: git ended on it (the object is broken) or took too long.
        """
        return None if "\n" in name else self.read_all([name], limit)[0]

    def read_all(self, names: Sequence[str], limit: int | None) -> list[GitObject | None]:
        """Return objects, many with one question; see `read`. No name may hold a line feed."""
        found: list[GitObject | None] = []
        for start in range(0, len(names), AT_ONCE):
            found += self._read_some(names[start : start + AT_ONCE], limit)
        return found

    def _read_some(self, names: Sequence[str], limit: int | None) -> list[GitObject | None]:
        question = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
        return self.git.ask(question, lambda answer: [_object(answer, limit) for _ in names])


def _object(answer: IO[bytes], limit: int | None) -> GitObject | None:
    head = answer.readline()
    if head.endswith((b" missing\n", b" ambiguous\n")):
        return None
    oid, kind, size = head.decode().split()
    return GitObject(oid, kind, _content(answer, int(size), limit))


def _content(answer: IO[bytes], size: int, limit: int | None) -> bytes | None:
    kept = limit is None or size <= limit
    data = answer.read(size) if kept else b""
    left = size + 1 - len(data)  # a line feed follows
    while left > 0:
        part = answer.read(min(left, CHUNK))
        if not part:
            raise ValueError("git cat-file ended")
        left -= len(part)
    return data if kept else None
