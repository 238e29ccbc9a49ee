"""A platform whose sign-in has expired is left alone, it alone, until it is mended (FR-G068); the others go on."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import Alert, AlertSink, FindingSink, Vault
from agent_skills.domain.states import Place
from local_agent.executors.contract import Executor, Outcome, Result

CODE = "auth_expired"
LOOK_EVERY = timedelta(minutes=5)
"""How often a paused platform is asked whether it takes the sign-in again."""


class SignInPauses:
    """Which channels wait for a new sign-in. The owner's note is the memory: one for each platform.

    Args:
        vault: holds the notes.
        findings: writes and closes them.
        clock: for the looks.
        alerts: the owner's phone, None where it is not set up.
    """

    def __init__(self, vault: Vault, findings: FindingSink, clock: Clock, alerts: AlertSink | None) -> None:
        self._vault = vault
        self._findings = findings
        self._clock = clock
        self._alerts = alerts
        self._look_at: dict[str, datetime] = {}

    def begin(self, channel: str, outcome: Outcome) -> None:
        """Pause a channel whose sign-in was refused, and tell the owner once."""
        problem = f"{outcome.error or 'The sign-in was refused.'} Approved drafts for {channel} wait; the others go on."
        remedy = f"{outcome.remedy or 'Renew the sign-in.'} What waits goes out by itself once it works again."
        if self._findings.report(Finding(CODE, channel.lower(), problem, remedy, Severity.CRITICAL)) and self._alerts:
            self._alerts.send(Alert("critical_error", f"{CODE}_{channel.lower()}", _told(channel, outcome)))
        self._look_at[channel] = self._clock() + LOOK_EVERY

    def hold(self, channel: str, executor: Executor) -> bool:
        """Tell whether a channel has to wait; now and then it is asked, and the pause ends when it answers.

        Args:
            channel: its name.
            executor: asked whether the sign-in works.
        """
        path = f"{Place.NEEDS_ACTION}/{Finding(CODE, channel.lower(), '', '').id}.md"
        if not self._vault.exists(path):
            return False
        now = self._clock()
        if now < self._look_at.get(channel, now):
            return True
        self._look_at[channel] = now + LOOK_EVERY
        if executor.probe().result is not Result.SENT:
            return True
        self._findings.clear(CODE, channel.lower())
        return False


def _told(channel: str, outcome: Outcome) -> dict[str, str]:
    return {
        "error_type": f"{channel}: sign-in expired",
        "brief_description": f"What you approved for {channel} waits.",
        "recommended_action": outcome.remedy or "Renew the sign-in.",
    }
