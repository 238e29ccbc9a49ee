"""Two machines, one remote, real git: nothing lost, nothing doubled, nothing foreign applied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent_skills.domain.items import Document
from agent_skills.domain.ports import SyncState
from agent_skills.domain.states import Agent
from tests.fixtures.git_remotes import Clone, Pair, exchange, mail_task, open_clone

pytestmark = pytest.mark.integration
DRAFT = "Pending_Approval/Email/EMAIL_DRAFT_1.md"
APPROVED = "Approved/Email/EMAIL_DRAFT_1.md"


def files(clone: Clone) -> dict[str, bytes]:
    return {path: clone.vault.read_bytes(path) for path in clone.vault.paths("")}


@pytest.mark.req("FR-P007", "FR-P008", "FR-P009", "P-US4.1", "P-US4.2")
def test_a_draft_of_the_cloud_reaches_the_laptop(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.create(DRAFT, Document({"id": "EMAIL_DRAFT_1"}, "## Draft\n\nHi\n"))
    exchange(cloud, local)
    assert local.vault.read(DRAFT).doc.body == "## Draft\n\nHi\n"
    assert local.status() == cloud.status() == ""


def test_a_quiet_cycle_makes_no_commit(pair: Pair) -> None:
    local, cloud = pair
    before = local.commits()
    for _ in range(3):
        exchange(local, cloud)
    assert local.commits() == cloud.commits() == before


@pytest.mark.req("FR-P013", "FR-P014", "P-US4.3", "P-US1.5", "NFR-P-REL-003", "SC-P006")
def test_of_two_claims_exactly_one_wins_for_each_of_a_hundred_tasks(pair: Pair) -> None:
    local, cloud = pair
    for number in range(100):
        cloud.vault.create(f"Needs_Action/EMAIL_{number}.md", mail_task(number))
    exchange(cloud, local)
    paths = [f"Needs_Action/EMAIL_{number}.md" for number in range(100)]
    won: dict[str, list[str]] = {path: [] for path in paths}
    for start in range(0, 100, 10):
        batch = paths[start : start + 10]
        first, second = (cloud, local) if start % 20 else (local, cloud)
        for clone in (first, second):
            for result in clone.sync.claim(batch):
                if result.won:
                    won[f"Needs_Action/{result.item_id}.md"].append(clone.root.name)
                else:
                    assert result.owner == first.root.name
        exchange(second, first)
    assert [len(owners) for owners in won.values()] == [1] * 100
    assert files(local) == files(cloud)


def test_two_claims_made_at_the_same_time_are_decided_by_the_push(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.create("Needs_Action/EMAIL_1.md", mail_task(1))
    exchange(cloud, local)
    mine = local.claims.mark(["Needs_Action/EMAIL_1.md"])
    [won] = cloud.sync.claim(["Needs_Action/EMAIL_1.md"])
    assert local.sync.sync().error is None
    [lost] = local.claims.confirm(mine)
    assert (won.won, lost.won, lost.owner) == (True, False, "cloud")
    exchange(cloud, local)
    assert local.vault.find("EMAIL_1") == cloud.vault.find("EMAIL_1") == ["In_Progress/cloud/EMAIL_1.md"]


def test_offline_nothing_is_claimed_and_the_task_stays_where_it_waits(pair: Pair, tmp_path: Path) -> None:
    local, cloud = pair
    cloud.vault.create("Needs_Action/EMAIL_1.md", mail_task(1))
    exchange(cloud, local)
    (tmp_path / "remote.git").rename(tmp_path / "away.git")
    [result] = local.sync.claim(["Needs_Action/EMAIL_1.md"])
    assert not result.won
    assert local.vault.find("EMAIL_1") == ["Needs_Action/EMAIL_1.md"]
    (tmp_path / "away.git").rename(tmp_path / "remote.git")
    exchange(local, cloud)
    assert cloud.vault.find("EMAIL_1") == ["Needs_Action/EMAIL_1.md"]


@pytest.mark.req("FR-P012", "P-US4.4", "NFR-P-REL-002", "P-EC2")
def test_work_done_while_the_remote_was_away_arrives_later(pair: Pair, tmp_path: Path) -> None:
    local, cloud = pair
    (tmp_path / "remote.git").rename(tmp_path / "away.git")
    cloud.vault.create("Inbox/EMAIL_1.md", mail_task(1))
    report = cloud.sync.sync()
    assert (report.state, report.ahead) == (SyncState.OFFLINE, 1)
    assert report.error
    local.vault.create("Inbox/EMAIL_2.md", mail_task(2))
    assert local.sync.sync().state is SyncState.OFFLINE
    (tmp_path / "away.git").rename(tmp_path / "remote.git")
    exchange(cloud, local)
    assert files(local) == files(cloud)
    assert {"Inbox/EMAIL_1.md", "Inbox/EMAIL_2.md"} <= set(files(local))


def test_moving_a_whole_folder_never_takes_along_the_new_file_of_the_other_side(pair: Pair) -> None:
    local, cloud = pair
    for number in range(3):
        local.vault.create(f"Needs_Action/EMAIL_{number}.md", mail_task(number))
    exchange(local, cloud)
    for number in range(3):
        path = f"Needs_Action/EMAIL_{number}.md"
        local.vault.move(path, f"Done/2026-11/EMAIL_{number}.md", local.vault.read(path).sha256)
    cloud.vault.create("Needs_Action/EMAIL_9.md", mail_task(9))
    exchange(local, cloud)
    assert local.vault.paths("Needs_Action") == cloud.vault.paths("Needs_Action") == ["Needs_Action/EMAIL_9.md"]


@pytest.mark.parametrize("first", ["local", "cloud"])
def test_edits_of_look_alike_files_never_land_in_the_wrong_one(pair: Pair, first: str) -> None:
    local, cloud = pair
    for number in range(2):
        cloud.vault.create(f"Needs_Action/EMAIL_{number}.md", mail_task(number))
    exchange(cloud, local)
    for number in range(2):
        path = f"Needs_Action/EMAIL_{number}.md"
        cloud.vault.move(path, f"In_Progress/cloud/EMAIL_{number}.md", cloud.vault.read(path).sha256)
    task = local.vault.read("Needs_Action/EMAIL_0.md")
    local.vault.write(task.path, Document(task.doc.front, task.doc.body + "only mine\n"), task.sha256)
    exchange(*((local, cloud) if first == "local" else (cloud, local)))
    assert cloud.vault.read("In_Progress/cloud/EMAIL_0.md").doc.body.endswith("only mine\n")
    assert "only mine" not in cloud.vault.read("In_Progress/cloud/EMAIL_1.md").doc.body
    exchange(local, cloud)
    assert files(local) == files(cloud)


def test_an_edit_that_crosses_an_approval_makes_the_approval_fall(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.create(DRAFT, Document({"id": "EMAIL_DRAFT_1", "to": "ali@acme.com"}, "## Draft\n\nHi\n"))
    exchange(cloud, local)
    draft = cloud.vault.read(DRAFT)
    local.vault.move(DRAFT, APPROVED, draft.sha256)
    cloud.vault.write(DRAFT, draft.doc.with_front(to="eve@evil.example"), draft.sha256)
    exchange(cloud, local)
    assert local.vault.find("EMAIL_DRAFT_1") == [DRAFT]
    assert "approval fell" in local.vault.read(DRAFT).doc.text("note")


@pytest.mark.req("FR-P011", "P-US4.5", "P-EC1", "SC-P007")
def test_each_side_keeps_its_own_sections_of_the_dashboard(pair: Pair) -> None:
    local, cloud = pair
    local.vault.create("Dashboard.md", Document({"type": "dashboard"}, "## Statistics\n\none\n\n## Updates\n\n"))
    exchange(local, cloud)
    mine, other = local.vault.read("Dashboard.md"), cloud.vault.read("Dashboard.md")
    local.vault.write(
        "Dashboard.md", Document(mine.doc.front, "## Statistics\n\ntwo\n\n## Updates\n\nforged\n"), mine.sha256
    )
    cloud.vault.write(
        "Dashboard.md", Document(other.doc.front, "## Statistics\n\nforged\n\n## Updates\n\n- new\n"), other.sha256
    )
    exchange(cloud, local)
    exchange(local, cloud)
    body = local.vault.read("Dashboard.md").doc.body
    assert body == cloud.vault.read("Dashboard.md").doc.body
    assert ("two" in body, "- new" in body, "forged" in body) == (True, True, False)


def test_both_machines_log_lines_survive(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.append("Logs/API_Usage/x.md", "# Usage", "| first |")
    exchange(cloud, local)
    cloud.vault.append("Logs/API_Usage/x.md", "# Usage", "| cloud |")
    local.vault.append("Logs/API_Usage/x.md", "# Usage", "| local |")
    exchange(cloud, local)
    text = local.vault.read_bytes("Logs/API_Usage/x.md").decode()
    assert sorted(text.splitlines()[1:]) == ["| cloud |", "| first |", "| local |"]


def test_an_undecided_move_to_approved_stays_uncommitted_until_the_gate_knows_it(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.create(DRAFT, Document({"id": "EMAIL_DRAFT_1"}, "## Draft\n\nHi\n"))
    exchange(cloud, local)
    decided: set[str] = set()
    gated = open_clone(local.root, Agent.LOCAL, lambda path, _data: path in decided)
    gated.vault.move(DRAFT, APPROVED, gated.vault.read(DRAFT).sha256)
    gated.sync.sync()
    assert gated.sync.came_from_git(DRAFT)
    assert not gated.sync.came_from_git(APPROVED)
    decided.add(APPROVED)
    exchange(gated, cloud)
    assert cloud.vault.find("EMAIL_DRAFT_1") == [APPROVED]


@pytest.mark.req("FR-P055", "P-US5.7", "NFR-P-SEC-002")
def test_secrets_are_never_committed_and_the_owner_is_told(pair: Pair) -> None:
    local, cloud = pair
    (local.root / "prod.pem").write_text("x", encoding="utf-8")
    local.vault.create("Inbox/EMAIL_1.md", Document({}, "-----BEGIN RSA PRIVATE KEY-----\n"))
    report = local.sync.sync()
    assert {finding.code for finding in report.findings} == {"secret_in_vault"}
    cloud.sync.sync()
    assert not cloud.vault.exists("Inbox/EMAIL_1.md")
    assert not (cloud.root / "prod.pem").exists()


def test_a_vault_that_turns_empty_stops_the_sync(pair: Pair) -> None:
    local, cloud = pair
    for entry in local.root.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    report = local.sync.sync()
    assert [finding.code for finding in report.findings] == ["vault_empty"]
    cloud.sync.sync()
    assert cloud.vault.exists("Company_Handbook.md")


def test_a_vault_that_was_moved_away_is_told_and_goes_on_once_it_is_back(pair: Pair) -> None:
    local, cloud = pair
    elsewhere = local.root.rename(local.root.with_name("elsewhere"))
    report = local.sync.sync()
    assert [finding.code for finding in report.findings] == ["vault_missing"]
    assert not local.root.exists(), "a folder made anew stands in the way of the one that comes back"
    elsewhere.rename(local.root)
    local.vault.create("Inbox/EMAIL_1.md", mail_task(1))
    exchange(local, cloud)
    assert cloud.vault.exists("Inbox/EMAIL_1.md")


def test_a_crash_between_pull_and_files_never_looks_like_deletions(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.create("Inbox/EMAIL_1.md", mail_task(1))
    cloud.sync.sync()
    crashed = open_clone(local.root, Agent.LOCAL)

    def crash(name: str) -> None:
        if name == "branch moved":
            raise KeyboardInterrupt

    crashed.sync._step = crash
    with pytest.raises(KeyboardInterrupt):
        crashed.sync.sync()
    exchange(local, cloud)
    assert local.vault.exists("Inbox/EMAIL_1.md")
    assert cloud.vault.exists("Inbox/EMAIL_1.md")


def test_a_file_that_a_person_changes_while_the_merge_runs_keeps_their_words(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.create("Inbox/EMAIL_1.md", mail_task(1))
    exchange(cloud, local)
    task = cloud.vault.read("Inbox/EMAIL_1.md")
    cloud.vault.write(task.path, task.doc.with_front(priority="High"), task.sha256)
    cloud.sync.sync()

    def type_now(name: str) -> None:
        if name == "branch moved":
            mine = local.vault.read("Inbox/EMAIL_1.md")
            local.vault.write(mine.path, Document(mine.doc.front, mine.doc.body + "\nmy words\n"), mine.sha256)

    local.sync._step = type_now
    local.sync.sync()
    local.sync._step = lambda _name: None
    exchange(local, cloud)
    assert "my words" in cloud.vault.read("Inbox/EMAIL_1.md").doc.body
    assert cloud.vault.read("Inbox/EMAIL_1.md").doc.text("priority") == "High"
