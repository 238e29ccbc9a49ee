"""Runs small waits on the disk side by side, where the disk is slow enough to be worth the threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 16
"""So many fsyncs run side by side: the file system's journal makes one write of them."""

WORTH_THREADS = 0.002
"""Seconds of one piece of work: a solid-state disk takes less, and threads cost more than they save then (a claim of 25
tasks: 60 ms of processor time without, 95 with them, and no sooner done)."""


class SideBySide:
    """A few threads; they start with the first slow work and end with this object.

    Args:
        timer: seconds of a clock that never goes back.
    """

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._pool: ThreadPoolExecutor | None = None

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Return what `work` makes of each item, in their order; raises what it raises.

        One after the other, until one took long: the disk is slow then, and the others run side by side.
        """
        results: list[Result] = []
        waiting = iter(items)
        for item in waiting:
            began = self._timer()
            results.append(work(item))
            if self._timer() - began > WORTH_THREADS:
                break
        rest = list(waiting)
        if rest:
            self._pool = self._pool or ThreadPoolExecutor(AT_ONCE)
            results += self._pool.map(work, rest)
        return results
