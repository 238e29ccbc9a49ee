"""Timing two ways of doing the same in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """Measured values of one way.

    Args:
        values: in the unit of the row they stand in.
    """

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the median."""
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """Return the first and third quartile (both ends where there are fewer than four values)."""
        if len(self.values) < 4:
            return min(self.values), max(self.values)
        first, _, third = statistics.quantiles(self.values, n=4)
        return first, third


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Args:
        what: what was measured.
        files: size of the vault.
        unit: of both samples.
        ours: the product's sync.
        other: what it is compared with, None where a plain limit is the target.
        other_name: what that is.
        target: the ratio (or the value where there is no other) to reach, as text.
        note: a remark of a few words.
    """

    what: str
    files: int
    unit: str
    ours: Sample
    other: Sample | None
    other_name: str
    target: str
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return ours divided by the other."""
        return self.ours.median / self.other.median if self.other and self.other.median else None


def milliseconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def in_turns(ours: Callable[[int], float], other: Callable[[int], float], runs: int) -> tuple[Sample, Sample]:
    """Measure two ways alternately.

    Args:
        ours: does run number n and returns its value; a run before the first one (number -1) warms up and is dropped.
        other: the same.
        runs: how many values each gets.
    """
    pairs = [(ours(number), other(number)) for number in range(-1, runs)][1:]
    return Sample(tuple(pair[0] for pair in pairs)), Sample(tuple(pair[1] for pair in pairs))
