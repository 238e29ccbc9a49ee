"""How a server fares, told from its own calls (requirements §13, C4)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from agent_skills.domain.clock import Clock, iso

LAST_CALLS = 3
STALE_AFTER = timedelta(minutes=60)
TIMED_CALLS = 100
MAX_ERROR = 200


class ServerState(StrEnum):
    """P-DM6: state of a server."""

    ONLINE = "online"
    DEGRADED = "degraded"
    OFFLINE = "offline"


@dataclass
class CallRecord:
    """Outcomes of the calls to one server.

    Args:
        name: of the server.
        version: of the product.
        clock: for times; the day's counters begin anew at midnight (UTC).
    """

    name: str
    version: str
    clock: Clock
    last_success: datetime | None = None
    last_error: str | None = None
    _started: datetime = field(init=False)
    _day: str = ""
    _good: int = 0
    _bad: int = 0
    _outcomes: deque[bool] = field(default_factory=lambda: deque(maxlen=LAST_CALLS))
    _seconds: deque[float] = field(default_factory=lambda: deque(maxlen=TIMED_CALLS))

    def __post_init__(self) -> None:
        self._started = self.clock()

    @contextmanager
    def call(self, refusals: tuple[type[Exception], ...]) -> Iterator[None]:
        """Record what happens inside.

        Args:
            refusals: an exception of one of these kinds, or raised from one, is an answer and no failure.
        """
        start = self.clock()
        try:
            yield
        except Exception as error:
            refused = isinstance(error, refusals) or isinstance(error.__cause__, refusals)
            self.note(None if refused else f"{type(error).__name__}", self.clock() - start)
            raise
        self.note(None, self.clock() - start)

    def note(self, error: str | None, took: timedelta = timedelta(0)) -> None:
        """Record one outcome.

        Args:
            error: plain words without addresses, None for a success.
            took: how long it took.
        """
        now = self.clock()
        if f"{now:%Y-%m-%d}" != self._day:
            self._day, self._good, self._bad = f"{now:%Y-%m-%d}", 0, 0
        self._outcomes.append(error is None)
        self._seconds.append(took.total_seconds())
        if error is None:
            self._good += 1
            self.last_success = now
        else:
            self._bad += 1
            self.last_error = error[:MAX_ERROR]

    def state(self) -> ServerState:
        """Judge by the last three calls: all bad, or no success for an hour, is offline; some bad is degraded."""
        bad = self._outcomes.count(False)
        since = self.last_success or self._started
        if bad == LAST_CALLS or (bad and self.clock() - since >= STALE_AFTER):
            return ServerState.OFFLINE
        return ServerState.DEGRADED if bad else ServerState.ONLINE

    def health(self, capabilities: list[str]) -> dict[str, Any]:
        """Return what GET /health answers.

        Args:
            capabilities: names of the tools.
        """
        state = self.state()
        content: dict[str, Any] = {
            "status": state.value,
            "mcp_name": self.name,
            "last_successful_call": iso(self.last_success) if self.last_success else None,
            "uptime_seconds": int((self.clock() - self._started).total_seconds()),
            "version": self.version,
            "capabilities": capabilities,
        }
        if state is not ServerState.ONLINE:
            content["error" if state is ServerState.OFFLINE else "warning"] = self.last_error
        return content

    def metrics(self) -> Mapping[str, int | float | str | None]:
        """Return what GET /health/detailed adds."""
        today = f"{self.clock():%Y-%m-%d}" == self._day
        good, bad = (self._good, self._bad) if today else (0, 0)
        average = sum(self._seconds) / len(self._seconds) if self._seconds else 0.0
        return {
            "total_requests_today": good + bad,
            "successful_requests": good,
            "failed_requests": bad,
            "average_response_time_ms": round(average * 1000, 1),
            "last_error": self.last_error,
        }
