"""Writes the event of a payload as iCalendar (RFC 5545); what cannot be written is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from agent_skills.domain.event_times import is_day
from agent_skills.domain.payload import EventPayload
from local_agent.executors.contract import Outcome, OutcomeError, Result

PRODUCT = "-//AI Employee//Calendar//EN"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""RFC 5545 §3.1 allows no control characters but tab and line feed; some programs end a line at the others as well."""

ZONE_YEARS = 10
"""A timezone's rules are written for so many years behind the start; what is still going on then needs no more."""

IN_ADDRESS = "@!$'*+-=^_`{|}~."
"""Of a mail address what a `mailto:` takes as it stands (RFC 6068 §2)."""

MEND = "Mend the draft and approve it again."


def event_data(payload: EventPayload, uid: str, organizer: str | None, now: datetime) -> bytes:
    """Return the calendar object of an event.

    Args:
        payload: what the owner approved.
        uid: the event's id, the same for every attempt.
        organizer: the owner's mail address; needed where somebody is invited.
        now: for DTSTAMP.

    Raises:
        OutcomeError: it cannot be written into a calendar.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", _plain(payload.title))
    start, end = _times(payload)
    event.add("dtstart", start)
    event.add("dtend", end)
    for name, text in (("description", payload.text), ("location", payload.location)):
        if text:
            event.add(name, _plain(text))
    if payload.attendees:
        _invite(event, payload.attendees, organizer)
    return _in_calendar(event, start)


def _plain(text: str) -> str:
    return CONTROL.sub(" ", text.replace("\r\n", "\n"))


def _times(payload: EventPayload) -> tuple[date, date]:
    """Return start and end as iCalendar has them: the end of whole days is the day behind the last."""
    if is_day(payload.start):
        last = date.fromisoformat(payload.end)
        if last == date.max:
            refuse("Its end is the last day that there is.")
        return date.fromisoformat(payload.start), last + timedelta(days=1)
    zone = ZoneInfo(payload.timezone or "UTC")
    start, end = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (payload.start, payload.end))
    if end.astimezone(UTC) <= start.astimezone(UTC):
        refuse("It ends before it begins: the clocks are put forward in between.")
    return start, end


def _invite(event: Event, attendees: list[str], organizer: str | None) -> None:
    if organizer is None:
        raise OutcomeError(
            Outcome(
                Result.PERMANENT,
                error="Nobody can be invited: the calendar server does not tell your mail address.",
                remedy="Empty the field attendees, or let CALDAV_USER be your mail address, and approve it again.",
            )
        )
    event.add("organizer", _address(organizer))
    for attendee in attendees:
        person = _address(attendee)
        person.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
        event.add("attendee", person)


def _address(address: str) -> vCalAddress:
    return vCalAddress("mailto:" + quote(address, safe=IN_ADDRESS))


def _in_calendar(event: Event, start: date) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    first, last = max(start.year - 1, date.min.year), min(start.year + ZONE_YEARS, date.max.year)
    calendar.add_missing_timezones(date(first, 1, 1), date(last, 1, 1))
    return bytes(calendar.to_ical())


def refuse(problem: str) -> None:
    """Raise the refusal of a draft that no calendar can take."""
    raise OutcomeError(Outcome(Result.PERMANENT, error=problem, remedy=MEND))
