"""When a phone may ring: not in quiet hours, not more often than once a minute, not more than so often an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

HOUR = timedelta(hours=1)
MAX_AN_HOUR = 10
"""More than these and a phone becomes noise; the rest comes as one message."""

GAP = timedelta(seconds=50)
"""C3: one message a minute, what comes meanwhile is bundled; ten seconds less, so that an alert is out in a minute."""


URGENT = frozenset({"urgent_email"})
"""Events that may ring in quiet hours."""

LIFE = timedelta(hours=48)
LIVES: dict[str, timedelta] = {"confirmation": timedelta(hours=6), "approval_summary": timedelta(hours=12)}
"""How long a message is worth sending; what was done and what waits is old news sooner than a fault."""

UNSENT_LIFE = timedelta(days=7)
"""How long alerts lie in Notifications/ where nothing can send them; then they are filed."""


def life_of(event: str, *, can_send: bool) -> timedelta:
    """Return how long an alert waits before it is filed unsent.

    Args:
        event: of the alert.
        can_send: whether there is a way to the phone.
    """
    return LIVES.get(event, LIFE) if can_send else UNSENT_LIFE


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A span of the owner's day in which nothing rings; it may pass midnight.

    Args:
        start: first quiet minute.
        end: first minute after it.
        zone: the owner's time zone, None for the machine's.
        urgent: whether urgent events ring all the same.
    """

    start: time
    end: time
    zone: tzinfo | None
    urgent: bool = True

    def end_after(self, now: datetime) -> datetime | None:
        """Return when the present quiet span ends, None where it is not quiet."""
        local = now.astimezone(self.zone)
        clock = local.time()
        over_midnight = self.start > self.end
        quiet = clock >= self.start or clock < self.end if over_midnight else self.start <= clock < self.end
        if not quiet:
            return None
        day = local.date() + timedelta(days=int(over_midnight and clock >= self.start))
        return datetime.combine(day, self.end, self.zone).astimezone(now.tzinfo)


def next_ring(now: datetime, sent: Sequence[datetime], quiet: QuietHours | None) -> datetime:
    """Return the earliest moment at which the next message may go, `now` where it may go at once.

    Args:
        now: the present moment.
        sent: when the messages of the last hour went, oldest first.
        quiet: the owner's quiet hours.
    """
    due = now
    if sent:
        due = max(due, sent[-1] + GAP)
    if len(sent) >= MAX_AN_HOUR:
        due = max(due, sent[-MAX_AN_HOUR] + HOUR)
    return (quiet.end_after(due) if quiet else None) or due
