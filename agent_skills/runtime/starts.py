"""Crash loops: a process that starts again and again is told of, by itself, before PM2 gives it up (P-EC10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import FindingSink
from agent_skills.runtime.health import read_json, write_json

MOST = 5
WITHIN = timedelta(minutes=1)
"""P-EC10: more than five restarts in a minute; PM2 stops after ten."""

CALM = timedelta(minutes=10)
"""A process that has run for so long is well again."""


class Starts:
    """Remembers when a process started.

    Args:
        state: the state folder; `health/<process>.starts.json` is kept there.
        process: its name.
        findings: told of a crash loop.
        clock: for times.
    """

    def __init__(self, state: Path, process: str, findings: FindingSink, clock: Clock) -> None:
        self._path = state / "health" / f"{process}.starts.json"
        self._process = process
        self._findings = findings
        self._clock = clock

    def note(self) -> None:
        """Note a start, and tell of a crash loop."""
        now = self._clock()
        recent = [moment for moment in self._times() if now - moment <= WITHIN][-MOST:]
        write_json(self._path, {"starts": [iso(moment) for moment in [*recent, now]]})
        if len(recent) < MOST:
            return
        problem = f"{self._process} has started {len(recent) + 1} times within a minute, so it keeps crashing."
        remedy = f"See `pm2 logs {self._process}` for the reason; after mending it: pm2 restart {self._process}."
        self._findings.report(Finding("crash_loop", self._process, problem, remedy, Severity.CRITICAL))

    def calm(self) -> None:
        """Take it back once the process has run for a while."""
        times = self._times()
        if times and self._clock() - times[-1] >= CALM:
            self._findings.clear("crash_loop", self._process)

    def _times(self) -> list[datetime]:
        content = read_json(self._path)
        texts = content.get("starts") if isinstance(content, dict) else None
        found = [parse_iso(text) for text in texts] if isinstance(texts, list) else []
        return [moment for moment in found if moment]
