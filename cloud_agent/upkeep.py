"""What the owner has to know about the Cloud machine itself: its disk, and what the model cost this week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from agent_skills.ai.api_usage_tracker import ApiUsageTracker
from agent_skills.domain.clock import Clock
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import FindingSink


class Upkeep:
    """Looks now and then, and tells once.

    Args:
        findings: told of what is wrong; critical ones reach the phone.
        usage: the model's log.
        has_space: tells whether the disk has room.
        weekly_limit: US dollars a week above which the owner is told (COST_ALERT_THRESHOLD).
        clock: for the week.
    """

    def __init__(
        self,
        findings: FindingSink,
        usage: ApiUsageTracker,
        has_space: Callable[[], bool],
        weekly_limit: float,
        clock: Clock,
    ) -> None:
        self._findings = findings
        self._usage = usage
        self._has_space = has_space
        self._limit = weekly_limit
        self._clock = clock

    def check(self) -> None:
        """Look once."""
        self._check_disk()
        self._check_cost()

    def _check_disk(self) -> None:
        if self._has_space():
            self._findings.clear("disk_full", "cloud")
            return
        problem = "The Cloud machine's disk is nearly full. Mail is watched still; the briefing waits."
        remedy = "Free some space there, for example old logs and packages."
        self._findings.report(Finding("disk_full", "cloud", problem, remedy, Severity.CRITICAL))

    def _check_cost(self) -> None:
        monday = self._monday()
        spent = self._usage.week().cost_usd
        self._findings.clear("weekly_cost", f"{monday - timedelta(days=7)}")
        if spent <= self._limit:
            return
        problem = f"The model cost {spent:.2f} USD since Monday, more than the {self._limit:g} USD that you set."
        remedy = "Lower API_DAILY_COST_LIMIT, choose a cheaper CLAUDE_MODEL, or raise COST_ALERT_THRESHOLD."
        self._findings.report(Finding("weekly_cost", f"{monday}", problem, remedy, Severity.CRITICAL))

    def _monday(self) -> date:
        today = self._clock().date()
        return today - timedelta(days=today.weekday())
