"""One way to show what was measured: median, spread, and what must be reached."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure.

    Args:
        name: what was measured.
        values: one value a run.
        unit: of the values.
        goal: what must be reached, in the same unit; None for a peer that is only there to compare.
    """

    name: str
    values: Sequence[float]
    unit: str
    goal: float | None = None

    def cells(self) -> tuple[str, str, str, str]:
        """Return the row's texts: name, median, spread, goal."""
        middle = statistics.median(self.values)
        spread = f"{min(self.values):.2f} – {max(self.values):.2f}" if len(self.values) > 1 else ""
        goal = "" if self.goal is None else f"≤ {self.goal:g} {'reached' if middle <= self.goal else 'MISSED'}"
        return self.name, f"{middle:.2f} {self.unit}", spread, goal


def show(rows: Sequence[Row], write: Callable[[str], object]) -> None:
    """Write the rows as a markdown table."""
    lines = [("measure", "median", "spread", "goal"), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    for number, line in enumerate(lines):
        write("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |\n")
        if number == 0:
            write("|" + "|".join("-" * (width + 2) for width in widths) + "|\n")
