"""Keeps a clone small and fast for years: a pack a day, one of many a week or once they pile up."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.sync.git_manager import GitManager
from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.side_by_side import SideBySide

log = logging.getLogger(__name__)

DAILY = timedelta(hours=24)
WEEKLY = timedelta(days=7)

PACK = ("repack", "-l", "--window=5", "--threads=1", "--quiet")
"""The day's loose objects become one pack of their own; what is packed is not touched until the week is over.

A geometric repack finds loose objects without the paths that they stand at, and so compares unlike ones: a month of a
busy mailbox took 55 MB by it, 31 MB by this, and nearly twice as long a day (docs/platinum/research.md). A window of
five instead of ten saves a tenth of the time for 0.2 % of the size. One thread is as fast as two here.
"""

LOOSE = re.compile(r"(?m)^rm -f .*/([0-9a-f]{2}/[0-9a-f]{38,62})$")
"""How `git prune-packed --dry-run` names a loose object that a pack holds as well."""

PART = 100
"""Files removed in one piece of work: where the disk waits for each (75 µs with `discard` and no journal), a piece is
slow enough to go side by side with others, and a day's 7,440 take 0.2 s instead of 0.6."""

GATHER = ("repack", "-d", "-l", "--geometric=2", "--quiet")
"""Makes one of many packs."""

COMMIT_GRAPH = ("commit-graph", "write", "--reachable", "--split", "--no-progress")
"""Adds the new commits; without it git opens each commit ever made to find the day's."""

GC = ("gc", "--quiet", "--prune=2.weeks.ago", "--keep-largest-pack")
"""Two weeks: what a merge did not take stays reachable by its object id for as long as anybody may ask.

The largest pack is left as it is: after a year the whole would take minutes on a small machine.
"""

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
            done.append(self._do("weekly", now, GC))
        elif self._packs() >= MANY_PACKS and self._due("daily", HOURLY, now):
            done.append(self._do("daily", now, GATHER))
        elif self._due("daily", DAILY, now):
            done.append(self._do("daily", now))
        return done

    def _do(self, name: str, now: datetime, *more: tuple[str, ...]) -> str:
        with self._manager.locked():
            self._try(partial(self._repo.run, *PACK))
            self._try(self._remove_packed)
            for command in (*more, COMMIT_GRAPH):
                self._try(partial(self._repo.run, *command))
        self._note("daily", now)
        if name == "weekly":
            self._note("weekly", now)
        return name

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except (GitError, OSError) as error:
            log.warning("upkeep: %s", error)

    def _remove_packed(self) -> None:
        """Remove the loose objects that git finds in a pack too; their folders stay for the next ones."""
        found = LOOSE.findall(self._repo.run("prune-packed", "--dry-run").decode())
        files = [f"{self._objects}/{name}" for name in found]
        SideBySide().map(_remove, (files[start : start + PART] for start in range(0, len(files), PART)))

    @property
    def _objects(self) -> Path:
        return self._repo.root / ".git" / "objects"

    def _packs(self) -> int:
        return sum(1 for _ in (self._objects / "pack").glob("*.pack"))

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


def _remove(files: Iterable[str]) -> None:
    for file in files:
        os.unlink(file)  # noqa: PTH108  # threads wait for each other while paths are made of thousands of texts
