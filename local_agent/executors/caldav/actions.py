"""The calendar's executor: one approved payload, one event, whose id is the execution's reference."""

from __future__ import annotations

from collections.abc import Callable

from agent_skills.domain.clock import Clock
from agent_skills.domain.mail_address import is_mail_address
from agent_skills.domain.payload import CREATE_EVENT, EventPayload, Payload
from local_agent.channel_settings import CalendarSettings
from local_agent.executors.caldav.calendars import Calendars
from local_agent.executors.caldav.event import event_data
from local_agent.executors.caldav.server import DavServer
from local_agent.executors.contract import CANNOT_TELL, Outcome, OutcomeError, Proof, Result, Sighting, not_mine
from local_agent.executors.web_api import shorten


class CalendarExecutor:
    """Puts events into a calendar; implements the `Executor` protocol.

    Args:
        settings: address and login.
        clock: for the times of an event and of the server.
        new_token: gives the unguessable part of an event's id.
    """

    channel = "Calendar"
    actions: frozenset[str] = frozenset({CREATE_EVENT})
    look_up = "Look into your calendar for this event."

    def __init__(self, settings: CalendarSettings, clock: Clock, new_token: Callable[[], str]) -> None:
        self._settings = settings
        self._clock = clock
        self._new_token = new_token

    def new_reference(self) -> str:
        """Return the id (UID) of an event that is still to be made; its resource has the same name."""
        return f"AE-{self._new_token()}"

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Make one event, or tell that it is there already; see the protocol."""
        if not isinstance(payload, EventPayload):
            return not_mine(payload)
        try:
            calendars = self._calendars()
            calendar = calendars.named(payload.account or self._settings.calendar)
            known = calendars.holding(reference)
            if known is None:
                data = event_data(payload, reference, self._organizer(payload, calendars), self._clock())
            in_flight()
            made = known is None and calendars.add(calendar, reference, data)
        except OutcomeError as error:
            return error.outcome
        receipt = f"event {reference} in the calendar {known or shorten(calendar.name)}"
        return Outcome(Result.SENT, receipt=receipt if made else f"already there: {receipt}")

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look for an event with the reference."""
        if not isinstance(payload, EventPayload):
            return CANNOT_TELL
        try:
            known = self._calendars().holding(reference)
        except OutcomeError:
            return CANNOT_TELL
        found = f"found: event {reference} in the calendar {known}"
        return Sighting(Proof.PROVEN, found) if known else Sighting(Proof.ABSENT)

    def probe(self) -> Outcome:
        """Sign in and look for the calendar."""
        try:
            self._calendars().named(self._settings.calendar)
        except OutcomeError as error:
            return error.outcome
        return Outcome(Result.SENT)

    def _calendars(self) -> Calendars:
        return Calendars(DavServer(self._settings, self._clock))

    def _organizer(self, payload: EventPayload, calendars: Calendars) -> str | None:
        """Return the owner's address, asked for only where somebody is invited."""
        if not payload.attendees:
            return None
        return calendars.owner() or (self._settings.user if is_mail_address(self._settings.user) else None)
