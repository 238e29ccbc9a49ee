"""The git_sync process: one cycle after another, findings and state shown, a long outage told once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import FindingSink, Sync, SyncReport, SyncState
from agent_skills.runtime.health import HealthState, Heartbeat

log = logging.getLogger(__name__)

RETRY_SECONDS = (10.0, 30.0, 90.0)
"""FR-P012: waits after a failed cycle; then the usual interval. Commits wait in the clone meanwhile."""

ALERT_AFTER = timedelta(minutes=5)
"""P-US4.6: a remote away for longer is told to the owner."""

LOOKING_SECONDS = 5.0
"""While the owner looks, what the Cloud drafts shows within seconds."""

CONFLICT = "merge_conflict"
"""The finding of a merge that kept both versions of a file."""

OFFLINE_REMEDY = (
    "Check the network, the remote's address (git remote -v in the vault) and that this machine's key may write to the "
    "branch. Nothing is lost meanwhile."
)


class SyncRunner:
    """Runs sync cycles for one clone.

    Args:
        sync: the clone.
        findings: gets what the merge found, and an outage that lasts.
        heartbeat: `health/git_sync.json`.
        clock: for times and the length of an outage.
        interval: seconds between cycles when nothing happens.
        looking: whether the owner looks at the dashboard; then `LOOKING_SECONDS` at most.
        timer: seconds that only rise, for the length of a cycle.
    """

    def __init__(
        self,
        sync: Sync,
        findings: FindingSink,
        heartbeat: Heartbeat,
        clock: Clock,
        interval: float,
        looking: Callable[[], bool] = lambda: False,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sync = sync
        self._findings = findings
        self._heartbeat = heartbeat
        self._clock = clock
        self._interval = interval
        self._looking = looking
        self._timer = timer
        self._conflicts = 0
        self._failures = 0
        self._offline_since: datetime | None = None
        self._last: dict[str, str | None] = {"last_pull": None, "last_push": None}

    def tick(self) -> float:
        """Do one cycle; returns the seconds until the next."""
        started = self._timer()
        report = self._sync.sync()
        seconds = self._timer() - started
        self._note(report, seconds)
        for finding in report.findings:
            self._findings.report(finding)
        if report.state is SyncState.OFFLINE:
            return self._offline(report)
        self._failures = 0
        self._offline_since = None
        self._findings.clear("git_remote_unreachable", "git")
        return min(LOOKING_SECONDS, self._interval) if self._looking() else self._interval

    def _offline(self, report: SyncReport) -> float:
        now = self._clock()
        self._offline_since = self._offline_since or now
        self._failures += 1
        if now - self._offline_since >= ALERT_AFTER:
            self._tell(report, self._offline_since)
        wait = RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS)) - 1]
        return min(wait, self._interval) if self._failures <= len(RETRY_SECONDS) else self._interval

    def _tell(self, report: SyncReport, since: datetime) -> None:
        problem = f"The vault has not been in sync with its git remote since {iso(since)}. {report.error or ''}".strip()
        self._findings.report(Finding("git_remote_unreachable", "git", problem, OFFLINE_REMEDY, Severity.CRITICAL))

    def _note(self, report: SyncReport, seconds: float) -> None:
        now = iso(self._clock())
        if report.error is None:
            self._last = {"last_pull": now, "last_push": now if not report.ahead else self._last["last_push"]}
        if report.pulled or report.pushed:
            log.info("cycle: %d pulled, %d pushed, %s", len(report.pulled), len(report.pushed), report.state)
        self._conflicts += sum(finding.code == CONFLICT for finding in report.findings)
        sync = {
            "state": report.state.value,
            **self._last,
            "ahead": report.ahead,
            "behind": report.behind,
            "conflicts": self._conflicts,
            "cycle_seconds": round(seconds, 3),
        }
        state = HealthState.OK if report.error is None else HealthState.DEGRADED
        self._heartbeat.beat(state, report.error, _remedy(report), sync=sync)


def _remedy(report: SyncReport) -> str | None:
    if report.error is None:
        return None
    if report.state is SyncState.OFFLINE:
        return OFFLINE_REMEDY
    return report.findings[0].remedy if report.findings else None
