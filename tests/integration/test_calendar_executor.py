"""Events in a calendar by CalDAV, against a real server: what was approved stands there, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event, vCalAddress

from agent_skills.domain.payload import EventPayload
from local_agent.executors.contract import Outcome, Proof, Result
from tests.fixtures.calendar_server import HOME, USER, WORK, CalendarServer
from tests.fixtures.events import UID, event, executor
from tests.fixtures.loopback_http import Break, Reply

pytestmark = pytest.mark.integration


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with CalendarServer() as started:
        yield started


def execute(server: CalendarServer, payload: EventPayload, calendar: str = "") -> Outcome:
    return executor(server.settings(calendar)).execute(payload, UID, lambda: None)


def attendees(found: Event) -> list[vCalAddress]:
    people = found["ATTENDEE"]
    assert isinstance(people, list)
    return [person for person in people if isinstance(person, vCalAddress)]


def only(server: CalendarServer, calendar: str = "") -> Event:
    (found,) = server.events(calendar)
    return found


@pytest.mark.req("G-US5.4", "G-A10")
def test_an_approved_event_stands_in_the_calendar_with_these_very_fields(server: CalendarServer) -> None:
    own = executor(server.settings())
    text = "Agenda, in short; we:\n\n1. Welcome\n2. Ünïcode \\ 🎉"
    payload = event(title="Kick-off; Öztürk, Söhne", text=text, location="Room 4, Main Street 1")
    outcome = own.execute(payload, own.new_reference(), lambda: None)
    assert outcome.result is Result.SENT
    found = only(server)
    assert (str(found["SUMMARY"]), str(found["DESCRIPTION"]), str(found["LOCATION"])) == (
        payload.title,
        text,
        payload.location,
    )
    zone = ZoneInfo("Europe/Berlin")
    assert found.start == datetime(2026, 11, 23, 15, 0, tzinfo=zone)
    assert found.end == datetime(2026, 11, 23, 16, 30, tzinfo=zone)
    assert "ATTENDEE" not in found
    assert "ORGANIZER" not in found
    assert outcome.receipt == f"event {found['UID']} in the calendar {WORK}"


@pytest.mark.parametrize(("last", "behind"), [("2026-12-03", date(2026, 12, 4)), ("2026-12-01", date(2026, 12, 2))])
def test_whole_days_end_behind_the_last_one(server: CalendarServer, last: str, behind: date) -> None:
    execute(server, event(start="2026-12-01", end=last, timezone=None))
    found = only(server)
    assert (found.start, found.end) == (date(2026, 12, 1), behind)


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_a_calendar_that_goes_by_the_rules_sent_along_sees_the_same_moments(server: CalendarServer, name: str) -> None:
    execute(server, event(start="2026-10-24T23:00", end="2026-11-02T08:00", timezone=name))
    (data,) = [request.body for request in server.requests if request.method == "PUT"]
    calendar = Calendar.from_ical(data)
    (rules,) = calendar.timezones
    sent = rules.to_tz(lookup_tzid=False)
    zone = ZoneInfo(name)
    for local in (datetime(2026, 10, 24, 23, 0), datetime(2026, 11, 2, 8, 0)):  # noqa: DTZ001  # times of a place
        assert local.replace(tzinfo=sent).utcoffset() == local.replace(tzinfo=zone).utcoffset()
    assert calendar.events[0].end - calendar.events[0].start >= timedelta(days=8)


def test_the_people_are_invited_in_the_owners_name(server: CalendarServer) -> None:
    execute(server, event(attendees=["ali@acme.example", "zoe+100%@acme.example"]))
    found = only(server)
    people = attendees(found)
    assert [str(person) for person in people] == ["mailto:ali@acme.example", "mailto:zoe+100%25@acme.example"]
    assert {person.params["RSVP"] for person in people} == {"TRUE"}
    assert str(found["ORGANIZER"]) == f"mailto:{USER}"


@pytest.mark.parametrize(
    "hostile",
    ["BEGIN:VALARM\r\nATTENDEE:mailto:eve@evil.example\nEND:VEVENT", "a\rUID:other\x00\x0b\x85\u2028b", ",;:\\n"],
)
def test_nothing_in_a_text_becomes_a_line_of_the_calendar(server: CalendarServer, hostile: str) -> None:
    outcome = execute(server, event(title=hostile, text=hostile, location=hostile))
    assert outcome.result is Result.SENT
    (sent,) = [request.body for request in server.requests if request.method == "PUT"]
    assert re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|\xc2\x85|\xe2\x80\xa8", sent) is None
    found = only(server)
    assert str(found["UID"]) == UID
    assert "ATTENDEE" not in found
    assert found.subcomponents == []
    assert str(found["SUMMARY"]).split() == str(found["LOCATION"]).split()


@pytest.mark.req("G-US5.4")
def test_a_second_attempt_makes_no_second_event(server: CalendarServer) -> None:
    assert execute(server, event()).result is Result.SENT
    again = execute(server, event())
    assert again == Outcome(Result.SENT, receipt=f"already there: event {UID} in the calendar {WORK}")
    assert len(server.events()) == 1


def test_two_attempts_at_the_same_time_make_one_event(server: CalendarServer) -> None:
    def another() -> None:
        assert execute(server, event()).result is Result.SENT

    outcome = executor(server.settings()).execute(event(), UID, another)
    assert outcome.receipt == f"already there: event {UID} in the calendar {WORK}"
    assert len(server.events()) == 1


def test_an_event_that_another_program_moved_is_not_made_again(server: CalendarServer) -> None:
    server.make(HOME)
    execute(server, event(), WORK)
    data = next(request.body for request in server.requests if request.method == "PUT")
    server.put(HOME, "moved-by-hand.ics", data)
    server.put(HOME, "other.ics", data.replace(UID.encode(), b"other"))
    only_home = server.settings(path=f"/{USER}/{HOME}")
    assert executor(only_home).execute(event(), UID, lambda: None).receipt == (
        f"already there: event {UID} in the calendar {HOME}"
    )


@pytest.mark.parametrize("fault", [Break.AFTER, Break.HELD])
def test_a_lost_answer_is_unknown_and_settled_by_the_events_id(server: CalendarServer, fault: Break) -> None:
    server.fail(".ics", fault)
    outcome = execute(server, event())
    assert outcome.result is Result.UNKNOWN
    sighting = executor(server.settings()).verify(event(), UID)
    assert sighting.proof is Proof.PROVEN
    assert UID in str(sighting.receipt)
    assert executor(server.settings()).verify(event(), "AE-other").proof is Proof.ABSENT


def test_where_the_server_cannot_be_asked_nothing_is_settled(server: CalendarServer) -> None:
    server.fail("", Reply(500))
    assert executor(server.settings()).verify(event(), UID).proof is Proof.CANNOT_TELL


@pytest.mark.parametrize(
    ("status", "headers", "result", "wait"),
    [
        (429, {}, Result.TRANSIENT, timedelta(hours=1)),
        (429, {"Retry-After": "120"}, Result.TRANSIENT, timedelta(minutes=2)),
        (503, {"Retry-After": "120"}, Result.TRANSIENT, timedelta(minutes=2)),
        (500, {}, Result.UNKNOWN, None),
        (502, {}, Result.UNKNOWN, None),
        (403, {}, Result.PERMANENT, None),
        (409, {}, Result.PERMANENT, None),
        (413, {}, Result.PERMANENT, None),
        (507, {}, Result.PERMANENT, None),
        (302, {"Location": "https://elsewhere.example/"}, Result.PERMANENT, None),
    ],
)
def test_what_the_server_says_to_the_event_is_understood(
    server: CalendarServer, status: int, headers: dict[str, str], result: Result, wait: timedelta | None
) -> None:
    server.fail(".ics", Reply(status, b"", headers))
    outcome = execute(server, event())
    assert (outcome.result, outcome.wait, outcome.signed_out) == (result, wait, False)
    assert server.events() == []


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_login_pauses_the_calendar(server: CalendarServer, status: int) -> None:
    server.fail("", Reply(status, b""))
    outcome = execute(server, event())
    assert outcome.signed_out
    assert "CALDAV_PASSWORD" in str(outcome.remedy)


def test_a_wrong_password_is_found_by_a_look_that_writes_nothing(server: CalendarServer) -> None:
    assert executor(server.settings(password="wrong")).probe().signed_out
    assert executor(server.settings()).probe().result is Result.SENT
    assert {request.method for request in server.requests} == {"PROPFIND"}


def test_a_server_without_basic_sign_in_gets_a_digest(server: CalendarServer) -> None:
    asks = {"WWW-Authenticate": 'Digest realm="calendar", nonce="abc", qop="auth", algorithm=MD5'}
    server.fail("", Reply(401, b"", asks), times=2)
    executor(server.settings()).probe()
    basic, bare, digest = (request.headers.get("Authorization", "") for request in server.requests[:3])
    assert (basic.split()[0], bare) == ("Basic", "")
    assert digest.startswith(f'Digest username="{USER}"')


@pytest.mark.parametrize("account", [None, HOME])
def test_a_calendar_is_chosen_by_its_name(server: CalendarServer, account: str | None) -> None:
    server.make(HOME)
    execute(server, event(account=account), WORK)
    assert len(server.events(account or WORK)) == 1


def test_a_calendar_that_is_not_there_is_told_with_those_that_are(server: CalendarServer) -> None:
    server.make("tasks", "VTODO")
    outcome = execute(server, event(), "holidays")
    assert outcome.result is Result.PERMANENT
    assert "CALDAV_CALENDAR" in str(outcome.remedy)
    assert f": {WORK}." in str(outcome.remedy)


def test_of_two_calendars_of_one_name_none_is_guessed(server: CalendarServer) -> None:
    server.make(WORK, path="second")
    assert "several" in str(execute(server, event(), WORK).error)
    assert server.events() == []


def test_the_address_of_one_calendar_will_do(server: CalendarServer) -> None:
    server.make(HOME)
    executor(server.settings(path=f"/{USER}/{HOME}")).execute(event(), UID, lambda: None)
    assert len(server.events(HOME)) == 1


@pytest.mark.parametrize(
    ("start", "end", "zone"),
    [("2026-03-29T02:30", "2026-03-29T03:15", "Europe/Berlin"), ("9999-12-30", "9999-12-31", None)],
)
def test_times_that_no_calendar_can_hold_are_refused(
    server: CalendarServer, start: str, end: str, zone: str | None
) -> None:
    assert execute(server, event(start=start, end=end, timezone=zone)).result is Result.PERMANENT
    assert server.events() == []


def test_a_server_that_tells_its_address_at_the_known_place_is_found(server: CalendarServer) -> None:
    server.fail("", Reply(405, b""))
    server.fail("/.well-known/caldav", Reply(301, b"", {"Location": "/"}))
    assert executor(server.settings()).probe().result is Result.SENT
