"""What the owner reads in the vault: findings once each, and a Dashboard.md that keeps foreign text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document
from agent_skills.vault.dashboard_updater import DashboardUpdater, take_overview
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.memory import MemoryVault

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TROUBLE = Finding("mailbox_down", "imap", "The mailbox does not answer.", "Check the password.")


def test_the_same_trouble_is_told_once_with_its_remedy() -> None:
    vault = MemoryVault()
    findings = VaultFindings(vault, lambda: NOW, "cloud")
    assert [findings.report(TROUBLE), findings.report(TROUBLE)] == [True, False]
    [path] = vault.paths("Needs_Action")
    assert "Check the password." in vault.read(path).doc.body


def test_a_mended_trouble_leaves_the_list_and_can_come_back() -> None:
    vault = MemoryVault()
    findings = VaultFindings(vault, lambda: NOW, "cloud")
    for _ in range(2):
        findings.report(TROUBLE)
        findings.clear(TROUBLE.code, TROUBLE.subject)
    assert vault.paths("Needs_Action") == []
    assert len(vault.paths("Done/2026-11")) == 2
    assert findings.report(TROUBLE)


@pytest.mark.req("FR-B009", "FR-B010", "C2")
def test_the_overview_is_renewed_and_other_text_survives() -> None:
    vault = MemoryVault()
    vault.create("Dashboard.md", Document({"type": "dashboard"}, "# Mine\n\nMy words.\n\n## Updates\n\n- old\n"))
    vault.create(
        "Pending_Approval/Email/EMAIL_DRAFT_1.md", Document({"status": "pending_approval", "priority": "High"})
    )
    updater = DashboardUpdater(vault, lambda: NOW)
    assert updater.update_local(take_overview(vault))
    body = vault.read("Dashboard.md").doc.body
    assert "My words." in body
    assert "- old" in body
    assert "[[Pending_Approval/Email/EMAIL_DRAFT_1]]" in body


@pytest.mark.req("NFR-B-REL-003")
def test_a_second_look_at_the_same_vault_writes_nothing() -> None:
    vault = MemoryVault()
    updater = DashboardUpdater(vault, lambda: NOW)
    updater.update_local(take_overview(vault))
    assert updater.update_local(take_overview(vault)) is False


def test_the_clouds_updates_come_newest_first() -> None:
    vault = MemoryVault()
    updater = DashboardUpdater(vault, lambda: NOW)
    updater.add_update("cloud", "first")
    updater.add_update("cloud", "second\nline")
    lines = [line for line in vault.read("Dashboard.md").doc.body.splitlines() if line.startswith("- ")]
    assert [line.split(" ", 3)[3] for line in lines] == ["second line", "first"]
