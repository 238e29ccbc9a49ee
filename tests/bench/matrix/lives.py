"""One life of the Local agent: a process of its own, struck at a point, and always ended by SIGKILL."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from tests.bench.matrix.far_ends import FarEnd
from tests.bench.matrix.faults import NONE, Fault, Where, mend_network, strike_disk, strike_network
from tests.bench.matrix.points import Kind, Point, watch_files
from tests.fixtures.laptop import START, Laptop

ROUNDS = 4
BETWEEN_ROUNDS = 600.0
"""Seconds of the clock: longer than any retry and any look at the channel waits."""

LONGEST = 60.0
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Life:
    """What happens in one life.

    Args:
        root: of the owner's machine.
        hours: age of the machine when it begins.
        fault: what goes wrong.
        point: where it begins to; None for the very start.
        dies: it is killed at the point, and the fault does not strike at all.
    """

    root: Path
    hours: float
    fault: Fault = NONE
    point: Point | None = None
    dies: bool = False


def live(life: Life, end: FarEnd) -> bool:
    """Let a life happen; returns whether its point was reached."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=_work, args=(life, end, theirs))
    process.start()
    theirs.close()
    reached = threading.Event()

    def on_the_wire(stage: str) -> None:
        if life.point and life.point.kind is Kind.WIRE and stage == life.point.mark and not reached.is_set():
            reached.set()
            _strike_from_outside(life, end, process.pid or 0)

    end.watch(on_the_wire)
    with contextlib.suppress(EOFError, OSError):
        while ours.poll(LONGEST) and ours.recv() == "struck":
            reached.set()
            if not life.dies and end.proxy:
                strike_network(life.fault, end.proxy)
            ours.send("go on")
    process.join(LONGEST)
    end.watch(lambda _stage: None)
    return reached.is_set()


def _strike_from_outside(life: Life, end: FarEnd, pid: int) -> None:
    if life.dies:
        os.kill(pid, signal.SIGKILL)
    elif life.fault.where is Where.NETWORK and end.proxy:
        strike_network(life.fault, end.proxy)
    else:
        os.kill(pid, signal.SIGUSR1)


def mend(end: FarEnd) -> None:
    """Take the network's faults away."""
    if end.proxy:
        mend_network(end.proxy)


def _work(life: Life, end: FarEnd, parent: Connection) -> None:
    with contextlib.suppress(Exception):  # a part that cannot be opened ends the process; it is started again
        _Worker(life, end, parent).run()
    os.kill(os.getpid(), signal.SIGKILL)


class _Worker:
    """The process of a life.

    Args:
        life: what happens in it.
        end: where it executes.
        parent: told when the point is reached, and waited for.
    """

    def __init__(self, life: Life, end: FarEnd, parent: Connection) -> None:
        self._life = life
        self._end = end
        self._parent = parent
        self._laptop: Laptop | None = None
        self._wrong = timedelta()
        self._waiting = True

    def run(self) -> None:
        """Do a few rounds, as the loop would: an error ends a round, never the process."""
        self._end.clock.now = self._now
        self._end.clock.set_right(START + timedelta(hours=self._life.hours))
        self._listen()
        self._laptop = laptop = Laptop(self._life.root, self._end.channel.executor, step=self._step)
        laptop.now = START + timedelta(hours=self._life.hours) + self._wrong
        laptop.drain.recover()
        for _ in range(ROUNDS):
            self._end.clock.set_right(laptop.now - self._wrong)
            with contextlib.suppress(Exception):
                laptop.round()
            laptop.later(BETWEEN_ROUNDS)

    def _now(self) -> datetime:
        return self._laptop.now if self._laptop else START

    def _listen(self) -> None:
        point = self._life.point
        signal.signal(signal.SIGUSR1, lambda _number, _frame: self._strike())
        if point is None:
            self._reached()
        elif point.kind in (Kind.OPEN, Kind.RENAME):
            watch_files(point, self._reached)

    def _step(self, name: str) -> None:
        point = self._life.point
        if point and point.kind is Kind.STEP and point.mark == name:
            self._reached()

    def _reached(self) -> None:
        if self._waiting:
            self._waiting = False
            self._parent.send("struck")
            self._parent.recv()
            if self._life.dies:
                os.kill(os.getpid(), signal.SIGKILL)
            self._strike()

    def _strike(self) -> None:
        fault = self._life.fault
        if fault.where is Where.DISK:
            strike_disk(fault, self._life.root / "state" if fault.state_only else self._end.root)
        elif fault.where is Where.CLOCK:
            self._wrong = timedelta(hours=fault.amount)
            if self._laptop:
                self._laptop.now += self._wrong
