"""`make demo` as a newcomer meets it, in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deployment.demo.dashboard_client import DashboardClient
from deployment.demo.place import Place
from tests.fixtures.product import PM2, REPOSITORY
from tests.fixtures.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@dataclass
class Demo:
    """The demo's commands, run as `make` runs them."""

    place: Place
    shown: str = field(default="")

    def run(self, command: str, extra: Mapping[str, str] | None = None) -> str:
        own = {key: value for key, value in os.environ.items() if not key.startswith("ANTHROPIC_")}
        done = subprocess.run(
            [sys.executable, "-m", "deployment.demo", "--root", str(self.place.root), command],
            env={**own, **(extra or {})},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
            cwd=REPOSITORY,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def found(self, pattern: str) -> str:
        match = re.search(pattern, self.shown)
        assert match, self.shown
        return match[1]

    def signed_in(self) -> DashboardClient:
        client = DashboardClient(self.found(r"Open +(http\S+)"))
        assert client.sign_in(self.found(r"Password +(\S+)"))
        return client

    def draft(self, subject: str) -> Path:
        folder = self.place.vault("local") / "Pending_Approval" / "Email"
        return next(path for path in folder.glob("*.md") if subject in path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    if not PM2.exists():
        pytest.skip("PM2 is not installed: npm ci in deployment/pm2")
    running = Demo(Place(tmp_path_factory.mktemp("demo") / "place"))
    try:
        running.shown = running.run("start")
        yield running
    finally:
        running.run("reset")
    assert not running.place.root.exists()


@pytest.mark.req("P-DoD", "FR-P044", "FR-P045", "P-US7.1", "P-US7.6")
def test_the_printed_password_opens_a_page_with_two_drafts(demo: Demo) -> None:
    assert sorted(demo.signed_in().subjects()) == ["Re: Lunch on Thursday?", "Re: URGENT: contract by 5 pm?"]
    assert "rules and templates draft" in demo.shown
    assert demo.run("status").count("online") == 8


def test_the_list_of_servers_for_desktop_clients_names_the_vault_that_is_there(demo: Demo) -> None:
    servers = json.loads((demo.place.root / "local-state/mcp.json").read_text("utf-8"))["mcpServers"]
    assert {Path(server["env"]["VAULT_PATH"]).is_dir() for server in servers.values()} == {True}


def test_a_mail_of_ones_own_words_arrives_as_typed(demo: Demo) -> None:
    words = 'Cost: $5 "net" `id` $(id) \\ ü?'
    demo.run("mail", {"DEMO_SUBJECT": words, "DEMO_FROM": '"Doe, J" <j@x.example>'})
    client = demo.signed_in()
    eventually(lambda: f"Re: {words}" in client.subjects(), "the draft on the page", 60)


def test_moving_a_draft_sends_it_and_the_outbox_shows_it(demo: Demo) -> None:
    assert "Nothing was sent yet" in demo.run("outbox")
    draft = demo.draft("Lunch on Thursday")
    draft.rename(demo.place.vault("local") / "Approved" / "Email" / draft.name)
    shown = eventually(lambda: "mara@north.example" in demo.run("outbox") and demo.run("outbox"), "the sent mail", 30)
    assert "In-Reply-To" in str(shown)


def test_a_second_start_finds_everything_running(demo: Demo) -> None:
    before = demo.run("status").count("restarts 0")
    again = demo.run("start")
    assert (before, demo.run("status").count("restarts 0")) == (8, 8)
    assert demo.found(r"Password +(\S+)") in again


@pytest.mark.req("P-DoD")
def test_after_a_stop_the_demo_goes_on_where_it_was(demo: Demo) -> None:
    demo.run("stop")
    demo.shown = demo.run("start")
    assert "Re: URGENT: contract by 5 pm?" in demo.signed_in().subjects()
    assert "Lunch" in demo.run("outbox")
