"""Starting one long-running process: one instance only, woken by file events, ended by signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import schedule
from filelock import FileLock, Timeout

from agent_skills.domain.errors import EmployeeError
from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.loop import Loop, Wake, stop_on_signals


class Watching(Protocol):
    """Something that can be started and stopped, as a file watcher."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""


class AlreadyRunningError(EmployeeError):
    """The same process runs already on this state folder."""


def run_process(
    name: str,
    state: Path,
    tick: Callable[[], float],
    heartbeat: Heartbeat,
    watching: Callable[[Callable[[], None]], Watching] | None,
    jobs: schedule.Scheduler,
    *,
    once: bool,
) -> int:
    """Run ticks until a signal comes; with `once` exactly one.

    Args:
        name: of the process, for its lock.
        state: the state folder.
        tick: one round; returns the seconds until the next.
        heartbeat: told when a round fails.
        watching: makes the file watcher from a callback that asks for a round; None for no watcher.
        jobs: periodic jobs.
        once: one round and return.

    Returns:
        the exit code.

    Raises:
        AlreadyRunningError: another process holds the lock.
    """
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(state / f"{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AlreadyRunningError(f"{name} runs already with the state folder {state}. Stop it first.") from error
    try:
        if once:
            tick()
        else:
            _run(tick, heartbeat, watching, jobs)
    finally:
        lock.release()
    return 0


def _run(
    tick: Callable[[], float],
    heartbeat: Heartbeat,
    watching: Callable[[Callable[[], None]], Watching] | None,
    jobs: schedule.Scheduler,
) -> None:
    wake = Wake()
    stop_on_signals(wake.stop)
    watcher = watching(wake.now) if watching else None
    if watcher:
        watcher.start()
    try:
        Loop(tick, wake, jobs, heartbeat).run()
    finally:
        if watcher:
            watcher.stop()
