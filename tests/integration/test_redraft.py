"""The owner asks for another version of a draft; the Cloud agent writes it, once, and links it to the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent_skills.domain.items import Document, draft_text
from agent_skills.domain.ports import Alert, Reply, Triage
from agent_skills.vault.store import FileVault
from cloud_agent.orchestrator import CloudOrchestrator
from tests.fixtures.cloud_over_a_folder import cloud_parts, new_vault
from tests.fixtures.drafts import draft_id, email_draft

pytestmark = pytest.mark.integration
MAIL = f"EMAIL_{1:020x}"
REQUEST = "Needs_Action/REDRAFT_1.md"


@dataclass
class Writer:
    """A drafter that keeps what it was asked."""

    asked: list[Document] = field(default_factory=list)

    def triage(self, task: Document) -> Triage:
        raise AssertionError(task)

    def draft_reply(self, task: Document, handbook: Document | None) -> Reply:
        del handbook
        self.asked.append(task)
        return Reply("Shorter, as you wished.", "asks for a quote", 0.9, "model", 0.01)


class NoAlerts:
    """Nothing here rings."""

    def send(self, alert: Alert) -> str:
        raise AssertionError(alert)

    def flush(self) -> float | None:
        return None


def clock() -> datetime:
    return datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def cloud(root: Path, writer: Writer) -> tuple[CloudOrchestrator, FileVault]:
    vault = new_vault(root)
    return CloudOrchestrator(cloud_parts(root, vault, writer, NoAlerts(), clock)), vault


def refused(vault: FileVault, number: int = 1) -> None:
    front = {"id": MAIL, "type": "email", "status": "rejected", "from": "ali@acme.example", "subject": "Quote"}
    vault.create(f"Done/2026-11/{MAIL}.md", Document({**front}, "# Quote\n\n## Message\n\nA quote, please?\n"))
    vault.create(f"Rejected/{draft_id(number)}.md", email_draft(number, status="rejected", original_id=MAIL))


def request(vault: FileVault, draft: str, remark: str = "Too long") -> None:
    fields = {"id": "REDRAFT_1", "type": "redraft", "status": "triaged", "lane": "reply", "draft_id": draft}
    vault.create(REQUEST, Document({**fields, "original_id": MAIL, "remark": remark}, "# Another version\n"))


@pytest.mark.req("FR-P022", "P-US2.5")
def test_another_version_follows_the_owners_remark_and_names_the_one_before(tmp_path: Path) -> None:
    writer = Writer()
    agent, vault = cloud(tmp_path, writer)
    refused(vault)
    request(vault, draft_id(1))
    agent.tick()
    agent.tick()
    draft = vault.read(f"Pending_Approval/Email/{draft_id(1)}_v2.md").doc
    assert draft_text(draft.body) == "Shorter, as you wished."
    assert (draft.text("previous_id"), draft.front["version"]) == (draft_id(1), 2)
    assert draft.texts("to") == ["ali@acme.example"]
    assert [task.text("owner_remark") for task in writer.asked] == ["Too long"]
    assert writer.asked[0].text("refused_text").startswith("Dear Ali,")
    assert vault.read("Done/2026-11/21/REDRAFT_1.md").doc.text("status") == "done"


def test_a_third_version_follows_the_second(tmp_path: Path) -> None:
    agent, vault = cloud(tmp_path, Writer())
    refused(vault)
    second = f"{draft_id(1)}_v2"
    vault.create(f"Rejected/{second}.md", email_draft(1, id=second, version=2, original_id=MAIL))
    request(vault, second)
    agent.tick()
    assert vault.read(f"Pending_Approval/Email/{draft_id(1)}_v3.md").doc.text("previous_id") == second


def test_a_request_whose_mail_is_gone_is_told_and_ends(tmp_path: Path) -> None:
    writer = Writer()
    agent, vault = cloud(tmp_path, writer)
    request(vault, "EMAIL_DRAFT_gone")
    agent.tick()
    agent.tick()
    assert vault.read("Done/2026-11/21/REDRAFT_1.md").doc.text("status") == "failed"
    [finding] = vault.paths("Needs_Action")
    assert "redraft_impossible" in finding
    assert writer.asked == []
