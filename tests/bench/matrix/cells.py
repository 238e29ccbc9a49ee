"""One cell: an approval, a point, a fault; two lives with it, one without; then what became of it is counted."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from agent_skills.runtime.health import read_json
from agent_skills.vault.store import FileVault
from tests.bench.matrix.far_ends import FarEnd
from tests.bench.matrix.faults import NONE, Fault, Where, disk_faults_possible
from tests.bench.matrix.lives import Life, live, mend
from tests.bench.matrix.points import Kind, Point
from tests.fixtures.laptop import START, Laptop
from tests.fixtures.waiting import eventually

HOURS_BETWEEN = 2.0
FIRST_HOURS = 0.01
"""The first life begins when the undo window is over, so that its first round already executes."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one approval.

    Args:
        channel, point, fault: the cell.
        died: whether it was killed at the point and restarted into the fault, or struck there and went on.
        reached: whether it was struck where it was meant.
        state: `sent`, `failed` or `unknown` by the journal; anything else is a problem.
        arrived: how often the far end carried it out, by its own log.
        problems: what must not be.
    """

    channel: str
    point: str
    fault: str
    died: bool
    reached: bool
    state: str
    arrived: int
    problems: tuple[str, ...]


def possible(end: FarEnd, point: Point, fault: Fault) -> bool:
    """Tell whether a cell exists: a file has no network, and a socket of this machine no black hole."""
    if end.proxy is None and (fault.where is Where.NETWORK or point.kind is Kind.WIRE):
        return False
    if end.channel.name == "whatsapp" and (fault.name == "black hole" or point.mark == "arrived"):
        return False
    return fault.where is not Where.DISK or disk_faults_possible()


def run_cell(end: FarEnd, root: Path, point: Point, fault: Fault, *, dies: bool) -> Result:
    """Let one approval live through a cell.

    Args:
        end: where it goes.
        root: an empty folder for the owner's machine.
        point: where the fault strikes.
        fault: what goes wrong.
        dies: the process is killed at the point and restarted into the fault, instead of going on with it.
    """
    logging.disable(logging.CRITICAL)
    before = end.channel.arrived()
    item = _approve(end, root)
    reached = live(Life(root, FIRST_HOURS, fault, point, dies=dies), end)
    if fault is not NONE:
        live(Life(root, HOURS_BETWEEN, fault), end)
    mend(end)
    for number in (2, 3):
        live(Life(root, number * HOURS_BETWEEN), end)
    result = _judge(end, root, item, before, Result(end.channel.name, point.name, fault.name, dies, reached, "", 0, ()))
    return replace(result, reached=reached and (result.arrived > 0 or not point.late))


def _approve(end: FarEnd, root: Path) -> str:
    text, front = end.draft()
    laptop = Laptop(root, None)
    laptop.now = START
    file = laptop.put(end.channel.folder, end.channel.item, text, **front)
    laptop.desk.approve(file.id, file.sha256)
    laptop.journal.close()
    return file.id


def _judge(end: FarEnd, root: Path, item: str, before: int, result: Result) -> Result:
    state, projected = _journal(root)
    arrived = end.channel.arrived() - before
    if state == "sent" and not arrived:  # a far end may still be at it
        with contextlib.suppress(AssertionError):
            eventually(lambda: end.channel.arrived() > before, "what was proven", 2)
        arrived = end.channel.arrived() - before
    problems = [*_counts(state, arrived), *_visible(root, item, state, projected=projected)]
    return Result(
        result.channel,
        result.point,
        result.fault,
        result.died,
        result.reached,
        state,
        arrived,
        tuple(problems),
    )


def _counts(state: str, arrived: int) -> list[str]:
    return [
        text
        for wrong, text in (
            (arrived > 1, f"DUPLICATE: arrived {arrived} times"),
            (state == "sent" and not arrived, "LOST: told as sent, never arrived"),
            (state == "failed" and bool(arrived), "told as failed, but it arrived"),
            (state == "unknown" and bool(arrived), "told as unknown, though the far end could tell"),
            (state not in ("sent", "failed", "unknown"), f"never ended: {state}"),
        )
        if wrong
    ]


def _visible(root: Path, item: str, state: str, *, projected: bool) -> list[str]:
    vault = FileVault(root / "vault")
    places = vault.find(item)
    notes = vault.paths("Needs_Action")
    outbox = read_json(root / "state" / "outbox.json")
    shown = [row["state"] for row in outbox["items"]] if isinstance(outbox, dict) else []
    home = {"sent": "Done/", "failed": "Pending_Approval/", "unknown": "Approved/"}.get(state, "")
    return [
        text
        for wrong, text in (
            (len(places) != 1 or not places[0].startswith(home), f"the draft lies in {places}"),
            (shown != [state], f"the outbox shows {shown}"),
            (state == "unknown" and not any("send_unknown" in path for path in notes), "no note about the unknown"),
            (state == "failed" and not any("/retry_" in path for path in notes), "no note about the failure"),
            (state in ("sent", "failed") and not projected, "not finished"),
        )
        if wrong
    ]


def _journal(root: Path) -> tuple[str, bool]:
    with sqlite3.connect(root / "state" / "journal.sqlite3") as db:
        rows = db.execute("SELECT state, outcome FROM executions").fetchall()
    db.close()
    if len(rows) != 1:
        return f"{len(rows)} executions", False
    state, outcome = rows[0]
    return (str(outcome), True) if state == "projected" else (str(state), False)
