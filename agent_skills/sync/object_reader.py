"""Looks at git's objects through one lasting `git cat-file --batch`, so that a look starts no program."""

from __future__ import annotations

import select
import subprocess
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 16


class ReaderError(Exception):
    """The lasting git ended or does not answer."""


@dataclass(frozen=True, slots=True)
class GitObject:
    """One object.

    Args:
        oid: its id.
        kind: `blob`, `tree`, `commit` or `tag`.
        size: in bytes.
        data: its content, None where it is larger than was asked for.
    """

    oid: str
    kind: str
    size: int
    data: bytes | None


class ObjectReader:
    """Reads objects by id or by any name that git resolves.

    Args:
        root: working tree of the clone.
        command: git with its options, up to but without the subcommand.
        seconds: an answer that takes longer counts as none.
    """

    def __init__(self, root: Path, command: Sequence[str], seconds: float) -> None:
        self._root = root
        self._command = [*command, "cat-file", "--batch"]
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str, limit: int | None = None) -> GitObject | None:
        """Return an object, None where there is none of that name.

        Args:
            name: an id, a ref, or an expression such as `main^{tree}`.
            limit: content above so many bytes is passed over.

        Raises:
            ReaderError: git ended on it or took too long, twice.
        """
        if "\n" in name:
            return None
        with self._lock:
            try:
                return self._ask_or_close(name, limit)
            except ReaderError:
                return self._ask_or_close(name, limit)  # it was ended from outside; a broken object ends it again

    def _ask_or_close(self, name: str, limit: int | None) -> GitObject | None:
        try:
            return self._ask(name, limit)
        except (OSError, ValueError, ReaderError) as error:
            self.close()
            raise ReaderError(str(error)) from error

    def _ask(self, name: str, limit: int | None) -> GitObject | None:
        if self._process is None:
            self._process = self._start()
        feed, answer = self._process.stdin, self._process.stdout
        assert feed  # noqa: S101  # both are pipes
        assert answer  # noqa: S101
        feed.write(name.encode("utf-8", "surrogateescape") + b"\n")
        feed.flush()
        if not select.select([answer], [], [], self._seconds)[0]:
            raise ReaderError(f"no answer within {self._seconds} s")
        head = answer.readline()
        if not head.endswith(b"\n"):
            raise ReaderError("git cat-file ended")
        if head.endswith((b" missing\n", b" ambiguous\n")):
            return None
        oid, kind, size = head.decode().split()
        return GitObject(oid, kind, int(size), self._content(int(size), limit))

    def _content(self, size: int, limit: int | None) -> bytes | None:
        assert self._process  # noqa: S101  # `_ask` has started it
        answer = self._process.stdout
        assert answer  # noqa: S101
        kept = limit is None or size <= limit
        data = answer.read(size) if kept else b""
        left = size + 1 - len(data)  # a line feed follows
        while left > 0:
            part = answer.read(min(left, CHUNK))
            if not part:
                raise ReaderError("git cat-file ended")
            left -= len(part)
        return data if kept else None

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self._command,
            cwd=self._root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        weakref.finalize(self, _end, process)
        return process

    def close(self) -> None:
        """End the lasting git; the next look starts it anew."""
        if self._process:
            _end(self._process)
            self._process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            try:
                pipe.close()
            except OSError:
                continue  # it held bytes that nobody reads any more
    process.wait()
