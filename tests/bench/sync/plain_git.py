"""Plain git as a person or a script would call it: porcelain, default settings, an author."""

from __future__ import annotations

import subprocess
from pathlib import Path

AUTHOR = ("-c", "user.name=Owner", "-c", "user.email=owner@ai-employee.invalid", "-c", "gc.auto=0")
"""No upkeep in the middle of a measurement."""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it printed.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = ["git", *AUTHOR, *arguments]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")
