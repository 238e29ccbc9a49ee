"""Remembers which commit the working tree reflects, so that a crash never looks like the owner's deletions."""

from __future__ import annotations

import os
import re
from pathlib import Path

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Marker:
    """A file in `.git/` with one commit id.

    Args:
        root: working tree of the clone.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / ".git" / "ai-employee-applied"

    def read(self) -> str | None:
        """Return the commit, None where nothing was applied yet or the file is damaged."""
        try:
            text = self._path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return text if COMMIT.fullmatch(text) else None

    def write(self, commit: str) -> None:
        """Replace the commit durably."""
        draft = self._path.with_suffix(".tmp")
        with draft.open("w", encoding="ascii") as file:
            file.write(commit)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
