"""Whether the owner looks at the dashboard right now: the page's server touches a file while a page is open."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from agent_skills.domain.clock import Clock

FOLDER = "looking"
FRESH = timedelta(seconds=20)
"""An open page is noted every 15 seconds."""


class Looking:
    """Reads the note.

    Args:
        state: the state folder.
        clock: for the note's age.
    """

    def __init__(self, state: Path, clock: Clock) -> None:
        self.folder = state / FOLDER
        self._clock = clock

    def now(self) -> bool:
        """Tell whether a page is open."""
        try:
            noted = (self.folder / "dashboard").stat().st_mtime
        except OSError:
            return False
        return abs(self._clock().timestamp() - noted) <= FRESH.total_seconds()
