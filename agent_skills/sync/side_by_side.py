"""Runs small waits on the disk side by side, on threads that stay: starting them anew cost more than the waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 16
"""So many fsyncs run side by side: the file system's journal makes one write of them."""


class SideBySide:
    """A few threads; they start with the first work and end with this object."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Return what `work` makes of each item, in their order; raises what it raises."""
        wanted = list(items)
        if len(wanted) < 2:  # noqa: PLR2004 - one needs no thread
            return [work(item) for item in wanted]
        self._pool = self._pool or ThreadPoolExecutor(AT_ONCE)
        return list(self._pool.map(work, wanted))
