"""Until when a draft may be put off: the choices of the dashboard (`snooze.ts`), in words. Pure."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

EVENING = time(19)
MORNING = time(9)
HOURS = re.compile(r"(?:for\s+)?(?P<count>[1-9][0-9]?)\s*(?:h|hours?)")
MAX_HOURS = 72
DAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}


def snooze_until(words: str, now: datetime) -> datetime | None:
    """Return the moment that the words name, None where they name none that lies ahead.

    Args:
        words: `tonight`, `tomorrow`, a day of the week, `2 hours`; `until` may stand before.
        now: the present moment in the owner's time zone.
    """
    plain = " ".join(words.lower().split()).removeprefix("until ").removeprefix("till ")
    hours = HOURS.fullmatch(plain)
    if hours:
        count = int(hours["count"])
        return now + timedelta(hours=count) if count <= MAX_HOURS else None
    if plain in ("tonight", "evening"):
        return _ahead(_at(now, 0, EVENING), now)
    if plain in ("tomorrow", "morning"):
        return _at(now, 1, MORNING)
    if plain in DAYS:
        return _at(now, (DAYS[plain] - now.weekday()) % 7 or 7, MORNING)
    return None


def _at(now: datetime, days: int, clock: time) -> datetime:
    return datetime.combine(now.date() + timedelta(days=days), clock, now.tzinfo)


def _ahead(moment: datetime, now: datetime) -> datetime | None:
    return moment if moment > now else None
