"""A greedy process tells of itself: processor above 80 % for five minutes, or memory nearly used up (FR-P048)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from agent_skills.domain.clock import Clock
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import FindingSink

MAX_CPU = 0.8
CPU_FOR = timedelta(minutes=5)
MAX_MEMORY = 0.9
MEMORY_INFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Use:
    """What is used now.

    Args:
        cpu_seconds: processor time of this process since its start.
        memory: share of the machine's memory that is taken, 0 to 1.
    """

    cpu_seconds: float
    memory: float


class Appetite:
    """Looks now and then.

    Args:
        process: its name.
        measure: gives the present use.
        findings: told of what is too much.
        clock: for the shares.
    """

    def __init__(self, process: str, measure: Callable[[], Use], findings: FindingSink, clock: Clock) -> None:
        self._process = process
        self._measure = measure
        self._findings = findings
        self._clock = clock
        self._before: tuple[datetime, float] | None = None
        self._busy_since: datetime | None = None

    def check(self) -> None:
        """Look once."""
        use, now = self._measure(), self._clock()
        before, self._before = self._before, (now, use.cpu_seconds)
        busy = before is not None and _share(before, now, use.cpu_seconds) > MAX_CPU
        self._busy_since = (self._busy_since or (before and before[0])) if busy else None
        long = self._busy_since is not None and now - self._busy_since > CPU_FOR
        self._tell("busy", long, "has used most of a processor for more than five minutes")
        self._tell("memory", use.memory > MAX_MEMORY, "runs on a machine whose memory is more than 90 % taken")

    def _tell(self, what: str, is_so: bool, words: str) -> None:  # noqa: FBT001  # one line for each of two cases
        subject = f"{self._process}_{what}"
        if not is_so:
            self._findings.clear("resources", subject)
            return
        remedy = "See `pm2 list` for what takes it; restart the process, or give the machine more."
        problem = f"{self._process} {words}."
        self._findings.report(Finding("resources", subject, problem, remedy, Severity.WARNING))


def _share(before: tuple[datetime, float], now: datetime, cpu_seconds: float) -> float:
    seconds = (now - before[0]).total_seconds()
    return (cpu_seconds - before[1]) / seconds if seconds > 0 else 0.0


def memory_taken(info: Path = MEMORY_INFO) -> float:
    """Return the share of the machine's memory that is taken; 0 where the system does not tell.

    Args:
        info: Linux' table of the memory.
    """
    try:
        lines = dict(line.split(":", 1) for line in info.read_text("ascii").splitlines() if ":" in line)
        total, free = (int(lines[name].split()[0]) for name in ("MemTotal", "MemAvailable"))
    except (OSError, ValueError, KeyError, IndexError):
        return 0.0
    return 1 - free / total if total else 0.0
