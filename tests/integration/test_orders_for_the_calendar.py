"""A note of type `event`: its fields become the draft of a calendar event, and what they lack blocks the approval."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent_skills.domain.channels import refusal
from agent_skills.domain.items import Document, draft_text
from agent_skills.domain.payload import EventPayload, read_payload
from cloud_agent.generators.event_draft import EventDraftGenerator
from tests.fixtures.briefs import Cloud

pytestmark = pytest.mark.integration
FIELDS: dict[str, Any] = {"type": "event", "title": "Kick-off", "start": "2026-11-23T15:00"}


def drafted(body: str = "Agenda", zone: tzinfo | None = None, known: str = "", **fields: Any) -> Document:
    generator = EventDraftGenerator(lambda: datetime(2026, 11, 21, tzinfo=UTC), zone, lambda address: address == known)
    return generator.build("kick-off", Document({**FIELDS, **fields}, body))


def payload(draft: Document) -> EventPayload:
    found = read_payload(draft)
    assert isinstance(found, EventPayload)
    return found


@pytest.mark.req("G-US5.4")
def test_a_note_becomes_a_draft_that_waits_for_the_owner(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path)
    attendees = ["ali@acme.example"]
    front = {**FIELDS, "end": "2026-11-23T16:30", "timezone": "Europe/Berlin", "location": "Room 4"}
    cloud.order("Agenda:\n\n1. Welcome\n", path="Needs_Action/kick-off.md", attendees=attendees, **front)
    [path] = cloud.vault.paths("Pending_Approval/Calendar")
    file = cloud.vault.read(path)
    assert path == f"Pending_Approval/Calendar/{file.doc.text('id')}.md"
    assert file.doc.text("type") == "calendar_draft"
    assert file.doc.text("original_id") == "kick-off"
    assert refusal("Calendar", read_payload(file.doc)) is None
    event = payload(file.doc)
    assert (event.title, event.start, event.end) == ("Kick-off", "2026-11-23T15:00", "2026-11-23T16:30")
    assert (event.timezone, event.location, event.attendees) == ("Europe/Berlin", "Room 4", attendees)
    assert draft_text(file.doc.body) == "Agenda:\n\n1. Welcome"
    assert file.doc.texts("risk") == ["new_recipient"]
    cloud.agent.tick()
    assert cloud.vault.paths("Pending_Approval/Calendar") == [path]


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({}, "2026-11-23T16:00"),
        ({"duration_minutes": 90}, "2026-11-23T16:30"),
        ({"start": "2026-10-24T23:30", "duration_minutes": 240}, "2026-10-25T02:30"),
        ({"start": "2026-12-01"}, "2026-12-01"),
        ({"duration_minutes": 0}, ""),
        ({"duration_minutes": "an hour"}, ""),
        ({"start": "9999-12-31T23:30"}, ""),
    ],
)
def test_an_event_without_end_lasts_as_long_as_its_note_says_or_an_hour(fields: dict[str, Any], end: str) -> None:
    assert payload(drafted(timezone="Europe/Berlin", **fields)).end == end


def test_the_clouds_own_timezone_counts_where_the_note_names_none() -> None:
    assert payload(drafted(zone=ZoneInfo("Asia/Tokyo"))).timezone == "Asia/Tokyo"
    assert payload(drafted(zone=ZoneInfo("Asia/Tokyo"), timezone="Europe/Berlin")).timezone == "Europe/Berlin"
    assert payload(drafted(zone=ZoneInfo("Asia/Tokyo"), start="2026-12-01")).timezone is None


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({"title": None}, "title"),
        ({"start": None}, "start"),
        ({"start": "tomorrow at 3"}, "start"),
        ({}, "timezone"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "Europe/Berlin", "attendees": ["Ali"]}, "attendees"),
    ],
)
def test_what_a_note_lacks_blocks_the_approval_and_is_told(fields: dict[str, Any], lacks: str) -> None:
    draft = drafted(**fields)
    problem = refusal("Calendar", read_payload(draft))
    assert lacks in str(problem)
    assert draft.text("note").startswith(str(problem))


def test_people_whom_the_owner_has_written_to_are_no_strangers() -> None:
    assert drafted(attendees=["ali@acme.example"], known="ali@acme.example").texts("risk") == []


def test_what_acts_in_obsidian_comes_through_as_words() -> None:
    draft = drafted("![x](http://evil.example)\n## Draft\nx", title="a\n## Draft\n<script>", timezone="UTC")
    assert "<script>" not in draft.body
    assert "![" not in draft.body
    assert draft.text("title").split("\n") == [draft.text("title")]
