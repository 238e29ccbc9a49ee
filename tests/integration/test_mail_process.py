"""The mailbox process: mail is filed as it arrives, and a mailbox that is away is shown, told and tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent_skills.domain.findings import Finding
from agent_skills.runtime.health import Heartbeat, read_json
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.memory import MemoryVault
from cloud_agent.watchers.mail_intake import MailIntake
from cloud_agent.watchers.mail_process import MailProcess
from cloud_agent.watchers.seen_store import SeenStore
from tests.fixtures.mail_samples import clock
from tests.fixtures.mailboxes import Mailbox, open_mailbox
from tests.fixtures.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-S015", "FR-S020", "P-US1.1")]

MAIL = b"From: a@example.net\nSubject: Hello\n\nText\n"


class Running:
    """A mailbox process over a vault in memory."""

    def __init__(self, box: Mailbox, folder: Path) -> None:
        self.vault = MemoryVault()
        self.folder = folder
        self.seen = SeenStore(folder / "seen.sqlite3")
        findings = VaultFindings(self.vault, clock, "cloud")
        intake = MailIntake(self.vault, findings, clock, folder / "quarantine")
        heartbeat = Heartbeat(folder, "mailbox", clock)
        self.process = MailProcess(box.source(self.seen), intake, findings, heartbeat, 60)

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = read_json(self.folder / "health" / "mailbox.json") or {}
        return found


@pytest.fixture(params=["maildir", "imap"])
def mailbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mailbox]:
    with open_mailbox(request.param, tmp_path) as box:
        yield box


@pytest.fixture
def running(mailbox: Mailbox, tmp_path: Path) -> Iterator[Running]:
    made = Running(mailbox, tmp_path)
    yield made
    made.process.stop()
    made.seen.close()


def test_mail_is_filed_as_it_arrives_and_the_process_ends_when_asked(mailbox: Mailbox, running: Running) -> None:
    thread = threading.Thread(target=running.process.run)
    thread.start()
    eventually(lambda: running.health().get("state") == "ok", "the first look")
    mailbox.deliver(MAIL)
    eventually(lambda: running.vault.paths("Inbox"), "the task file")
    running.process.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_a_mailbox_that_is_away_is_shown_and_told_until_it_is_back(tmp_path: Path) -> None:
    with open_mailbox("gmail", tmp_path) as box:
        running = Running(box, tmp_path)
        box.server.stop()  # type: ignore[attr-defined]  # only this kind has a server to stop
        waits = [running.process.tick(), running.process.tick()]
        assert (running.health()["state"], waits) == ("down", [5, 10])
        assert running.health()["remedy"]
        path = f"Needs_Action/{Finding('mailbox_unreachable', 'gmail', '', '').id}.md"
        assert running.vault.exists(path)
        box.server.start()  # type: ignore[attr-defined]  # as above
        box.deliver(MAIL)
        assert running.process.tick() == 0
        assert running.health()["state"] == "ok"
        assert not running.vault.exists(path)
        assert running.vault.paths("Inbox")
        running.process.stop()
        running.seen.close()


def test_a_look_that_the_end_of_the_process_broke_off_is_no_trouble_of_the_mailbox(tmp_path: Path) -> None:
    with open_mailbox("imap", tmp_path) as box:
        running = Running(box, tmp_path)
        running.process.tick()
        running.process.stop()
        box.server.stop()  # type: ignore[attr-defined]  # as above
        assert running.process.tick() == 0
        assert running.health()["state"] == "ok"
        running.seen.close()
