"""The Local agent's round: decisions, execution, overview."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock
from agent_skills.domain.errors import MalformedFileError
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.states import Place
from agent_skills.domain.zones import DASHBOARD
from agent_skills.runtime.health import HealthState, Heartbeat
from agent_skills.vault.dashboard_updater import DashboardUpdater, damaged_dashboard, take_overview
from local_agent.approval_handler import ApprovalHandler
from local_agent.bounces import Bounces
from local_agent.execution import ExecutionDrain
from local_agent.executors.contract import Outcome, Result
from local_agent.phone import OwnerPhone
from local_agent.whatsapp_tasks import WhatsAppTasks

log = logging.getLogger(__name__)

ROUND_SECONDS = 30.0
"""The floor: a round at least this often, should an event be lost."""

PROBE_EVERY = timedelta(minutes=2)
"""How often the mail server is asked whether it would take a login; below the three minutes after which a
heartbeat counts as stale."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the orchestrator works with; compose.py brings them together."""

    vault: Vault
    approvals: ApprovalHandler
    drain: ExecutionDrain
    dashboard: DashboardUpdater
    findings: FindingSink
    heartbeat: Heartbeat
    smtp_heartbeat: Heartbeat
    probe: Callable[[], Outcome] | None
    phone: OwnerPhone | None
    clock: Clock
    bounces: Bounces
    whatsapp_tasks: WhatsAppTasks | None = None
    asked_for_smtp: Callable[[], bool] = lambda: False
    """Tells whether the owner wants to know now how the mail server fares."""


class LocalOrchestrator:
    """Executes what the owner approved.

    Args:
        parts: see `Parts`.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._probe_at: datetime | None = None
        self._broken: set[str] = set()
        self._recovered = False

    def tick(self) -> float:
        """Do one round; returns the seconds until the next one at the latest."""
        if not self._recovered:  # here and not earlier: only now is it sure that no other process sends
            self._parts.drain.recover()
            self._recovered = True
        quiet_at = self._parts.whatsapp_tasks.tick() if self._parts.whatsapp_tasks else None
        ready, window_ends = self._parts.approvals.review()
        self._parts.approvals.close_rejections()
        self._parts.approvals.audit()
        self._parts.bounces.run()
        self._parts.drain.begin(ready)
        next_try = self._parts.drain.run()
        self._parts.heartbeat.beat(HealthState.OK)
        self._overview()
        self._probe()
        if self._parts.phone:
            self._parts.phone.end_round()
        return self._seconds_until([moment for moment in (quiet_at, window_ends, next_try) if moment])

    def _seconds_until(self, moments: list[datetime]) -> float:
        now = self._parts.clock()
        waits = [max((moment - now).total_seconds(), 0.0) for moment in moments]
        return min([ROUND_SECONDS, *waits])

    def _overview(self) -> None:
        self._check_files()
        try:
            self._parts.dashboard.update_local(take_overview(self._parts.vault))
        except MalformedFileError as error:
            self._parts.findings.report(damaged_dashboard(error))
        else:
            self._parts.findings.clear("malformed_file", DASHBOARD)

    def _check_files(self) -> None:
        """Tell of unreadable drafts and tasks, and take it back once they are mended."""
        problems = [
            problem for place in (Place.PENDING, Place.APPROVED) for problem in self._parts.vault.scan(place)[1]
        ]
        for problem in problems:
            self._parts.findings.report(problem)
        broken = {problem.subject for problem in problems}
        for path in self._broken - broken:
            self._parts.findings.clear("malformed_file", path)
        self._broken = broken

    def _probe(self) -> None:
        now = self._parts.clock()
        asked = self._parts.asked_for_smtp()
        if self._probe_at and now - self._probe_at < PROBE_EVERY and not asked:
            return
        self._probe_at = now
        if self._parts.probe is None:
            detail = "No mail server is set up, so approved mail cannot be sent."
            self._parts.smtp_heartbeat.beat(HealthState.DOWN, detail, "Set SMTP_HOST and its login in .env.local.")
            return
        outcome = self._parts.probe()
        state = HealthState.OK if outcome.result is Result.SENT else HealthState.DOWN
        self._parts.smtp_heartbeat.beat(state, outcome.error, outcome.remedy)
