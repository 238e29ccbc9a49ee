"""Large queues, search, the state of the parts, and pages that cannot be shown."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from agent_skills.vault.vault_parser import serialize
from tests.fixtures.dashboard import Dashboard, running_dashboard
from tests.fixtures.drafts import draft_id, email_draft
from tests.fixtures.phone import Phone

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]
MANY = 10_000
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def crowded(dashboard: Dashboard) -> Dashboard:
    """A queue of 10,000 drafts, written without the durability that would take minutes."""
    place = dashboard.root / "vault" / "Pending_Approval" / "Email"
    for number in range(MANY):
        (place / f"{draft_id(number)}.md").write_bytes(serialize(email_draft(number, subject=f"Re: Order {number}")))
    return dashboard


@pytest.mark.req("FR-P020")
def test_ten_thousand_waiting_drafts_are_shown_a_page_at_a_time(crowded: Dashboard, owner: Phone) -> None:
    owner.page.goto(f"{crowded.url}/approvals")
    expect(owner.page.get_by_text(re.compile(r"1–50 of 10,000"))).to_be_visible(timeout=30_000)
    owner.wait_until_awake()
    owner.page.keyboard.press("End")
    expect(owner.page.locator("[data-card]")).to_have_count(50)
    owner.page.get_by_role("link", name="Next").click()
    expect(owner.page.get_by_text("51–100 of 10,000")).to_be_visible()
    owner.page.goto(f"{crowded.url}/approvals?page=200")
    expect(owner.page.get_by_text("9,951–10,000 of 10,000")).to_be_visible()
    owner.page.goto(f"{crowded.url}/approvals?page=999")
    owner.page.get_by_role("link", name="Before").click()
    expect(owner.page.get_by_text("9,951–10,000 of 10,000")).to_be_visible()


def test_the_way_back_from_a_draft_finds_its_place_in_a_list_that_grew(crowded: Dashboard, owner: Phone) -> None:
    owner.page.goto(f"{crowded.url}/approvals")
    owner.wait_until_awake()
    cards = owner.page.locator("[data-card]")
    for number in (5, 11, 17, 23):
        cards.nth(number).scroll_into_view_if_needed()
    chosen = cards.nth(23).get_attribute("data-testid")
    cards.nth(23).tap()
    expect(owner.page.get_by_test_id("draft-text")).to_be_visible()
    owner.page.go_back()
    expect(owner.page.get_by_test_id(str(chosen))).to_be_in_viewport()


def test_a_word_finds_its_draft_among_thousands(crowded: Dashboard, owner: Phone) -> None:
    file = crowded.draft(MANY + 1, subject="Re: Øresund bridge")
    crowded.vault.move(file.path, f"Done/2026-11/{file.id}.md", file.sha256, file.doc.with_front(status="sent"))
    owner.page.goto(f"{crowded.url}/approvals")
    owner.press_until_focused("/", owner.page.get_by_role("searchbox"))
    owner.page.keyboard.type("øresund")
    owner.page.keyboard.press("Enter")
    expect(owner.page.get_by_test_id(f"hit-{file.id}")).to_contain_text("Sent")
    box = owner.page.get_by_role("searchbox", name="Search all drafts")
    box.fill("order 4321")
    expect(owner.page.get_by_test_id(f"hit-{draft_id(4321)}")).to_be_visible()
    expect(owner.page).to_have_url(re.compile(r"q=order%204321"))


@contextmanager
def running_agent(dashboard: Dashboard) -> Iterator[subprocess.Popen[bytes]]:
    """The Local agent itself, on this vault alone."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "VAULT_PATH": str(dashboard.root / "vault"),
        "AI_EMPLOYEE_STATE": str(dashboard.state),
        "ENABLE_CLOUD_AGENT": "false",
    }
    command = [sys.executable, "-m", "local_agent", "run"]
    with (dashboard.root / "agent.log").open("wb") as log:
        started = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=log, stderr=log)
        try:
            yield started
        finally:
            started.terminate()
            started.wait(20)


@pytest.mark.req("FR-P027", "P-US8.3", "P-US8.4")
def test_a_part_is_tested_on_demand_and_one_that_ended_is_down(
    tmp_path_factory: pytest.TempPathFactory, browser_of_a_stranger: Browser
) -> None:
    folder = tmp_path_factory.mktemp("health") / "run"
    with running_dashboard(folder) as dashboard, running_agent(dashboard) as process:
        phone = Phone(browser_of_a_stranger, dashboard.url)
        phone.sign_in()
        phone.page.goto(f"{dashboard.url}/health")
        row = phone.page.get_by_test_id("health-smtp")
        expect(row).to_contain_text("No mail server is set up", timeout=30_000)
        phone.page.get_by_role("button", name="Test Outgoing mail").click()
        expect(row).to_contain_text("Tested just now: offline.")
        phone.page.get_by_role("button", name="Test Agent on this laptop").click()
        expect(phone.page.get_by_test_id("health-local_orchestrator")).to_contain_text("Tested just now: works.")
        process.kill()
        process.wait(10)
        expect(phone.page.get_by_test_id("health-local_orchestrator")).to_contain_text("It has ended.", timeout=15_000)
        assert phone.errors == []
        phone.close()


def test_a_wrong_address_is_told_as_such(dashboard: Dashboard, owner: Phone) -> None:
    answer = owner.page.goto(f"{dashboard.url}/no/such/page")
    assert answer
    assert answer.status == 404
    expect(owner.page.get_by_role("heading", name="There is no such page")).to_be_visible()
    owner.page.get_by_role("link", name="To the queue").click()
    expect(owner.page).to_have_url(f"{dashboard.url}/")


def test_a_vault_that_cannot_be_read_is_told_and_heals(tmp_path: Path, browser_of_a_stranger: Browser) -> None:
    with running_dashboard(tmp_path / "run") as dashboard:
        phone = Phone(browser_of_a_stranger, dashboard.url)
        phone.sign_in()
        dashboard.stop()
        briefings = dashboard.root / "vault" / "Briefings"
        (briefings / ".gitkeep").unlink()
        briefings.rmdir()
        briefings.write_text("no folder")
        dashboard.start()
        phone.page.goto(f"{dashboard.url}/approvals")
        expect(phone.page.get_by_role("heading", name=re.compile("problem|could not be shown"))).to_be_visible()
        expect(phone.page.get_by_text(re.compile("Pending_Approval"))).to_be_visible()
        briefings.unlink()
        phone.page.get_by_role("button", name="Try again").click()
        expect(phone.page.get_by_text("Nothing waits for you")).to_be_visible()
        phone.close()


@pytest.mark.req("P-US2.9", "FR-P026")
@pytest.mark.parametrize(
    "path", ["health/test", "push/test", "approve", "approve/batch", "reject", "redraft", "snooze"]
)
def test_nothing_is_changed_for_strangers_or_from_other_sites(dashboard: Dashboard, path: str) -> None:
    address = f"{dashboard.url}/api/{path}"
    stranger = requests.post(address, json={}, headers={"Origin": dashboard.url}, timeout=10)
    assert stranger.status_code == 401
    client = dashboard.sign_in()
    assert client.post(address, json={}, headers={"Origin": "https://evil.example"}, timeout=10).status_code == 403
    assert client.get(address, timeout=10).status_code == 405
    assert client.post(address, data="{}", timeout=10).status_code == 415
