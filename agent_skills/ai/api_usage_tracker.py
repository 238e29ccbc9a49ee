"""Every model call with its cost in `Logs/API_Usage/YYYY-MM-DD.md`, and the sums over days, weeks and months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError, MalformedFileError, StaleWriteError
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.ports import Vault

FOLDER = "Logs/API_Usage"
HEADER = (
    "| Timestamp | Agent | Model | Prompt Tokens | Completion Tokens | Cost USD | Task Type |\n"
    "|---|---|---|---|---|---|---|"
)
TRIES = 5
COLUMNS = 7


class UsageLogError(EmployeeError):
    """The usage of a call could not be written down."""


@dataclass(frozen=True, slots=True)
class Call:
    """One model call. Tokens are counts, cost is US dollars."""

    agent: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float
    task_type: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Number of calls and their cost in US dollars."""

    calls: int = 0
    cost_usd: float = 0.0

    @property
    def average(self) -> float:
        """Cost of a call on average."""
        return self.cost_usd / self.calls if self.calls else 0.0


class ApiUsageTracker:
    """Writes and sums the usage.

    Args:
        vault: holds the log.
        clock: for times and the present day.
    """

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def record(self, call: Call) -> None:
        """Write one call down.

        Raises:
            UsageLogError: another process kept changing the file.
        """
        now = self._clock()
        path = f"{FOLDER}/{now:%Y-%m-%d}.md"
        for _ in range(TRIES):
            try:
                return self._append(path, now, call)
            except (StaleWriteError, FileExistsError):
                continue
        raise UsageLogError(f"{path} could not be written.")

    def _append(self, path: str, now: datetime, call: Call) -> None:
        cells = [
            iso(now),
            call.agent,
            call.model,
            str(call.prompt_tokens),
            str(call.completion_tokens),
            f"{call.cost_usd:.6f}",
            call.task_type,
        ]
        row = "| " + " | ".join(cell.replace("|", "¦") for cell in cells) + " |"
        if not self._vault.exists(path):
            body = f"# API usage {now:%Y-%m-%d}\n\n{HEADER}\n{row}\n"
            self._vault.create(path, Document(_front(f"{now:%Y-%m-%d}", body), body))
            return
        file = self._vault.read(path)
        body = file.doc.body.rstrip("\n") + f"\n{row}\n"
        self._vault.write(path, Document({**file.doc.front, **_front(f"{now:%Y-%m-%d}", body)}, body), file.sha256)

    def day(self, day: date) -> Sum:
        """Return the sum of one day, counted from the rows."""
        costs = [cost for _, cost in self._rows(day)]
        return Sum(len(costs), round(sum(costs), 6))

    def today(self) -> Sum:
        """Return today's sum (UTC)."""
        return self.day(self._clock().date())

    def week(self) -> Sum:
        """Return the sum since Monday."""
        today = self._clock().date()
        return self._total(today - timedelta(days=today.weekday()), today)

    def month(self, first: date | None = None) -> Sum:
        """Return the sum of a calendar month, by default the present one up to today.

        Args:
            first: first day of the month.
        """
        today = self._clock().date()
        start = (first or today).replace(day=1)
        return self._total(start, min(today, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)))

    def by_agent(self, first: date, last: date) -> dict[str, Sum]:
        """Return the sums of some days by agent.

        Args:
            first: first day.
            last: last day, included.
        """
        rows = [row for n in range((last - first).days + 1) for row in self._rows(first + timedelta(days=n))]
        costs: dict[str, list[float]] = {}
        for agent, cost in rows:
            costs.setdefault(agent, []).append(cost)
        return {agent: Sum(len(found), round(sum(found), 6)) for agent, found in costs.items()}

    def _rows(self, day: date) -> list[tuple[str, float]]:
        try:
            return usage_rows(self._vault.read(f"{FOLDER}/{day:%Y-%m-%d}.md").doc.body)
        except (FileNotFoundError, MalformedFileError):
            return []

    def _total(self, first: date, last: date) -> Sum:
        days = [self.day(first + timedelta(days=n)) for n in range((last - first).days + 1)]
        return Sum(sum(day.calls for day in days), round(sum(day.cost_usd for day in days), 6))


def usage_rows(body: str) -> list[tuple[str, float]]:
    """Return agent and cost of each row of a usage table; rows that are none are passed over."""
    rows: list[tuple[str, float]] = []
    for line in body.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        try:
            rows += [(cells[1], float(cells[5]))] if len(cells) == COLUMNS else []
        except ValueError:
            continue
    return rows


def _front(day: str, body: str) -> FrontMatter:
    costs = [cost for _, cost in usage_rows(body)]
    return {"date": day, "total_calls": len(costs), "total_cost_usd": round(sum(costs), 6)}
