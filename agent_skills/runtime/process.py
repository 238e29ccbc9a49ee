"""Starting one long-running process: one instance only, woken by file events, ended by signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import schedule
from filelock import FileLock, Timeout

from agent_skills.domain.errors import EmployeeError
from agent_skills.runtime.asked import Asked
from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.loop import Loop, Wake
from agent_skills.runtime.signals import stop_on_signals
from agent_skills.vault.vault_watcher import VaultWatcher


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
    answers_for: tuple[str, ...] = (),
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
        answers_for: parts beside the process itself whose test starts a round (see `Asked`).

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
            asked = Asked(state)

            def answering() -> float:
                asked.take(name)
                return tick()

            _run(answering, heartbeat, lambda wake: _Watchers(asked, (name, *answers_for), watching, wake), jobs)
    finally:
        lock.release()
    return 0


def _run(
    tick: Callable[[], float],
    heartbeat: Heartbeat,
    watching: Callable[[Callable[[], None]], Watching],
    jobs: schedule.Scheduler,
) -> None:
    wake = Wake()
    stop_on_signals(wake.stop)
    watcher = watching(wake.now)
    watcher.start()
    try:
        Loop(tick, wake, jobs, heartbeat).run()
    finally:
        watcher.stop()


class _Watchers:
    """The process's own watcher, and one for the tests that the owner asks for."""

    def __init__(
        self,
        asked: Asked,
        parts: tuple[str, ...],
        own: Callable[[Callable[[], None]], Watching] | None,
        wake: Callable[[], None],
    ) -> None:
        tests = VaultWatcher([asked.folder], lambda path: wake() if path.name in parts and path.exists() else None)
        self._watchers: list[Watching] = [tests, *([own(wake)] if own else [])]

    def start(self) -> None:
        for watcher in self._watchers:
            watcher.start()

    def stop(self) -> None:
        for watcher in self._watchers:
            watcher.stop()
