"""The sync process asks the remote every minute, and every few seconds while the owner looks at the dashboard."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import schedule

from agent_skills.domain.items import Document
from agent_skills.runtime.health import Heartbeat, read_json
from agent_skills.runtime.looking import Looking
from agent_skills.runtime.loop import Loop, Wake
from agent_skills.runtime.sync_runner import SyncRunner
from agent_skills.vault.findings import VaultFindings
from tests.fixtures.git_remotes import Clone, Pair, exchange, mail_task

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


@pytest.mark.req("NFR-P-REL-002")
def test_a_vault_that_is_gone_shows_on_the_health_page_and_nothing_takes_its_place(pair: Pair, tmp_path: Path) -> None:
    local, _cloud = pair
    state, wake = tmp_path / "state", Wake()
    wake.stop()
    heartbeat = Heartbeat(state, "git_sync", lambda: NOW)
    loop = Loop(runner(local, state).tick, wake, schedule.Scheduler(), heartbeat)
    elsewhere = local.root.rename(tmp_path / "elsewhere")
    loop.once()
    told = read_json(state / "health" / "git_sync.json")
    assert told["state"] == "degraded"
    assert told["detail"] == f"The vault is not in its folder any more ({local.root})."
    assert "move it back" in told["remedy"]
    assert not local.root.exists()
    elsewhere.rename(local.root)
    loop.once()
    assert read_json(state / "health" / "git_sync.json")["state"] == "ok"


@pytest.mark.req("NFR-P-REL-002")
def test_a_clone_that_cannot_be_repaired_shows_on_the_health_page_with_what_to_do(pair: Pair, tmp_path: Path) -> None:
    local, _cloud = pair
    state = tmp_path / "state"
    (local.root / ".git/objects").rename(tmp_path / "objects")
    runner(local, state).tick()
    told = read_json(state / "health" / "git_sync.json")
    assert (told["state"], told["sync"]["last_pull"]) == ("degraded", None)
    assert "cannot be worked with" in told["detail"]
    assert "git fsck" in told["remedy"]


@pytest.mark.req("P-US4.4")
def test_the_heartbeat_tells_what_waits_how_long_a_round_took_and_what_was_kept_twice(
    pair: Pair, tmp_path: Path
) -> None:
    local, cloud = pair
    local.vault.create("Pending_Approval/Email/EMAIL_DRAFT_1.md", with_text("Dear Ali,"))
    exchange(local, cloud)
    for clone, text in ((local, "the owner's words"), (cloud, "the Cloud's words")):
        found = clone.vault.read("Pending_Approval/Email/EMAIL_DRAFT_1.md")
        clone.vault.write(found.path, with_text(text), found.sha256)
    cloud.sync.sync()
    state = tmp_path / "state"
    process = runner(local, state)
    process.tick()
    process.tick()
    told = read_json(state / "health" / "git_sync.json")["sync"]
    assert (told["state"], told["ahead"], told["behind"], told["conflicts"]) == ("synced", 0, 0, 1)
    assert 0 < told["cycle_seconds"] < 30


def with_text(text: str) -> Document:
    task = mail_task(1)
    return Document(task.front, f"# Reply\n\n## Draft\n\n{text}\n")
