"""One git command: run to its end, or ended with all that it started where it takes too long."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass

import git


class GitHangsError(Exception):
    """The command took longer than it may."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended.

    Args:
        status: exit code.
        output: what it printed.
        errors: its standard error.
    """

    status: int
    output: bytes
    errors: str


def run_to_the_end(commands: git.Git, command: list[str], stdin: bytes | None, seconds: float) -> Ended:
    """Run a command.

    Args:
        commands: GitPython's commands of a clone; they give folder and environment.
        command: program and arguments; they never pass a shell.
        stdin: what it reads.
        seconds: a command that takes longer is ended.

    Raises:
        GitHangsError: it was ended.
        OSError: it cannot be started.
        git.CommandError: git is not there (any more).
    """
    # GitPython's own deadline starts a thread for each command, and waits for it: a tenth of an `ls-remote`.
    feed = subprocess.DEVNULL if stdin is None else subprocess.PIPE
    process = commands.execute(command, istream=feed, as_process=True, start_new_session=True)
    try:
        output, errors = process.communicate(stdin, seconds)
    except subprocess.TimeoutExpired as error:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # ssh as well, which would hold the connection
        raise GitHangsError(f"no answer within {seconds:g} s") from error
    return Ended(process.returncode, output, errors.decode("utf-8", "replace"))
