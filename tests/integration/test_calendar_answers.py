"""What a calendar server may answer: none of it makes an attempt fail in another way than the outcomes know."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from local_agent.channel_settings import CalendarSettings
from local_agent.executors.contract import Outcome, Result
from tests.fixtures.calendar_server import PASSWORD, USER
from tests.fixtures.events import UID, event, executor
from tests.fixtures.loopback_http import LoopbackServer, Reply, Request

pytestmark = pytest.mark.integration
MULTISTATUS = '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{}</D:multistatus>'
RESPONSE = (
    "<D:response><D:href>{}</D:href><D:propstat><D:prop>{}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
    "</D:response>"
)
HOMES = RESPONSE.format("/", "<C:calendar-home-set><D:href>{}</D:href></C:calendar-home-set>")
CALENDAR = RESPONSE.format("{}", "<D:resourcetype><C:calendar/></D:resourcetype>")


class HostileServer(LoopbackServer):
    """Answers everything with the same reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply

    def answer(self, request: Request) -> Reply:
        del request
        return self.reply


class SmallServer(LoopbackServer):
    """One calendar at `/work/` and its owner, as told; takes what is put there and keeps nothing."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        about = "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>"
        self.answers = {
            "/": RESPONSE.format("/", about + "<C:calendar-home-set><D:href>/all/</D:href></C:calendar-home-set>"),
            "/all/": CALENDAR.format("/all/work/"),
            "/me/": RESPONSE.format("/me/", f"<C:calendar-user-address-set>{owner}</C:calendar-user-address-set>"),
        }

    def answer(self, request: Request) -> Reply:
        if request.method in ("GET", "PUT"):
            return Reply(404 if request.method == "GET" else 201, b"")
        return Reply(207, MULTISTATUS.format(self.answers.get(request.path, "")).encode())


def settings(server: LoopbackServer, user: str = USER) -> CalendarSettings:
    return CalendarSettings(server.url, user, SecretStr(PASSWORD), "", None, 1)


def invite(server: SmallServer, user: str) -> Outcome:
    return executor(settings(server, user)).execute(event(attendees=["ali@acme.example"]), UID, lambda: None)


def test_people_are_invited_by_the_address_that_the_server_knows_of_the_owner() -> None:
    with SmallServer("<D:href>/me/</D:href><D:href>mailto:me%2Bwork@acme.example</D:href>") as server:
        assert invite(server, "owner").result is Result.SENT
    (put,) = [request for request in server.requests if request.method == "PUT"]
    assert b"ORGANIZER:mailto:me+work@acme.example" in put.body
    assert put.headers["If-None-Match"] == "*"


@pytest.mark.parametrize("owner", ["", "<D:href>mailto:nobody</D:href>", "<D:href>mailto:a@b%0D%0AX:1</D:href>"])
def test_nobody_is_invited_by_somebody_without_an_address(owner: str) -> None:
    with SmallServer(owner) as server:
        outcome = invite(server, "owner")
    assert outcome.result is Result.PERMANENT
    assert "attendees" in str(outcome.remedy)
    assert "PUT" not in {request.method for request in server.requests}


def test_a_calendar_that_says_it_takes_no_events_is_not_written_into() -> None:
    reading = "<D:resourcetype><C:calendar/></D:resourcetype><D:current-user-privilege-set><D:privilege><D:read/>"
    with SmallServer("") as server:
        server.answers["/all/"] = RESPONSE.format(
            "/all/work/", reading + "</D:privilege></D:current-user-privilege-set>"
        )
        assert executor(settings(server)).execute(event(), UID, lambda: None).result is Result.PERMANENT
    assert "PUT" not in {request.method for request in server.requests}


FINE = MULTISTATUS.format(CALENDAR.format("/"))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "/aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + FINE.replace(">/<", ">&b;<")
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + FINE.replace(">/<", ">&a;<")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in to the hotel</html>",
        b"\x00\xff\xfe",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        ENTITIES.encode(),
        FILE.encode(),
        MULTISTATUS.format("<D:response/>" * 1000).encode(),
        b"<a>" * 200_000,
        MULTISTATUS.format("<a>" * 50_000 + "</a>" * 50_000).encode(),
        b" " * 3_000_000,
    ],
    ids=["nothing", "a page", "bytes", "encoding", "entities", "a file", "empty", "unclosed", "deep", "long"],
)
def test_an_answer_that_makes_no_sense_ends_the_attempt_and_nothing_else(body: bytes) -> None:
    with HostileServer(Reply(207, body, {"Content-Type": "application/xml"})) as hostile:
        outcome = executor(settings(hostile)).execute(event(), UID, lambda: None)
    assert outcome.result is Result.PERMANENT
    assert "CALDAV_URL" in str(outcome.remedy)
    assert {request.method for request in hostile.requests} == {"PROPFIND"}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(302, b"", {"Location": "http://elsewhere.example/dav/"}),
        Reply(207, MULTISTATUS.format(HOMES.format("https://elsewhere.example/dav/")).encode()),
        Reply(207, MULTISTATUS.format(HOMES.format("http://127.0.0.1:1/dav/")).encode()),
    ],
    ids=["redirect", "home", "port"],
)
def test_the_password_goes_to_no_other_host(reply: Reply) -> None:
    with HostileServer(reply) as hostile:
        outcome = executor(settings(hostile)).probe()
    assert "password is not sent" in str(outcome.error)


def test_a_redirect_to_no_address_ends_the_attempt_and_nothing_else() -> None:
    with HostileServer(Reply(301, b"", {"Location": "//[bad/"})) as hostile:
        outcome = executor(settings(hostile)).probe()
    assert outcome.result is Result.TRANSIENT


def test_redirects_in_a_circle_come_to_an_end() -> None:
    with HostileServer(Reply(302, b"", {"Location": "/"})) as hostile:
        outcome = executor(settings(hostile)).probe()
    assert outcome.result is Result.PERMANENT
    assert len(hostile.requests) < 10
