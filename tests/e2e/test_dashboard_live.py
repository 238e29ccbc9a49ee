"""What changes in the vault is on the screen at once, for as many open pages as there are."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Route, expect

from tests.fixtures.dashboard import Dashboard, running_dashboard
from tests.fixtures.drafts import draft_id, email_draft
from tests.fixtures.phone import Phone

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


PULSING = re.compile("animate-pulse")


@pytest.mark.req("NFR-P-PERF-002")
def test_the_first_answer_shows_a_page_itself_and_nothing_in_its_place(dashboard: Dashboard, owner: Phone) -> None:
    file = dashboard.draft(21)
    owner.open_card(file.id)
    browser = owner.page.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, storage_state=owner.page.context.storage_state())
    page = plain.new_page()
    page.goto(f"{dashboard.url}/approvals")
    expect(page.get_by_test_id(f"card-{file.id}")).to_be_visible()
    page.goto(owner.page.url)
    expect(page.get_by_test_id("draft-text")).to_be_visible()
    plain.close()
    dashboard.vault.remove(file.path)


def test_a_tapped_tab_answers_at_once_while_its_page_is_on_its_way(dashboard: Dashboard, owner: Phone) -> None:
    owner.page.goto(f"{dashboard.url}/approvals")
    held: list[Route] = []
    owner.page.route("**/outbox?_rsc=*", lambda route: held.append(route))  # noqa: PLW0108  # it marks what it calls
    tab = owner.page.get_by_role("navigation", name="Main").get_by_role("link", name="Outbox")
    with owner.page.expect_request("**/outbox?_rsc=*"):
        tab.click()
    expect(tab.locator("svg")).to_have_class(PULSING)
    held[0].continue_()
    expect(owner.page).to_have_url(f"{dashboard.url}/outbox")
    expect(tab.locator("svg")).not_to_have_class(PULSING)


@pytest.mark.req("FR-P029", "P-US2.4")
def test_a_draft_that_arrives_changes_or_leaves_is_on_the_open_page_within_a_second(
    dashboard: Dashboard, owner: Phone
) -> None:
    owner.page.goto(f"{dashboard.url}/approvals")
    expect(owner.page.get_by_text("Nothing waits for you")).to_be_visible()
    card = owner.page.get_by_test_id(f"card-{draft_id(1)}")
    file = dashboard.draft(1)
    expect(card).to_be_visible(timeout=1_000)
    changed = email_draft(1, subject="Re: Changed in Obsidian")
    file = dashboard.vault.write(file.path, changed, file.sha256)
    expect(card).to_contain_text("Changed in Obsidian", timeout=1_000)
    dashboard.vault.move(file.path, f"Done/2026-11/{file.id}.md", file.sha256)
    expect(card).to_have_count(0, timeout=1_000)
    expect(owner.page.get_by_test_id("header-status")).to_contain_text("0 waiting", timeout=1_000)
    assert owner.errors == []


@pytest.mark.req("FR-P029")
def test_the_server_ends_at_once_even_while_pages_listen(tmp_path: Path) -> None:
    with running_dashboard(tmp_path / "run") as dashboard:
        client = dashboard.sign_in()
        address = f"{dashboard.url}/api/events"
        with requests.get(address, stream=True, timeout=20, cookies=client.cookies) as stream:
            lines = stream.iter_lines(chunk_size=1)
            assert any(line == b"event: hello" for line in lines)
            begun = time.monotonic()
            dashboard.stop()
            assert time.monotonic() - begun < 5
