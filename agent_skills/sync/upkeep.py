"""Keeps a clone small and fast for years: a repack a day or once packs pile up, a thorough one a week."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.sync.git_manager import GitManager
from agent_skills.sync.git_repo import GitError, GitRepo

log = logging.getLogger(__name__)

DAILY = timedelta(hours=24)
WEEKLY = timedelta(days=7)

REPACK = ("repack", "-d", "--geometric=2", "--write-midx", "--quiet")
"""One commit a minute for 30 days is 1,041 MB loose and 58 MB packed; a day's geometric repack takes 0.4 s."""

COMMIT_GRAPH = ("commit-graph", "write", "--reachable", "--no-progress")
GC = ("gc", "--quiet", "--prune=2.weeks.ago")
"""Two weeks: what a merge did not take stays reachable by its object id for as long as anybody may ask."""


MANY_PACKS = 200
"""So many packs are made one before the day is over: git looks for an object in one after the other."""

HOURLY = timedelta(hours=1)
"""No sooner again, should git not be able to."""

LOOK_MINUTES = 10
"""How often a process looks whether something is due."""


class GitUpkeep:
    """Does what is due.

    Args:
        repo: the clone.
        manager: its lock is held meanwhile, so that no cycle runs beside.
        clock: tells what is due; the last times are kept in `.git/`, as a laptop sleeps and restarts.
    """

    def __init__(self, repo: GitRepo, manager: GitManager, clock: Clock) -> None:
        self._repo = repo
        self._manager = manager
        self._clock = clock

    def run(self) -> list[str]:
        """Do the upkeep that is due; returns its names. A failure is logged and tried again when it is due next."""
        now = self._clock()
        done = []
        if self._due("weekly", WEEKLY, now):
            done.append(self._do("weekly", [GC, COMMIT_GRAPH], now))
        elif self._due("daily", HOURLY if self._packs() >= MANY_PACKS else DAILY, now):
            done.append(self._do("daily", [REPACK, COMMIT_GRAPH], now))
        return done

    def _do(self, name: str, commands: list[tuple[str, ...]], now: datetime) -> str:
        with self._manager.locked():
            for command in commands:
                try:
                    self._repo.run(*command)
                except GitError as error:
                    log.warning("upkeep: %s", error)
        self._note("daily", now)
        if name == "weekly":
            self._note("weekly", now)
        return name

    def _packs(self) -> int:
        return sum(1 for _ in (self._repo.root / ".git" / "objects" / "pack").glob("*.pack"))

    def _file(self, name: str) -> Path:
        return self._repo.root / ".git" / f"ai-employee-upkeep-{name}"

    def _due(self, name: str, every: timedelta, now: datetime) -> bool:
        """Tell whether so much time has passed, or the clock went back; a first run only notes the time."""
        try:
            last = parse_iso(self._file(name).read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError):
            last = None
        if last is None:
            self._note(name, now)
            return False
        return not timedelta(0) <= now - last < every

    def _note(self, name: str, now: datetime) -> None:
        self._file(name).write_text(iso(now), encoding="ascii")
