"""What changes in the vault is on the screen at once, for as many open pages as there are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from tests.fixtures.dashboard import Dashboard, running_dashboard
from tests.fixtures.drafts import draft_id, email_draft
from tests.fixtures.phone import Phone

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


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
