"""Findings that are critical reach the phone as well; the others wait in the vault."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import Alert, AlertSink, FindingSink

EVERY = timedelta(hours=1)
"""The same finding rings at most so often."""

LOUD = frozenset({Severity.CRITICAL, Severity.SECURITY})


class AlertingFindings:
    """Writes findings down and alerts the owner of critical ones, once each time they come up.

    Args:
        notes: where findings are written.
        alerts: the way to the phone.
        clock: tells one time from the next.
    """

    def __init__(self, notes: FindingSink, alerts: AlertSink, clock: Clock) -> None:
        self._notes = notes
        self._alerts = alerts
        self._clock = clock
        self._rang: dict[str, datetime] = {}

    def report(self, finding: Finding) -> bool:
        """Tell the owner once; see the port."""
        new = self._notes.report(finding)
        if new and finding.severity in LOUD and self._is_news(finding.id):
            fields = {
                "error_type": finding.code.replace("_", " ").capitalize(),
                "brief_description": finding.problem,
                "recommended_action": finding.remedy,
                "finding_id": finding.id,
            }
            self._alerts.send(Alert("critical_error", f"{finding.id}_{self._clock():%Y-%m-%dT%H}", fields))
        return new

    def _is_news(self, finding_id: str) -> bool:
        """Tell whether a finding rang longer ago than an hour: a fault that comes and goes must not ring each time."""
        now = self._clock()
        if now - self._rang.get(finding_id, now - EVERY) < EVERY:
            return False
        self._rang[finding_id] = now
        return True

    def clear(self, code: str, subject: str) -> None:
        """Take a finding back; see the port."""
        self._notes.clear(code, subject)
