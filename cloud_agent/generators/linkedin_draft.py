"""Orders a LinkedIn post when its day has come: a task like any other, that the agent then claims and drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo

from agent_skills.ai.templates import section
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.post_limits import PLATFORMS
from agent_skills.domain.states import Place, Status
from agent_skills.vault.handbook import read_handbook
from cloud_agent.generators.campaign import TYPE

GOALS = "Business Goals"
SATURDAY, MONDAY = 5, 0
FREQUENCIES: dict[str, Callable[[date], bool]] = {
    "off": lambda _day: False,
    "daily": lambda _day: True,
    "weekdays": lambda day: day.weekday() < SATURDAY,
    "weekly": lambda day: day.weekday() == MONDAY,
}
"""LINKEDIN_POSTING_FREQUENCY: tells whether a day has a post (FR-S026: daily)."""


class LinkedInSchedule:
    """Writes the order for a day's post, at most one a day (FR-S030, FR-G011).

    Args:
        vault: where the order goes, and where earlier posts lie.
        findings: told when the handbook holds no goals to write about.
        frequency: key of `FREQUENCIES`.
        clock: for the day.
        zone: for the day; the machine's own when None.
    """

    def __init__(self, vault: Vault, findings: FindingSink, frequency: str, clock: Clock, zone: tzinfo | None) -> None:
        self._vault = vault
        self._findings = findings
        self._is_day = FREQUENCIES[frequency]
        self._clock = clock
        self._zone = zone

    def order_when_due(self) -> str | None:
        """Write today's order, if it is a day for one and there is none; returns its path."""
        now: datetime = self._clock().astimezone(self._zone)
        day = now.date()
        order = f"LINKEDIN_SCHEDULE_{day:%Y-%m-%d}"
        post = f"{PLATFORMS['linkedin'].prefix}{day:%Y-%m-%d}"
        if not self._is_day(day) or self._vault.find(order) or self._vault.find(post):
            return None
        if not section(read_handbook(self._vault, self._findings), GOALS):
            problem = f"No LinkedIn post was drafted: {GOALS} in the handbook is empty."
            self._findings.report(Finding("goals_missing", GOALS, problem, "Write there what your posts should serve."))
            return None
        self._findings.clear("goals_missing", GOALS)
        return self._vault.create(f"{Place.NEEDS_ACTION}/{order}.md", _order(order, iso(now))).path


def _order(order: str, now: str) -> Document:
    front = {"id": order, "type": TYPE, "status": Status.PENDING.value, "created_at": now, "updated_at": now}
    return Document({**front, "platforms": ["linkedin"], "title": ""}, "")
