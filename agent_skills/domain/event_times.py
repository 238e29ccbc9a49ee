"""When a calendar event is: whole days, or local times in a named timezone (data-model.md §2)."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]")
"""Local time to the minute; an offset or `Z` would contradict the timezone beside it."""

ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Z][A-Za-z0-9_+-]*)*")
"""Shape of the names of the IANA time zone database, as they are written there."""


def is_day(text: str) -> bool:
    """Tell whether a text is a day as ISO 8601 writes it."""
    return DAY.fullmatch(text) is not None and _exists(text)


def is_local_time(text: str) -> bool:
    """Tell whether a text is a day and a time of it, to the minute."""
    return TIME.fullmatch(text) is not None and _exists(text)


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def is_zone(name: str) -> bool:
    """Tell whether a text names a timezone that this machine knows."""
    if not ZONE.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def problem_of_times(start: str, end: str, timezone: str | None) -> str | None:
    """Return what is wrong with the times of an event, None where they can stand in a calendar.

    Args:
        start: first day, or local time.
        end: last day (included), or local time.
        timezone: of local times; whole days have none.
    """
    whole_days = is_day(start) and is_day(end)
    if not whole_days and not (is_local_time(start) and is_local_time(end)):
        return "Its start and end must both be days like 2026-11-21 or both times like 2026-11-21T15:00."
    if not whole_days and not (timezone and is_zone(timezone)):
        return "It needs a timezone like Europe/Berlin."
    backwards = end < start if whole_days else end <= start
    return "It ends before it begins." if backwards else None
