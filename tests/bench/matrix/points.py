"""Where a process is struck: at the named steps of the execution, at what it writes, and while the far end works."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a point is noticed."""

    STEP = "step"
    """A name that the execution drain calls."""

    OPEN = "open"
    """Right before a file is opened."""

    RENAME = "os.rename"
    """Right before a file is put into its place."""

    WIRE = "wire"
    """While the far end has the request."""


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of an execution.

    Args:
        name: as the table shows it.
        kind: how it is noticed.
        mark: name of the step, end of the path, or stage at the far end.
        number: the how many-th of its kind.
        late: whether the far end must have done it by then.
    """

    name: str
    kind: Kind
    mark: str
    number: int = 1
    late: bool = False


POINTS: tuple[Point, ...] = (
    Point("before the approval is taken", Kind.OPEN, "/ledger/.*"),
    Point("taken, not in the journal", Kind.OPEN, "/ledger"),
    Point("in the journal", Kind.STEP, "approved"),
    Point("claimed", Kind.STEP, "claimed"),
    Point("intent noted, not logged", Kind.OPEN, "/MCP_Actions/20*"),
    Point("intent logged", Kind.STEP, "intent"),
    Point("noted as on its way", Kind.STEP, "in flight"),
    Point("far end has the request", Kind.WIRE, "arrived"),
    Point("far end has done it", Kind.WIRE, "carried out"),
    Point("answered, not noted", Kind.STEP, "executed", late=True),
    Point("noted as sent", Kind.STEP, "before projection", late=True),
    Point("before it goes to Done/", Kind.RENAME, "/Done/*", late=True),
    Point("in Done/, without receipt", Kind.RENAME, "/Done/*", 2, late=True),
    Point("in Done/, not logged", Kind.OPEN, "/MCP_Actions/20*", 2, late=True),
    Point("shown, not noted as shown", Kind.STEP, "projected in the vault", late=True),
    Point("before the outbox is written", Kind.RENAME, "/outbox.json", late=True),
)


def watch_files(point: Point, struck: Callable[[], None]) -> None:
    """Call `struck` once, right before the file of a point is touched; for the rest of this process's life.

    Args:
        point: of kind OPEN or RENAME.
        struck: called at most once.
    """
    seen = [0]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == point.kind.value and _meant(point, arguments):
            seen[0] += 1
            if seen[0] == point.number:
                struck()

    sys.addaudithook(hook)


def _meant(point: Point, arguments: tuple[object, ...]) -> bool:
    path = str(arguments[1] if point.kind is Kind.RENAME else arguments[0])
    return point.mark[:-1] in path if point.mark.endswith("*") else path.endswith(point.mark)
