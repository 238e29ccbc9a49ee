"""Finds the calendar to write into, looks for an event in all of them, and makes one: never changes or deletes any."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from agent_skills.domain.mail_address import is_mail_address
from local_agent.executors.caldav.server import (
    BAD_REQUEST,
    CHECK_RIGHTS,
    NOT_FOUND,
    XML,
    DavServer,
    broken,
    not_caldav,
)
from local_agent.executors.caldav.xml import (
    ADDRESSES,
    COMPONENTS,
    DATA,
    HOME,
    KIND,
    NAME,
    PRINCIPAL,
    RIGHTS,
    Resource,
    holds,
    resources,
    uid_query,
)
from local_agent.executors.contract import Outcome, OutcomeError, Result
from local_agent.executors.web_api import Answer, Call, shorten

LISTED = (NAME, KIND, RIGHTS, COMPONENTS)
ABOUT = (PRINCIPAL, HOME, *LISTED)
WELL_KNOWN = "/.well-known/caldav"
"""RFC 6764 §5: where a server tells its real address."""

GONE, EXISTS, CONFLICTS = 410, 412, (403, 409)
"""EXISTS: `If-None-Match` failed. CONFLICTS: the server may know the id from another resource (RFC 4791 §5.3.2.1)."""

MOST_HOMES = 5
MOST_CALENDARS = 20
"""In so many calendars an event is looked for; more would be many calls for one event."""


@dataclass(frozen=True, slots=True)
class Found:
    """A calendar: its address with a final slash, and its name."""

    url: str
    name: str


class Calendars:
    """The calendars of one login that may be written into.

    Args:
        server: speaks to it.

    Raises:
        OutcomeError: the server cannot be reached or has no calendar.
    """

    def __init__(self, server: DavServer) -> None:
        self._server = server
        here = self._start()
        self._principal = next(iter(here.hrefs(PRINCIPAL)), "")
        self._found = [calendar for resource in self._listed(here) if (calendar := self._calendar(resource))]

    def named(self, name: str) -> Found:
        """Return a calendar by name, the first one where none is named; raises OutcomeError where there is none."""
        wanted = [calendar for calendar in self._found if name in (calendar.name, "")]
        if not name and wanted:
            return wanted[0]
        if len(wanted) == 1:
            return wanted[0]
        has = ", ".join(calendar.name for calendar in self._found[:MOST_CALENDARS]) or "none"
        problem = f"There are several calendars named {name}." if wanted else "There is no such calendar to write into."
        remedy = f"{CHECK_RIGHTS} Those that can be written into: {shorten(has)}."
        raise OutcomeError(Outcome(Result.PERMANENT, error=problem, remedy=remedy))

    def holding(self, uid: str) -> str | None:
        """Return the name of the calendar that holds an event, None where none of them does."""
        found = (calendar for calendar in self._found[:MOST_CALENDARS] if self._holds(calendar, uid))
        return next((shorten(calendar.name) for calendar in found), None)

    def add(self, calendar: Found, uid: str, data: bytes) -> bool:
        """Make the event; False where the server says that it has it already.

        Args:
            calendar: that gets it.
            uid: of the event, which names its resource as well.
            data: iCalendar.

        Raises:
            OutcomeError: it was not made, or it is not known whether it was.
        """
        headers = {"Content-Type": "text/calendar; charset=utf-8", "If-None-Match": "*", "Accept": "*/*"}
        answer = self._server.call(Call("PUT", _place(calendar, uid), headers=headers, data=data), final=True)
        if answer.ok:
            return True
        if answer.status == EXISTS or (answer.status in CONFLICTS and self.holding(uid)):
            return False
        raise OutcomeError(self._server.failure(answer, final=True))

    def owner(self) -> str | None:
        """Return the owner's mail address as the server knows it."""
        found = self._server.ask(self._server.inside(self._server.root, self._principal), 0, ADDRESSES)
        hrefs = found[0].hrefs(ADDRESSES) if found else []
        addresses = [unquote(href[len("mailto:") :]) for href in hrefs if href.lower().startswith("mailto:")]
        return next((address for address in addresses if is_mail_address(address)), None)

    def _start(self) -> Resource:
        for url in (self._server.root, urljoin(self._server.root, WELL_KNOWN)):
            here = self._server.ask(url, 0, *ABOUT)
            if here and (here[0].hrefs(PRINCIPAL) or here[0].hrefs(HOME) or here[0].takes_events()):
                return here[0]
        raise not_caldav()

    def _listed(self, here: Resource) -> list[Resource]:
        if here.takes_events():
            return [here]
        homes = here.hrefs(HOME) or self._homes()
        found = [self._ask(home, 1) or [] for home in homes[:MOST_HOMES]]
        return [resource for home in found for resource in home]

    def _homes(self) -> list[str]:
        principal = self._server.ask(self._server.inside(self._server.root, self._principal), 0, HOME)
        return principal[0].hrefs(HOME) if principal else []

    def _ask(self, href: str, depth: int) -> list[Resource] | None:
        return self._server.ask(self._server.inside(self._server.root, href), depth, *LISTED)

    def _calendar(self, resource: Resource) -> Found | None:
        if not resource.takes_events():
            return None
        url = self._server.inside(self._server.root, resource.href).rstrip("/") + "/"
        return Found(url, resource.text(NAME) or unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))

    def _holds(self, calendar: Found, uid: str) -> bool:
        answer = self._server.call(Call("GET", _place(calendar, uid), headers={"Accept": "text/calendar"}))
        if answer.ok:
            if holds(answer.body.decode("utf-8", "replace"), uid):
                return True
            raise OutcomeError(broken())
        if answer.status not in (NOT_FOUND, GONE):
            raise OutcomeError(self._server.failure(answer, final=False))
        query = Call("REPORT", calendar.url, headers={**XML, "Depth": "1"}, data=uid_query(uid))
        return self._among(self._server.call(query), uid)

    def _among(self, answer: Answer, uid: str) -> bool:
        """Tell whether a query found the event; a server that knows no such query was asked by name already."""
        if not answer.ok:
            failure = self._server.failure(answer, final=False)
            if answer.status < BAD_REQUEST or failure.result is Result.TRANSIENT:
                raise OutcomeError(failure)
            return False
        found = resources(answer.body)
        if found is None:
            raise OutcomeError(broken())
        return any(holds(resource.text(DATA), uid) for resource in found)


def _place(calendar: Found, uid: str) -> str:
    return f"{calendar.url}{quote(uid, safe='')}.ics"
