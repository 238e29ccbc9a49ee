"""How fast and how much: at the speed of a person, and never more than the limits say."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent_skills.domain.clock import parse_iso

MAX_TYPING_SECONDS = 12.0
"""Longer texts are typed faster: the whole step has to end within 30 s (NFR-G-PERF-003)."""

PIECE = re.compile(r"\s*\S+|\s+")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pacing:
    """Speed and limits.

    Args:
        per_hour: messages within any hour.
        per_day: messages within any day.
        gap_seconds: least time between two messages.
        milliseconds_per_key: typing speed; 0 types at once.
        random: for the unevenness of typing.
    """

    per_hour: int = 20
    per_day: int = 60
    gap_seconds: float = 10
    milliseconds_per_key: float = 45
    random: random.Random = field(default_factory=random.SystemRandom)

    def wait(self, sent: Sequence[str], now: datetime) -> timedelta | None:
        """Return how long to wait before the next message, None where it may be sent now.

        Args:
            sent: when messages were sent within the last day (ISO 8601), oldest first.
            now: the present moment.
        """
        times = [moment for moment in map(parse_iso, sent) if moment]
        due = [moment + timedelta(seconds=self.gap_seconds) for moment in times[-1:]]
        for span, most in ((HOUR, self.per_hour), (DAY, self.per_day)):
            within = [moment for moment in times if moment > now - span]
            due += [within[-most] + span] if len(within) >= most else []
        latest = max(due, default=now)
        return latest - now if latest > now else None

    def pieces(self, line: str, length: int) -> Iterator[tuple[str, float]]:
        """Cut a line into words, each with the pause that its typing takes.

        Args:
            line: without line breaks.
            length: characters of the whole text.
        """
        seconds = min(self.milliseconds_per_key / 1000, MAX_TYPING_SECONDS / max(length, 1))
        for word in PIECE.findall(line):
            yield word, len(word) * seconds * self.random.uniform(0.6, 1.4)
