"""Calls to a CalDAV server, and what is known when one goes wrong. The password goes to one host only."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from agent_skills.domain.clock import Clock
from local_agent.channel_settings import CalendarSettings
from local_agent.executors.caldav.xml import Resource, propfind, resources
from local_agent.executors.contract import Outcome, OutcomeError, Result
from local_agent.executors.web_api import (
    FORBIDDEN,
    REDIRECT,
    TOO_MANY,
    TRY_AGAIN,
    UNAUTHORIZED,
    Answer,
    Call,
    UnreachableError,
    WebApi,
    rate_limited,
    refused,
    retry_after,
    unreachable,
)

WHO = "The calendar server"
BAD_REQUEST, NOT_FOUND, TOO_LARGE, UNAVAILABLE, FULL = 400, 404, 413, 503, 507
HOPS = 3
"""Redirects that are followed while looking for the calendar; writing follows none."""

XML = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml, text/xml"}
HOST = re.compile(r"[a-z0-9.-]{1,100}")

CHECK_LOGIN = (
    "Check CALDAV_USER and CALDAV_PASSWORD; some servers want a password made for this program alone. "
    "Then approve the draft again."
)
CHECK_ADDRESS = "Check CALDAV_URL: it must be the address of the CalDAV server, or of one calendar there."
CHECK_RIGHTS = "Name a calendar that you may write into in CALDAV_CALENDAR, then approve the draft again."
MAKE_ROOM = "Make room in the calendar, or shorten the draft, and approve it again."


class DavServer:
    """One server and one login; raises OutcomeError for whatever goes wrong.

    Args:
        settings: address and login.
        clock: to read a date in Retry-After.
    """

    def __init__(self, settings: CalendarSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._auth: HTTPBasicAuth | HTTPDigestAuth = HTTPBasicAuth(*(part.encode() for part in self._login()))
        self.root = settings.url.rstrip("/") + "/"

    def ask(self, url: str, depth: int, *names: str) -> list[Resource] | None:
        """Return the resources at an address with these properties, None where the address answers nothing of the kind.

        Args:
            url: of the resource.
            depth: 0 for itself, 1 for what lies in it as well.
            names: of the properties.
        """
        for _ in range(HOPS):
            call = Call("PROPFIND", url, headers={**XML, "Depth": str(depth)}, data=propfind(*names))
            answer = self.call(call)
            if not REDIRECT <= answer.status < BAD_REQUEST or "Location" not in answer.headers:
                self._pass_on(answer)
                return resources(answer.body) if answer.ok else None
            url = self.inside(url, answer.headers["Location"])
        raise OutcomeError(_elsewhere("in a circle"))

    def call(self, call: Call, *, final: bool = False) -> Answer:
        """Return the answer to a call; one that refuses the sign-in or wants to be left alone raises.

        Args:
            call: with an absolute address.
            final: whether this very call makes the event.
        """
        answer = self._reach(call, final=final)
        if answer.status == UNAUTHORIZED and self._wants_digest(answer):
            self._auth = HTTPDigestAuth(*self._login())
            answer = self._reach(call, final=final)
        stop = self._stopped(answer, final=final)
        if stop:
            raise OutcomeError(stop)
        return answer

    def inside(self, url: str, href: str) -> str:
        """Return the address that an answer names, which must lie on the same host."""
        try:
            found, mine = urlsplit(urljoin(url, href)), urlsplit(self.root)
            same = (found.scheme, found.hostname, found.port) == (mine.scheme, mine.hostname, mine.port)
        except ValueError as error:
            raise OutcomeError(_elsewhere("to an address that is none")) from error
        if not same:
            host = found.hostname or ""
            raise OutcomeError(_elsewhere(f"to {host}" if HOST.fullmatch(host) else "to another host"))
        return found._replace(netloc=mine.netloc, fragment="").geturl()

    def failure(self, answer: Answer, *, final: bool) -> Outcome:
        """Return what an answer means that is neither success nor one of those that `call` raises for."""
        if REDIRECT <= answer.status < BAD_REQUEST:
            return _elsewhere("to another address")
        if answer.status in (FULL, TOO_LARGE):
            return Outcome(Result.PERMANENT, error=f"{WHO} has no room for it ({answer.status}).", remedy=MAKE_ROOM)
        if answer.status == FORBIDDEN:
            problem = f"{WHO} does not allow writing into this calendar ({answer.status})."
            return Outcome(Result.PERMANENT, error=problem, remedy=CHECK_RIGHTS)
        return refused(WHO, answer, "", CHECK_LOGIN, final=final, now=self._clock())

    def _reach(self, call: Call, *, final: bool) -> Answer:
        ca_file = str(self._settings.ca_file) if self._settings.ca_file else None
        try:
            return WebApi("", self._auth, self._settings.timeout_seconds, ca_file).call(call)
        except UnreachableError as error:
            raise OutcomeError(unreachable(WHO, error, final=final)) from error

    def _stopped(self, answer: Answer, *, final: bool) -> Outcome | None:
        if answer.status == TOO_MANY or (answer.status == UNAVAILABLE and "Retry-After" in answer.headers):
            return rate_limited(WHO, retry_after(answer, self._clock()))
        if answer.status == UNAUTHORIZED or (answer.status == FORBIDDEN and not final):
            problem = f"{WHO} no longer accepts the sign-in ({answer.status})."
            return Outcome(Result.PERMANENT, error=problem, remedy=CHECK_LOGIN, signed_out=True)
        return None

    def _pass_on(self, answer: Answer) -> None:
        """Raise for trouble of the server's own; any other refusal means that there is nothing of the kind."""
        found = None if answer.ok else self.failure(answer, final=False)
        if found and found.result is Result.TRANSIENT:
            raise OutcomeError(found)

    def _wants_digest(self, answer: Answer) -> bool:
        offered = answer.headers.get("WWW-Authenticate", "").lower()
        return "digest" in offered and "basic" not in offered and isinstance(self._auth, HTTPBasicAuth)

    def _login(self) -> tuple[str, str]:
        return self._settings.user, self._settings.password.get_secret_value()


def not_caldav() -> OutcomeError:
    """Return the end of an attempt at an address where no calendar was found."""
    return OutcomeError(Outcome(Result.PERMANENT, error="There is no calendar at CALDAV_URL.", remedy=CHECK_ADDRESS))


def broken() -> Outcome:
    """Return the outcome of an answer before the deciding call that makes no sense, like the page of a proxy."""
    return Outcome(Result.TRANSIENT, error=f"{WHO} gave an answer that cannot be read.", remedy=TRY_AGAIN)


def _elsewhere(where: str) -> Outcome:
    problem = f"{WHO} leads {where}, where the password is not sent."
    return Outcome(Result.PERMANENT, error=problem, remedy="If that host is yours, write its address into CALDAV_URL.")
