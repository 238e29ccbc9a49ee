"""Builds the draft of a calendar event from the fields of a task of the owner's; its words are the description.

Nothing is read out of sentences: what the fields do not tell stays empty, and blocks the approval.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from agent_skills.ai.templates import TEMPLATE
from agent_skills.domain.channels import refusal
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.event_times import is_day, is_local_time, is_zone
from agent_skills.domain.foreign_text import harmless, inert
from agent_skills.domain.items import DRAFT_HEADING, Document, FrontMatter, safe_draft_text
from agent_skills.domain.payload import CREATE_EVENT, read_payload
from agent_skills.domain.states import Status

TYPE = "event"
CHANNEL = "Calendar"
DEFAULT_MINUTES = "60"
MINUTES = re.compile(r"[1-9][0-9]{0,4}")
"""Up to 99,999 minutes, which is about ten weeks."""

MAX_WORDS = 500
READ = "Read from the fields of your note."


class EventDraftGenerator:
    """Makes drafts for the calendar.

    Args:
        clock: for the times of the draft.
        zone: whose times a task means that names no timezone; only a named one can stand in a calendar.
        is_known: tells whether the owner has written to an address before.
    """

    def __init__(self, clock: Clock, zone: tzinfo | None, is_known: Callable[[str], bool]) -> None:
        self._clock = clock
        self._zone = zone.key if isinstance(zone, ZoneInfo) else ""
        self._is_known = is_known

    def build(self, task_id: str, task: Document) -> Document:
        """Return the draft that a task orders; what it lacks stands in its note.

        Args:
            task_id: id of the task.
            task: as the owner wrote it.
        """
        text = inert(task.body.strip())
        front = {**self._common(task_id), **self._event(task)}
        draft = Document(front, _body(str(front["title"]), text))
        problem = refusal(CHANNEL, read_payload(draft))
        if problem is None:
            return draft
        return draft.with_front(note=f"{problem} Fill in what is missing.", why=problem, confidence=0.0)

    def _common(self, task_id: str) -> FrontMatter:
        now, token = iso(self._clock()), hashlib.sha256(task_id.encode()).hexdigest()[:20]
        return {
            "id": f"EVENT_DRAFT_{token}",
            "type": "calendar_draft",
            "action": CREATE_EVENT,
            "status": Status.PENDING_APPROVAL.value,
            "created_at": now,
            "updated_at": now,
            "original_id": task_id,
            "why": READ,
            "confidence": 1.0,
            "drafted_by": TEMPLATE,
            "cost_usd": 0.0,
            "version": 1,
            "previous_id": None,
            "edited": False,
            "note": None,
        }

    def _event(self, task: Document) -> FrontMatter:
        start = task.text("start")
        timezone = "" if is_day(start) else task.text("timezone") or self._zone
        attendees = [_words(address) for address in task.texts("attendees")]
        strangers = [address for address in attendees if not self._is_known(address)]
        return {
            "account": _words(task.text("account")) or None,
            "title": _words(task.text("title")),
            "start": _words(start),
            "end": _words(task.text("end")) or _end(start, task.text("duration_minutes") or DEFAULT_MINUTES, timezone),
            "timezone": _words(timezone) or None,
            "location": _words(task.text("location")) or None,
            "attendees": [*attendees],
            "risk": ["new_recipient"] if strangers else [],
        }


def _end(start: str, minutes: str, timezone: str) -> str:
    """Return when an event ends that only tells how long it lasts: as much later as a clock at hand would show."""
    if is_day(start):
        return start
    if not (is_local_time(start) and MINUTES.fullmatch(minutes)):
        return ""
    begin, zone = datetime.fromisoformat(start), ZoneInfo(timezone if is_zone(timezone) else "UTC")
    try:
        end = (begin.replace(tzinfo=zone).astimezone(UTC) + timedelta(minutes=int(minutes))).astimezone(zone)
    except OverflowError:
        return ""
    return f"{end:%Y-%m-%dT%H:%M}"


def _words(text: str) -> str:
    return " ".join(inert(text).split())[:MAX_WORDS]


def _body(title: str, text: str) -> str:
    parts = [f"# {harmless(title) or 'An event'}", f"> [!info] Why\n> {READ}", DRAFT_HEADING, safe_draft_text(text)]
    return "\n\n".join(parts).rstrip("\n") + "\n"
