"""Findings that are critical reach the phone as well; the others wait in the vault."""

from __future__ import annotations

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import Alert, AlertSink, FindingSink

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

    def report(self, finding: Finding) -> bool:
        """Tell the owner once; see the port."""
        new = self._notes.report(finding)
        if new and finding.severity in LOUD:
            fields = {
                "error_type": finding.code.replace("_", " ").capitalize(),
                "brief_description": finding.problem,
                "recommended_action": finding.remedy,
            }
            self._alerts.send(Alert("critical_error", f"{finding.id}_{iso(self._clock())}", fields))
        return new

    def clear(self, code: str, subject: str) -> None:
        """Take a finding back; see the port."""
        self._notes.clear(code, subject)
