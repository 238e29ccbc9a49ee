"""One thing at a time beside the loop: what waits for the network must not hold up a round."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Beside:
    """Runs a function in a thread of its own, unless the one before is still at it.

    Args:
        name: of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None

    def __call__(self, work: Callable[[], object]) -> None:
        """Start the work, or leave it for the next time."""
        if self._thread and self._thread.is_alive():
            return
        self._thread = threading.Thread(target=self._guarded, args=(work,), name=self._name, daemon=True)
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait for what runs, at most so many seconds."""
        if self._thread:
            self._thread.join(seconds)

    @staticmethod
    def _guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            log.exception("work beside the loop failed")
