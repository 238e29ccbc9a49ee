"""The owner's weekly briefing: written on Monday morning about the week before, once a week."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from agent_skills.ai.api_usage_tracker import ApiUsageTracker
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.ports import Narrative, Vault
from cloud_agent.generators.briefing_facts import DAYS, Facts, Week, last_week, take_facts
from cloud_agent.generators.briefing_rules import MOST, suggest
from cloud_agent.generators.briefing_text import body, facts_text, plain

log = logging.getLogger(__name__)

READY_AT = time(7)
"""On the owner's clock."""

CATCH_UP = timedelta(hours=48)
"""A machine that was off on Monday morning writes it still, so long after the hour; later it is asked for by hand."""

Narrator = Callable[[str], Narrative | None]
"""Writes the model's part from the facts; None where no model answers."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where the briefing lies, and whether it was written just now."""

    path: str
    new: bool


class CeoBriefing:
    """Writes `Briefings/YYYY-MM-DD_Monday_Briefing.md`.

    Args:
        vault: this machine's files.
        usage: the model's log.
        narrate: see `Narrator`.
        has_space: tells whether the disk has room; without, briefings stop (P-EC5).
        clock: for times.
        zone: the owner's time zone, None for the machine's.
    """

    def __init__(
        self,
        vault: Vault,
        usage: ApiUsageTracker,
        narrate: Narrator,
        has_space: Callable[[], bool],
        clock: Clock,
        zone: tzinfo | None,
    ) -> None:
        self._vault = vault
        self._usage = usage
        self._narrate = narrate
        self._has_space = has_space
        self._clock = clock
        self._zone = zone

    def write_when_due(self) -> None:
        """Write this week's briefing if its hour has come, it is missing, and there is anything to tell."""
        try:
            if self._is_due() and not take_facts(self._vault, self._usage, self._week()).is_empty:
                log.info("wrote %s", self.write(force=False).path)
        except (OSError, EmployeeError):
            log.exception("the briefing could not be written")

    def write(self, *, force: bool) -> Written:
        """Write the briefing of this week, unless it is there.

        Args:
            force: write it anew in its place.
        """
        path = self._path()
        there = self._vault.exists(path)
        if there and not force:
            return Written(path, new=False)
        doc = self._build(take_facts(self._vault, self._usage, self._week()))
        if there:
            self._vault.write(path, doc, self._vault.read(path).sha256)
        else:
            self._vault.create(path, doc)
        return Written(path, new=True)

    def _is_due(self) -> bool:
        local = self._clock().astimezone(self._zone)
        ready = datetime.combine(self._week().monday, READY_AT, local.tzinfo)
        in_time = ready <= local < ready + CATCH_UP
        return in_time and not self._vault.exists(self._path()) and self._has_space()

    def _week(self) -> Week:
        return last_week(self._clock(), self._zone)

    def _path(self) -> str:
        return f"Briefings/{self._week().monday:%Y-%m-%d}_Monday_Briefing.md"

    def _build(self, facts: Facts) -> Document:
        narrative = self._narrate(facts_text(facts))
        suggestions = _together(suggest(facts, self._clock()), narrative)
        return Document(self._front(facts, suggestions, narrative), body(facts, suggestions, narrative))

    def _front(self, facts: Facts, suggestions: Sequence[str], narrative: Narrative | None) -> FrontMatter:
        now, monday = iso(self._clock()), facts.week.monday
        return {
            "id": f"{monday:%Y-%m-%d}_Monday_Briefing",
            "type": "ceo_briefing",
            "status": "done",
            "created_at": now,
            "updated_at": now,
            "briefing_date": f"{monday:%Y-%m-%d}",
            "week_start": f"{monday - timedelta(days=DAYS):%Y-%m-%d}",
            "week_end": f"{monday - timedelta(days=1):%Y-%m-%d}",
            "tasks_completed_count": facts.completed,
            "tasks_pending_count": facts.pending,
            "proactive_suggestions": len(suggestions),
            "api_cost_week": facts.costs.total.cost_usd,
            "generated_by": "ai" if narrative else "data_only",
            "generated_at": now,
        }


def _together(ruled: list[str], narrative: Narrative | None) -> list[str]:
    """Put the model's suggestions behind those of the rules, at most ten in all."""
    lines = [plain(text, 200) for text in narrative.suggestions] if narrative else []
    return [*ruled, *filter(None, lines)][:MOST]
