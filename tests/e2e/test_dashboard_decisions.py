"""Everything the owner can do with a draft besides saying yes to one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.fixtures.dashboard import Dashboard
from tests.fixtures.phone import Phone
from tests.fixtures.product import PASSWORD
from tests.fixtures.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.mark.req("P-US2.5", "FR-P022")
def test_another_version_is_asked_for_with_a_reason(dashboard: Dashboard, owner: Phone) -> None:
    file = dashboard.draft(31)
    owner.open_card(file.id)
    owner.page.get_by_test_id("reject").click()
    owner.page.get_by_role("button", name="Too long").click()
    owner.page.get_by_test_id("reject-reason").fill("Two lines are enough")
    owner.page.get_by_test_id("redraft").click()
    expect(owner.page).not_to_have_url(re.compile(file.id))
    refused = dashboard.vault.read(f"Rejected/{file.id}.md").doc
    assert refused.text("reject_reason") == "Too long: Two lines are enough"
    [request] = [found for found in dashboard.vault.scan("Needs_Action")[0] if found.doc.text("type") == "redraft"]
    assert (request.doc.text("draft_id"), request.doc.text("lane")) == (file.id, "reply")


@pytest.mark.req("FR-P020")
def test_a_snoozed_draft_leaves_the_queue_and_can_be_brought_back(dashboard: Dashboard, owner: Phone) -> None:
    file = dashboard.draft(32)
    owner.open_card(file.id)
    owner.page.get_by_role("button", name="Snooze").click()
    owner.page.get_by_role("button", name=re.compile("^1 hour")).click()
    expect(owner.page).not_to_have_url(re.compile(file.id))
    owner.page.goto(f"{dashboard.url}/approvals")
    expect(owner.page.get_by_test_id(f"card-{file.id}")).to_have_count(0)
    owner.page.get_by_role("link", name=re.compile("Snoozed")).click()
    owner.page.get_by_test_id(f"card-{file.id}").click()
    owner.page.get_by_role("button", name="Back to the queue now").click()
    expect(owner.page.get_by_text("Out of the queue until")).to_have_count(0)
    owner.page.goto(f"{dashboard.url}/approvals")
    expect(owner.page.get_by_test_id(f"card-{file.id}")).to_be_visible()


@pytest.mark.req("FR-P024", "P-US2.3")
def test_several_drafts_are_read_in_full_and_sent_together_but_never_money(dashboard: Dashboard, owner: Phone) -> None:
    long = "\n\n".join(f"Paragraph {number} of a long answer." for number in range(40))
    first, second = dashboard.draft(33), dashboard.draft(34)
    money, stranger = dashboard.draft(35, risk=["money"]), dashboard.draft(36, risk=["new_recipient"])
    stored = dashboard.vault.read(second.path)
    body = stored.doc.body.replace("you have the quote tomorrow.", long)
    dashboard.vault.write(second.path, type(stored.doc)(stored.doc.front, body), stored.sha256)
    owner.page.goto(f"{dashboard.url}/approvals")
    expect(owner.page.get_by_test_id(f"card-{stranger.id}")).to_be_visible()
    owner.page.get_by_test_id("select").click()
    for refused in (money, stranger):
        expect(owner.page.get_by_test_id(f"choose-{refused.id}")).to_be_disabled()
    for chosen in (first, second):
        owner.page.get_by_test_id(f"choose-{chosen.id}").check()
    owner.page.get_by_test_id("review-batch").click()
    button = owner.page.get_by_test_id("send-batch")
    expect(button).to_have_text("Read on")
    while button.inner_text() == "Read on":
        button.click()
        owner.page.wait_for_timeout(300)
    expect(owner.page.get_by_text("Paragraph 39 of a long answer.")).to_be_visible()
    button.click()
    expect(owner.page.get_by_role("heading", name="2 of 2 approved")).to_be_visible()
    for sent in (first, second):
        assert dashboard.vault.find(sent.id) == [f"Approved/Email/{sent.id}.md"]
    for kept in (money, stranger):
        assert dashboard.vault.find(kept.id) == [kept.path]


def test_a_keyboard_alone_is_enough(dashboard: Dashboard, owner: Phone) -> None:
    file = dashboard.draft(37, priority="High", created_at="2026-11-01T00:00:00Z")
    owner.page.goto(f"{dashboard.url}/approvals")
    owner.press_until_focused("j", owner.page.get_by_test_id(f"card-{file.id}"))
    owner.page.keyboard.press("Enter")
    expect(owner.page.get_by_test_id("draft-text")).to_be_editable()
    owner.page.keyboard.press("?")
    expect(owner.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    owner.page.keyboard.press("Escape")
    expect(owner.page.get_by_role("dialog")).to_have_count(0)
    owner.page.keyboard.press("a")
    expect(owner.page.get_by_role("button", name=re.compile("Press A again"))).to_be_visible()
    owner.page.keyboard.press("a")
    eventually(lambda: dashboard.vault.find(file.id) == [f"Approved/Email/{file.id}.md"], "the approved draft")


def test_the_focus_is_never_lost(dashboard: Dashboard, owner: Phone) -> None:
    """Whoever reads with the ears goes on where the sheet opened, and hears the next draft after a decision."""
    first, second = dashboard.draft(41, priority="High"), dashboard.draft(42, priority="High")
    owner.page.goto(f"{dashboard.url}/approvals/email/{first.id}")
    reject = owner.page.get_by_test_id("reject")
    expect(reject).to_be_enabled()
    reject.focus()
    owner.page.keyboard.press("Enter")
    expect(owner.page.get_by_role("dialog")).to_be_visible()
    owner.page.keyboard.press("Escape")
    expect(reject).to_be_focused()
    owner.page.get_by_test_id("approve").focus()
    owner.page.keyboard.press("Enter")
    expect(owner.page).to_have_url(re.compile(second.id))
    expect(owner.page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.req("FR-P032", "P-US2.9")
def test_a_link_survives_the_login_and_only_shows(dashboard: Dashboard, browser_of_a_stranger: Browser) -> None:
    file = dashboard.draft(38)
    phone = Phone(browser_of_a_stranger, dashboard.url)
    phone.page.goto(f"{dashboard.url}/approvals/{file.id}")
    expect(phone.page).to_have_url(re.compile(r"/login\?next="))
    phone.page.get_by_test_id("password").fill(PASSWORD)
    phone.page.get_by_test_id("password").press("Enter")
    expect(phone.page).to_have_url(re.compile(f"/approvals/email/{file.id}$"))
    assert dashboard.vault.find(file.id) == [file.path]
    phone.close()


def test_an_old_link_says_what_happened(dashboard: Dashboard, owner: Phone) -> None:
    file = dashboard.draft(39)
    sent = dashboard.vault.read(file.path).doc.with_front(status="sent", sent_at="2026-11-21T14:02:00Z")
    dashboard.vault.move(file.path, f"Done/2026-11/{file.id}.md", file.sha256, sent)
    owner.page.goto(f"{dashboard.url}/approvals/email/{file.id}")
    expect(owner.page.get_by_test_id("execution-state")).to_contain_text("Sent")
    owner.page.goto(f"{dashboard.url}/approvals/email/EMAIL_DRAFT_that_never_was")
    expect(owner.page.get_by_role("heading", name="This draft is gone")).to_be_visible()
    assert owner.errors == []
