"""The table of results, for the terminal and as a section of docs/platinum/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.sync.measure import Row, Sample

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/platinum/benchmarks.md"
HEADING = "## Git sync"
COLUMNS = ("what", "files", "ours", "compared with", "ratio", "target", "note")


def cells(row: Row) -> tuple[str, ...]:
    """Return one line of the table."""
    other = f"{row.other_name}: {shown(row.other, row.unit)}" if row.other else row.other_name
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    return row.what, f"{row.files:,}", shown(row.ours, row.unit), other, ratio, row.target, row.note


def shown(sample: Sample, unit: str) -> str:
    """Return median, quartiles and unit."""
    low, high = sample.spread
    text = number(sample.median)
    return f"{text} {unit}" if len(sample.values) == 1 else f"{text} ({number(low)} to {number(high)}) {unit}"


def number(value: float) -> str:
    """Return a number with three significant digits or so."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def terminal(rows: Sequence[Row]) -> str:
    """Return the table with columns of equal width."""
    lines = [COLUMNS, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in lines)


def markdown(rows: Sequence[Row], machine: str) -> str:
    """Return the section of the document."""
    table = [COLUMNS, ("---",) * len(COLUMNS), *(cells(row) for row in rows)]
    body = "\n".join(f"| {' | '.join(line)} |" for line in table)
    return f"{HEADING}\n\n{INTRODUCTION}\n\nMeasured on {machine}.\n\n{body}\n"


INTRODUCTION = (
    "`make bench-sync` measures the sync side by side with plain git, in turns, on equal vaults. Values are medians "
    "with first and third quartile; the ratio is ours divided by the other. Times of ours hold `fsync` of all that "
    "is written, plain git's its default settings. Nothing is asserted; another machine gives other times."
)


def write(rows: Sequence[Row], machine: str, document: Path = DOCUMENT) -> None:
    """Put the section into the document; its other sections stay."""
    text = document.read_text(encoding="utf-8") if document.exists() else "# Benchmarks\n"
    before, _, rest = text.partition(HEADING)
    _, mark, after = rest.partition("\n## ")
    tail = f"\n## {after}" if mark else ""
    document.write_text(f"{before.rstrip()}\n\n{markdown(rows, machine)}{tail}", encoding="utf-8")
