"""How long to wait before the next try."""

from __future__ import annotations

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 300.0


class Backoff:
    """5, 10, 20 … seconds, at most five minutes, growing with each failure in a row."""

    def __init__(self) -> None:
        self._failures = 0

    def failed(self) -> float:
        """Count a failure; returns the seconds to wait."""
        self._failures += 1
        return min(FIRST_SECONDS * 2.0 ** min(self._failures - 1, 10), LONGEST_SECONDS)

    def worked(self) -> None:
        """Begin again from the shortest wait."""
        self._failures = 0
