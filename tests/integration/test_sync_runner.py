"""The sync process asks the remote every minute, and every few seconds while the owner looks at the dashboard."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.looking import Looking
from agent_skills.runtime.sync_runner import SyncRunner
from agent_skills.vault.findings import VaultFindings
from tests.fixtures.git_remotes import Clone, Pair, mail_task

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.integration


def runner(clone: Clone, state: Path) -> SyncRunner:
    findings = VaultFindings(clone.vault, lambda: NOW, "local")
    looking = Looking(state, lambda: NOW)
    return SyncRunner(clone.sync, findings, Heartbeat(state, "git_sync", lambda: NOW), lambda: NOW, 60, looking.now)


def look(state: Path, seconds_ago: float) -> None:
    (state / "looking").mkdir(parents=True, exist_ok=True)
    note = state / "looking" / "dashboard"
    note.touch()
    os.utime(note, (NOW.timestamp() - seconds_ago, NOW.timestamp() - seconds_ago))


@pytest.mark.req("FR-P008", "NFR-P-PERF-001")
def test_the_cycle_is_short_while_a_page_is_open(pair: Pair, tmp_path: Path) -> None:
    local, _cloud = pair
    state = tmp_path / "state"
    assert runner(local, state).tick() == 60
    look(state, seconds_ago=10)
    assert runner(local, state).tick() == 5
    look(state, seconds_ago=60)
    assert runner(local, state).tick() == 60


@pytest.mark.req("FR-P012", "P-US4.4")
def test_an_outage_is_tried_again_after_ten_thirty_and_ninety_seconds(pair: Pair, tmp_path: Path) -> None:
    local, _cloud = pair
    (tmp_path / "remote.git").rename(tmp_path / "away.git")
    local.vault.create("Inbox/EMAIL_1.md", mail_task(1))
    process = runner(local, tmp_path / "state")
    assert [process.tick() for _ in range(4)] == [10, 30, 60, 60]
