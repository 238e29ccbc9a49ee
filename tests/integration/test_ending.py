"""A process ends at SIGTERM and SIGINT, whatever it is doing when the signal comes."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import schedule

from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.process import run_process
from agent_skills.runtime.signals import ENDING, stop_on_signals
from tests.fixtures.mail_samples import clock

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

pytestmark = [pytest.mark.integration, pytest.mark.req("NFR-P-REL-002")]

LONG = 10.0
"""Seconds until the next round: what a process that heeds the signal does not wait for."""


@pytest.fixture(params=ENDING, ids=lambda number: number.name)
def ending(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    """Give a signal; what the test made of the handlers is undone."""
    before = {number: signal.getsignal(number) for number in ENDING}
    yield request.param
    for number, handler in before.items():
        signal.signal(number, handler)


class _Struck(io.RawIOBase):
    def __init__(self, number: signal.Signals) -> None:
        self._strikes = [number]

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        if self._strikes:
            os.kill(os.getpid(), self._strikes.pop())
        return len(memoryview(data))


@contextmanager
def _log_struck_by(number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """Give a log on stderr whose first write is interrupted by the signal."""
    stream = io.TextIOWrapper(io.BufferedWriter(_Struck(number)), line_buffering=True)
    monkeypatch.setattr(sys, "stderr", stream)  # where logging tells of its own errors
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield root
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_signal_while_a_log_line_is_written_ends_the_process(
    ending: signal.Signals, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rounds: list[str] = []

    def tick() -> float:
        if rounds:
            raise SystemExit("it went on")
        rounds.append("worked")
        log.info("a line")
        return LONG

    heartbeat = Heartbeat(tmp_path, "sync", clock)
    with _log_struck_by(ending, monkeypatch) as log:
        assert run_process("sync", tmp_path, tick, heartbeat, None, schedule.Scheduler(), once=False) == 0


def test_a_signal_while_the_work_holds_a_lock_that_the_end_needs_is_heeded_after_it(ending: signal.Signals) -> None:
    held, ended = threading.Lock(), threading.Event()

    def stop() -> None:
        with held:
            ended.set()

    stop_on_signals(stop)
    with held:
        os.kill(os.getpid(), ending)
    assert ended.wait(LONG)
