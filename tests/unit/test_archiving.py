"""A draft that nobody decided for a week leaves the queue and can be found again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.scaffold import create_vault
from agent_skills.vault.store import FileVault
from local_agent.archiving import Archiver
from tests.fixtures.laptop import email_draft

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PENDING = "Pending_Approval/Email/EMAIL_DRAFT_1.md"


def archive(root: Path, **front: str) -> tuple[FileVault, list[str]]:
    create_vault(root)
    vault = FileVault(root)
    vault.create(PENDING, email_draft(1, **front))
    return vault, Archiver(vault, VaultFindings(vault, lambda: NOW, "local"), lambda: NOW).run()


def ago(**time: float) -> str:
    return (NOW - timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.req("P-EC9")
def test_a_draft_that_waited_for_eight_days_is_archived_and_told(tmp_path: Path) -> None:
    vault, moved = archive(tmp_path, created_at=ago(days=8))
    assert moved == ["EMAIL_DRAFT_1"]
    archived = vault.read("Archive/old_drafts/EMAIL_DRAFT_1.md")
    assert "Yes, gladly." in archived.doc.body
    [note] = vault.paths("Needs_Action")
    assert "EMAIL_DRAFT_1" in vault.read(note).doc.body


@pytest.mark.parametrize("field", ["updated_at", "snoozed_until"])
@pytest.mark.req("P-EC9")
def test_a_draft_that_somebody_touched_stays(tmp_path: Path, field: str) -> None:
    vault, moved = archive(tmp_path, created_at=ago(days=30), **{field: ago(days=1)})
    assert moved == []
    assert vault.exists(PENDING)


def test_a_draft_whose_age_nobody_knows_stays(tmp_path: Path) -> None:
    assert archive(tmp_path, created_at="someday")[1] == []
