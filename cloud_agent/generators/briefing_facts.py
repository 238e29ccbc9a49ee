"""What the week's briefing is made from: counted from the vault's files and from the usage log, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from agent_skills.ai.api_usage_tracker import ApiUsageTracker, Sum
from agent_skills.domain.clock import parse_iso
from agent_skills.domain.items import StoredFile
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place, Status, channel_of, done_month

NO_TASKS = frozenset({"notification", "finding"})
OPEN_PLANS = frozenset({"executing", "blocked", "escalated"})
DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Monday on the owner's clock.

    Args:
        start: first moment (UTC).
        end: first moment after it (UTC); the briefing is dated with this day.
        monday: the owner's date of `end`.
    """

    start: datetime
    end: datetime
    monday: date

    def holds(self, moment: datetime | None) -> bool:
        """Tell whether a moment lies in it."""
        return moment is not None and self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Costs:
    """Model calls of the week by agent, and the whole of the week before."""

    by_agent: Mapping[str, Sum]
    before: Sum

    @property
    def total(self) -> Sum:
        """The week's sum."""
        sums = self.by_agent.values()
        return Sum(sum(one.calls for one in sums), round(sum(one.cost_usd for one in sums), 6))


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is counted.

    Args:
        week: which one.
        handled: tasks finished in it, newest first, without those only filed.
        filed: tasks filed without an answer.
        sent: drafts that left in it, by channel.
        tasks: tasks that wait in Needs_Action/ or In_Progress/.
        drafts: drafts that wait for the owner.
        findings: trouble that is open.
        plans: plans that are under way.
        costs: of the model.
    """

    week: Week
    handled: Sequence[StoredFile]
    filed: int
    sent: Mapping[str, int]
    tasks: Sequence[StoredFile]
    drafts: Sequence[StoredFile]
    findings: Sequence[StoredFile]
    plans: Sequence[StoredFile]
    costs: Costs

    @property
    def completed(self) -> int:
        """Number of tasks finished in the week."""
        return len(self.handled) + self.filed

    @property
    def pending(self) -> int:
        """Number of tasks that wait."""
        return len(self.tasks)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell: a vault that was just made."""
        return not (self.completed or self.sent or self.tasks or self.drafts or self.costs.total.calls)


def last_week(now: datetime, zone: tzinfo | None) -> Week:
    """Return the last whole week on the owner's clock.

    Args:
        now: the present moment.
        zone: the owner's time zone, None for the machine's.
    """
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    start, end = (
        datetime.combine(day, time(), zone).astimezone(UTC) for day in (monday - timedelta(days=DAYS), monday)
    )
    return Week(start, end, monday)


def take_facts(vault: Vault, usage: ApiUsageTracker, week: Week) -> Facts:
    """Count a week.

    Args:
        vault: this machine's files.
        usage: the model's log.
        week: which one.
    """
    done = [file for file in _done(vault, week) if week.holds(finished(file))]
    tasks = [file for file in done if _is_task(file)]
    handled = [file for file in tasks if file.doc.text("status") != Status.FILED]
    waiting = [*_scan(vault, Place.NEEDS_ACTION), *_scan(vault, Place.IN_PROGRESS)]
    return Facts(
        week=week,
        handled=sorted(handled, key=lambda file: file.doc.text("completed_at"), reverse=True),
        filed=len(tasks) - len(handled),
        sent=Counter(_channel(file) for file in done if file.doc.text("status") == Status.SENT and _is_draft(file)),
        tasks=[file for file in waiting if _is_task(file)],
        drafts=_scan(vault, Place.PENDING),
        findings=[file for file in waiting if file.doc.text("type") == "finding"],
        plans=[file for file in _scan(vault, "Plans") if file.doc.text("status") in OPEN_PLANS],
        costs=_costs(usage, week),
    )


def finished(file: StoredFile) -> datetime | None:
    """Return when a file in Done/ was finished."""
    return parse_iso(file.doc.front.get("completed_at")) or parse_iso(file.doc.front.get("updated_at"))


def _costs(usage: ApiUsageTracker, week: Week) -> Costs:
    first = week.monday - timedelta(days=DAYS)
    before = usage.by_agent(first - timedelta(days=DAYS), first - timedelta(days=1)).values()
    sums = Sum(sum(one.calls for one in before), round(sum(one.cost_usd for one in before), 6))
    return Costs(usage.by_agent(first, week.monday - timedelta(days=1)), sums)


def _done(vault: Vault, week: Week) -> list[StoredFile]:
    """Return the files of the months that the week touches."""
    months = dict.fromkeys(done_month(moment) for moment in (week.start, week.end))
    return [file for month in months for file in _scan(vault, month)]


def _scan(vault: Vault, folder: str) -> list[StoredFile]:
    return vault.scan(folder)[0]


def _is_draft(file: StoredFile) -> bool:
    return file.doc.text("type").endswith("_draft")


def _is_task(file: StoredFile) -> bool:
    kind = file.doc.text("type")
    return bool(kind) and kind not in NO_TASKS and not _is_draft(file)


def _channel(file: StoredFile) -> str:
    return channel_of(file.path) or file.doc.text("type").removesuffix("_draft").capitalize()
