"""The loop both orchestrators run on: woken by events, at the latest after an interval, never ended by an error."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import schedule

from agent_skills.domain.errors import VaultMissingError
from agent_skills.runtime.health import HealthState, Heartbeat

log = logging.getLogger(__name__)

SETTLE_SECONDS = 0.05
"""Events come in bursts (temporary file, rename); a short pause lets one tick see the whole burst."""

ERROR_WAIT_SECONDS = 5.0
"""After a failed tick the next event does not start one at once: a broken part must not spin."""


@dataclass
class Wake:
    """Two events: something happened, and please end."""

    wanted: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def now(self) -> None:
        """Ask for a tick."""
        self.wanted.set()

    def stop(self) -> None:
        """Ask the loop to end after the present tick."""
        self.stopped.set()
        self.wanted.set()

    def pause(self, seconds: float) -> None:
        """Wait for the next wish, at most so many seconds."""
        if self.wanted.wait(seconds) and not self.stopped.is_set():
            self.stopped.wait(SETTLE_SECONDS)
        self.wanted.clear()


class Loop:
    """Runs ticks until stopped.

    Args:
        tick: one round of work; returns after how many seconds it wants to be called again at the latest.
        wake: events that start or end it.
        jobs: the periodic jobs (the `schedule` library), run before a tick when due.
        heartbeat: told when a tick fails; a tick that works tells it itself.
    """

    def __init__(self, tick: Callable[[], float], wake: Wake, jobs: schedule.Scheduler, heartbeat: Heartbeat) -> None:
        self._tick = tick
        self._wake = wake
        self._jobs = jobs
        self._heartbeat = heartbeat

    def run(self) -> None:
        """Tick until `wake.stop()`; an error is logged, shown on the health page, and the loop goes on."""
        while not self._wake.stopped.is_set():
            self._wake.pause(self.once())

    def once(self) -> float:
        """Do exactly one tick; returns the seconds to wait before the next."""
        try:
            self._jobs.run_pending()
            return self._tick()
        except VaultMissingError as error:
            log.warning("%s", error)
            self._heartbeat.beat(HealthState.DEGRADED, str(error), error.remedy)
        except Exception:
            log.exception("this round failed; the next one follows")
            self._heartbeat.beat(HealthState.DEGRADED, "The last round of work failed.", "See the log of this process.")
        self._wake.stopped.wait(ERROR_WAIT_SECONDS)
        return ERROR_WAIT_SECONDS
