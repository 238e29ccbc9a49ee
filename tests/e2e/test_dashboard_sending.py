"""What the owner sees and can do between a yes and the sent mail, above all while nothing is there to send it."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

from agent_skills.domain.clock import iso, system_clock
from tests.fixtures.dashboard import Dashboard
from tests.fixtures.phone import Phone

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]
NOBODY = 4_194_400
"""Higher than any process number."""


def agent(dashboard: Dashboard, pid: int) -> None:
    dashboard.heartbeat("local_orchestrator", at=iso(system_clock()), pid=pid)


@pytest.mark.req("FR-P029", "P-US8.4")
def test_the_queue_says_that_the_agent_is_offline_and_stops_saying_so(dashboard: Dashboard, owner: Phone) -> None:
    agent(dashboard, NOBODY)
    owner.page.goto(f"{dashboard.url}/approvals")
    expect(owner.page.get_by_text("Agent offline")).to_be_visible()
    agent(dashboard, os.getpid())
    expect(owner.page.get_by_text("Agent offline")).to_have_count(0)


@pytest.mark.req("P-US2.3", "FR-P021")
def test_what_was_approved_while_no_agent_runs_can_be_cancelled_long_after(dashboard: Dashboard, owner: Phone) -> None:
    agent(dashboard, NOBODY)
    file = dashboard.draft(20)
    owner.open_card(file.id)
    owner.page.get_by_test_id("approve").click()
    expect(owner.page.get_by_role("button", name="Undo")).to_be_visible()
    expect(owner.page.get_by_role("button", name="Cancel")).to_be_visible()
    owner.page.goto(f"{dashboard.url}/outbox")
    row = owner.page.get_by_test_id(f"outbox-{file.id}")
    expect(row).to_contain_text("Approved")
    row.get_by_role("button", name="Cancel").click()
    expect(row).to_have_count(0)
    assert dashboard.vault.find(file.id) == [file.path]
    owner.open_card(file.id)
    expect(owner.page.get_by_role("button", name=re.compile("Send to ali20"))).to_be_enabled()


@pytest.mark.req("P-US2.4", "FR-P023")
def test_a_draft_that_could_not_be_sent_is_tried_again_with_its_whole_text_in_sight(
    dashboard: Dashboard, owner: Phone
) -> None:
    file = dashboard.draft(21, note="Not sent: The mail server refused the password.")
    times = {"approved_at": "2026-11-21T09:30:00Z", "claimed_at": "2026-11-21T09:30:03Z", "sent_at": None}
    failure = {"error": "The mail server refused the password.", "remedy": "Set SMTP_PASSWORD anew.", "next_try": None}
    shown = {"id": file.id, "category": "Email", "to": ["ali21@acme.example"], "subject": "Re: Quote 21"}
    dashboard.outbox({**shown, **times, **failure, "state": "failed", "message_id": None})
    owner.page.goto(f"{dashboard.url}/outbox")
    owner.page.get_by_test_id("retry").click()
    expect(owner.page.get_by_text("The mail server refused the password.")).to_be_visible()
    owner.page.get_by_role("button", name="Try again: send to ali21@acme.example").click()
    expect(owner.page).not_to_have_url(re.compile(file.id))
    assert dashboard.vault.find(file.id) == [f"Approved/Email/{file.id}.md"]


@pytest.mark.req("FR-P023")
def test_the_owners_changes_are_shown_word_by_word_after_a_reload_too(dashboard: Dashboard, owner: Phone) -> None:
    file = dashboard.draft(22)
    owner.open_card(file.id)
    owner.page.get_by_test_id("draft-text").fill("Dear Ali,\n\nyou have the quote on Monday.")
    expect(owner.page.get_by_test_id("save-state")).to_have_text("Saved")
    owner.page.reload()
    owner.page.get_by_text(re.compile("Your changes: 2 words added, 1 word removed")).click()
    expect(owner.page.locator("del")).to_have_text("tomorrow.")
    assert dashboard.vault.read(file.path).doc.text("drafted_text").endswith("quote tomorrow.")


@pytest.mark.req("P-US2.1", "FR-P020")
def test_urgent_drafts_can_be_had_alone(dashboard: Dashboard, owner: Phone) -> None:
    urgent, other = dashboard.draft(23, priority="High"), dashboard.draft(24)
    owner.page.goto(f"{dashboard.url}/approvals")
    owner.page.get_by_role("link", name=re.compile("Urgent")).click()
    expect(owner.page.get_by_test_id(f"card-{urgent.id}")).to_be_visible()
    expect(owner.page.get_by_test_id(f"card-{other.id}")).to_have_count(0)
    assert owner.errors == []
