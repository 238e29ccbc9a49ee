"""A git command that stays and answers question after question, so that a question starts no program."""

from __future__ import annotations

import select
import subprocess
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TypeVar

Answer = TypeVar("Answer")
Read = Callable[[IO[bytes]], Answer]


class LastingGitError(Exception):
    """The command ended on a question or does not answer."""


class LastingGit:
    """One command that reads questions from its standard input.

    Args:
        root: working tree of the clone.
        command: git with options, subcommand and its options.
        seconds: an answer that takes longer counts as none.
    """

    def __init__(self, root: Path, command: Sequence[str], seconds: float) -> None:
        self._root = root
        self._command = list(command)
        self._seconds = seconds
        self._lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, question: bytes, read: Read[Answer]) -> Answer:
        """Return what `read` makes of the answer.

        Args:
            question: at most 32 KiB, more could wait for an answer that nobody reads.
            read: takes the whole answer from the stream; raises ValueError where it is cut off.

        Raises:
            LastingGitError: the command ended on the question or took too long, twice.
        """
        with self._lock:
            try:
                return self._ask_or_close(question, read)
            except LastingGitError:
                return self._ask_or_close(question, read)  # it was ended from outside; a broken object ends it again

    def _ask_or_close(self, question: bytes, read: Read[Answer]) -> Answer:
        try:
            return self._ask(self.process or self._start(), question, read)
        except (OSError, ValueError) as error:
            self.close()
            raise LastingGitError(str(error)) from error

    def _ask(self, process: subprocess.Popen[bytes], question: bytes, read: Read[Answer]) -> Answer:
        if process.stdin is None or process.stdout is None:
            raise ValueError("no pipes")
        process.stdin.write(question)
        process.stdin.flush()
        if not select.select([process.stdout], [], [], self._seconds)[0]:
            raise ValueError(f"no answer within {self._seconds} s")
        return read(process.stdout)

    def _start(self) -> subprocess.Popen[bytes]:
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self.process = subprocess.Popen(self._command, cwd=self._root, stdin=pipe, stdout=pipe, stderr=nowhere)
        weakref.finalize(self, _end, self.process)
        return self.process

    def close(self) -> None:
        """End the command; the next question starts it anew."""
        if self.process:
            _end(self.process)
            self.process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            try:
                pipe.close()
            except OSError:
                continue  # it held bytes that nobody reads any more
    process.wait()
