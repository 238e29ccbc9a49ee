"""Many mails at once: the Cloud agent shows that it works, and what is urgent does not wait for the rest."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_skills.domain.clock import parse_iso
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Alert, Reply, Triage
from cloud_agent.orchestrator import CloudOrchestrator
from cloud_agent.planning import WORK_AT_ONCE
from tests.fixtures.cloud_over_a_folder import cloud_parts, new_vault

pytestmark = pytest.mark.integration

MAILS = 12
DRAFTING = timedelta(minutes=2)
SILENT = timedelta(minutes=3)
"""What the health page calls a process that ended (nextjs_dashboard/src/lib/vault/state-folder.ts)."""

URGENT = f"EMAIL_{99:020x}"


class Morning:
    """A Cloud agent over a folder whose drafts take two minutes each; an urgent mail arrives during the first."""

    def __init__(self, root: Path) -> None:
        self.now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
        self.vault = new_vault(root)
        self.health = root / "state" / "health" / "cloud_orchestrator.json"
        self.drafted: list[str] = []
        self.silences: list[timedelta] = []
        self.rung: list[str] = []
        self.flushed = 0
        self.agent = CloudOrchestrator(cloud_parts(root, self.vault, self, self, self.clock))

    def clock(self) -> datetime:
        return self.now

    def arrive(self, item: str, subject: str) -> None:
        front = {"id": item, "type": "email", "status": "pending", "from": "ali@acme.example", "from_name": "Ali"}
        body = f"# {subject}\n\n## Message\n\nWhat is the price?\n"
        self.vault.create(f"Inbox/{item}.md", Document({**front, "subject": subject}, body))

    def triage(self, task: Document) -> Triage:
        priority = "High" if task.text("subject") == "Urgent" else "Low"
        return Triage(priority, "client", "reply", "asks for a price", 0.9, [], "model")

    def draft_reply(self, task: Document, handbook: Document | None) -> Reply:
        del handbook
        if not self.drafted:
            self.arrive(URGENT, "Urgent")
        beat = parse_iso(json.loads(self.health.read_text("utf-8"))["at"])
        assert beat
        self.now += DRAFTING
        self.silences.append(self.now - beat)
        self.drafted.append(task.text("id"))
        return Reply("It is 5 EUR.", "asks for a price", 0.9, "model", 0.01)

    def send(self, alert: Alert) -> str:
        self.rung.append(alert.event)
        return "sent"

    def flush(self) -> float | None:
        self.flushed += 1
        return None


@pytest.fixture
def morning(tmp_path: Path) -> Morning:
    started = Morning(tmp_path)
    for number in range(MAILS):
        started.arrive(f"EMAIL_{number:020x}", "Price")
    started.agent.tick()
    return started


def test_every_mail_is_drafted(morning: Morning) -> None:
    assert len(morning.vault.paths("Pending_Approval/Email")) == MAILS + 1


def test_an_agent_with_much_to_do_never_looks_as_if_it_had_ended(morning: Morning) -> None:
    assert max(morning.silences) < SILENT


@pytest.mark.req("P-US1.3")
def test_an_urgent_mail_is_answered_and_told_of_before_the_rest(morning: Morning) -> None:
    assert morning.drafted.index(URGENT) <= WORK_AT_ONCE
    assert morning.rung == ["urgent_email"]


def test_alerts_that_waited_for_their_time_do_not_wait_for_the_end_of_the_queue(morning: Morning) -> None:
    assert morning.flushed > MAILS / WORK_AT_ONCE
