"""What a long-running process watches about itself: how often it starts, and what it takes."""

from __future__ import annotations

import time
from pathlib import Path

import schedule

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import FindingSink
from agent_skills.runtime.appetite import Appetite, Use, memory_taken
from agent_skills.runtime.starts import Starts

LOOK_SECONDS = 60


def watch_itself(name: str, state: Path, findings: FindingSink, clock: Clock, jobs: schedule.Scheduler) -> None:
    """Note this start, and look every minute from now on.

    Args:
        name: of the process.
        state: the state folder.
        findings: told of a crash loop and of greed.
        clock: for times.
        jobs: of the process's loop.
    """
    starts = Starts(state, name, findings, clock)
    starts.note()
    appetite = Appetite(name, lambda: Use(time.process_time(), memory_taken()), findings, clock)
    jobs.every(LOOK_SECONDS).seconds.do(starts.calm)
    jobs.every(LOOK_SECONDS).seconds.do(appetite.check)
