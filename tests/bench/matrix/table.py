"""The matrix as markdown: rows are points, columns faults, cells how many ended sent, failed and unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from tests.bench.matrix.cells import Result
from tests.bench.matrix.faults import FAULTS
from tests.bench.matrix.points import POINTS


def show(results: Sequence[Result], write: Callable[[str], object]) -> None:
    """Write the table and the sums."""
    faults = [fault.name for fault in FAULTS if any(result.fault == fault.name for result in results)]
    write(f"| sent / failed / unknown | {' | '.join(faults)} |\n|---|{'---|' * len(faults)}\n")
    for point in POINTS:
        row = [[r for r in results if (r.point, r.fault) == (point.name, fault)] for fault in faults]
        write(f"| {point.name} | {' | '.join(_cell(found) for found in row)} |\n")
    states = Counter(result.state for result in results)
    write(f"\n{len(results)} approvals: {', '.join(f'{count} {state}' for state, count in states.most_common())}.\n")
    write(f"Struck where meant: {sum(result.reached for result in results)}. ")
    twice = sum(result.arrived > 1 for result in results)
    lost = sum(result.state == "sent" and not result.arrived for result in results)
    write(f"Lost: {lost}. Duplicates: {twice}. Problems: {sum(bool(result.problems) for result in results)}.\n")


def _cell(found: Sequence[Result]) -> str:
    if not found:
        return "–"
    counts = Counter(result.state for result in found)
    text = " / ".join(str(counts[state]) for state in ("sent", "failed", "unknown"))
    return f"**{text} !**" if any(result.problems for result in found) else text
