"""Whatever state a clone or its remote is in: the sync works again, or says what to do; it is never stuck."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from agent_skills.domain.ports import SyncState
from agent_skills.domain.states import Agent
from agent_skills.sync.clone_setup import create_repository
from tests.fixtures.git_remotes import Pair, exchange, mail_task, make_remote, open_clone
from tests.fixtures.product import git

pytestmark = [pytest.mark.integration, pytest.mark.req("P-EC2", "P-EC8", "NFR-P-REL-002")]
FIRST, SECOND = "Inbox/EMAIL_1.md", "Inbox/EMAIL_2.md"


def at(root: Path, *arguments: str) -> str:
    return git("-C", str(root), *arguments)


def test_a_person_who_stages_and_commits_by_hand_is_respected(pair: Pair) -> None:
    local, cloud = pair
    (local.root / "Plans/idea.md").write_text("An idea\n", encoding="utf-8")
    at(local.root, "add", "-A")
    at(local.root, "-c", "user.name=Me", "-c", "user.email=me@example.org", "commit", "-qm", "My idea")
    (local.root / "Plans/second.md").write_text("Staged only\n", encoding="utf-8")
    at(local.root, "add", "-A")
    exchange(local, cloud)
    assert (cloud.root / "Plans/idea.md").read_text(encoding="utf-8") == "An idea\n"
    assert (cloud.root / "Plans/second.md").read_text(encoding="utf-8") == "Staged only\n"
    assert "My idea" in at(cloud.root, "log", "--format=%s", "main")
    assert local.status() == cloud.status() == ""


def test_a_detached_head_is_no_trouble_and_stays_where_the_person_put_it(pair: Pair) -> None:
    local, cloud = pair
    at(local.root, "checkout", "--quiet", "--detach")
    local.vault.create(FIRST, mail_task(1))
    exchange(local, cloud)
    assert cloud.vault.exists(FIRST)
    cloud.vault.create(SECOND, mail_task(2))
    exchange(cloud, local)
    assert local.vault.exists(SECOND)


def test_a_branch_that_was_deleted_here_comes_back(pair: Pair) -> None:
    local, cloud = pair
    at(local.root, "checkout", "--quiet", "--detach")
    at(local.root, "branch", "-D", "main")
    local.vault.create(FIRST, mail_task(1))
    exchange(local, cloud)
    assert cloud.vault.exists(FIRST)
    assert at(local.root, "rev-parse", "main") == at(cloud.root, "rev-parse", "main")


def test_a_remote_whose_branch_was_deleted_is_filled_again(pair: Pair, tmp_path: Path) -> None:
    local, cloud = pair
    at(tmp_path / "remote.git", "update-ref", "-d", "refs/heads/main")
    local.vault.create(FIRST, mail_task(1))
    exchange(local, cloud)
    assert cloud.vault.exists(FIRST)


def test_a_remote_that_was_made_anew_keeps_what_both_have(pair: Pair, tmp_path: Path) -> None:
    local, cloud = pair
    shutil.rmtree(tmp_path / "remote.git")
    make_remote(tmp_path)
    local.vault.create(FIRST, mail_task(1))
    cloud.vault.create(SECOND, mail_task(2))
    exchange(cloud, local)
    assert all(clone.vault.exists(path) for clone in pair for path in (FIRST, SECOND))


def test_a_remote_whose_history_was_rewritten_loses_nothing_of_ours(pair: Pair, tmp_path: Path) -> None:
    local, cloud = pair
    local.vault.create(FIRST, mail_task(1))
    exchange(local, cloud)
    remote = tmp_path / "remote.git"
    tree = at(remote, "rev-parse", "main^{tree}").strip()
    rewritten = at(remote, "-c", "user.name=x", "-c", "user.email=x@x", "commit-tree", tree, "-m", "squashed").strip()
    at(remote, "update-ref", "refs/heads/main", rewritten)
    local.vault.create(SECOND, mail_task(2))
    exchange(local, cloud)
    assert all(clone.vault.exists(path) for clone in pair for path in (FIRST, SECOND))
    assert at(local.root, "rev-parse", "main") == at(cloud.root, "rev-parse", "main")


def test_a_new_address_of_the_remote_is_used_at_once(pair: Pair, tmp_path: Path) -> None:
    local, _cloud = pair
    (tmp_path / "moved").mkdir()
    other = make_remote(tmp_path / "moved")
    at(local.root, "remote", "set-url", "origin", str(other))
    local.vault.create(FIRST, mail_task(1))
    assert local.sync.sync().error is None
    assert FIRST in at(other, "ls-tree", "-r", "--name-only", "main").splitlines()


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "refs/heads/main.lock", "ai-employee-applied.tmp"])
def test_a_lock_that_a_killed_git_left_does_not_stop_the_sync_for_good(pair: Pair, name: str) -> None:
    local, cloud = pair
    lock = local.root / ".git" / name
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_bytes(b"")
    os.utime(lock, (0, 0))
    local.vault.create(FIRST, mail_task(1))
    exchange(local, cloud)
    assert cloud.vault.exists(FIRST)


@pytest.mark.parametrize("damage", ["marker", "index", "fetched ref"])
def test_damaged_bookkeeping_is_made_anew(pair: Pair, damage: str) -> None:
    local, cloud = pair
    file = {
        "marker": ".git/ai-employee-applied",
        "index": ".git/index",
        "fetched ref": ".git/refs/ai-employee/remote",
    }[damage]
    (local.root / file).parent.mkdir(parents=True, exist_ok=True)
    (local.root / file).write_bytes(b"\0garbage\n")
    local.vault.create(FIRST, mail_task(1))
    exchange(local, cloud)
    assert cloud.vault.exists(FIRST)
    assert local.status() == ""


def test_a_corrupt_object_is_told_with_the_remedy_and_nothing_is_pushed(pair: Pair, tmp_path: Path) -> None:
    local, cloud = pair
    local.vault.create(FIRST, mail_task(1))
    exchange(local, cloud)
    before = at(tmp_path / "remote.git", "rev-parse", "main")
    for file in (local.root / ".git/objects").rglob("*"):
        if file.is_file():
            file.chmod(0o600)
            file.write_bytes(b"broken")
    local.vault.create(SECOND, mail_task(2))
    report = local.sync.sync()
    assert report.error
    [finding] = [finding for finding in report.findings if finding.code == "clone_damaged"]
    assert local.vault.exists(SECOND)
    assert at(tmp_path / "remote.git", "rev-parse", "main") == before
    assert "move the vault's `.git` folder away" in finding.remedy
    (local.root / ".git").rename(tmp_path / "broken.git")
    create_repository(local.root, "main", str(tmp_path / "remote.git"))
    mended = open_clone(local.root, Agent.LOCAL)
    exchange(mended, cloud)
    assert all(clone.vault.exists(path) for clone in (mended, cloud) for path in (FIRST, SECOND))
    assert not list(mended.root.rglob("*.conflict-*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(pair: Pair) -> None:
    local, cloud = pair
    cloud.vault.create(FIRST, mail_task(1))
    assert cloud.sync.sync().error is None
    (local.root / "Inbox").chmod(0o500)
    try:
        report = local.sync.sync()
    finally:
        (local.root / "Inbox").chmod(0o700)
    assert [finding.code for finding in report.findings] == ["not_applied"]
    exchange(local, cloud)
    assert local.vault.exists(FIRST)


def test_a_remote_that_is_no_repository_is_offline_not_an_error(pair: Pair, tmp_path: Path) -> None:
    local, _cloud = pair
    at(local.root, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    local.vault.create(FIRST, mail_task(1))
    report = local.sync.sync()
    assert report.state is SyncState.OFFLINE
    assert report.ahead == 1
    assert "cannot be reached" in (report.error or "")
    assert "nowhere' does not appear to be a git repository" in (report.error or ""), "git's cause, not its last line"


def test_a_branch_that_takes_no_push_is_told_in_the_remotes_own_words(pair: Pair, tmp_path: Path) -> None:
    local, cloud = pair
    hook = tmp_path / "remote.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'GH006: Protected branch update failed.' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    local.vault.create(FIRST, mail_task(1))
    report = local.sync.sync()
    assert report.state is SyncState.OFFLINE
    assert report.error == "The remote refuses this machine's changes (GH006: Protected branch update failed)."
    assert local.vault.exists(FIRST)
    hook.unlink()
    exchange(local, cloud)
    assert cloud.vault.exists(FIRST)


def test_a_file_and_a_folder_of_one_name_are_both_kept(pair: Pair) -> None:
    local, cloud = pair
    (local.root / "Plans/trip").write_text("by train\n", encoding="utf-8")
    (cloud.root / "Plans/trip").mkdir()
    (cloud.root / "Plans/trip/hotel.md").write_text("near the station\n", encoding="utf-8")
    exchange(cloud, local)
    exchange(local, cloud)
    for clone in pair:
        texts = {path.read_text(encoding="utf-8") for path in (clone.root / "Plans").rglob("*") if path.is_file()}
        assert {"by train\n", "near the station\n"} <= texts


def test_a_folder_that_becomes_a_file_arrives(pair: Pair) -> None:
    local, cloud = pair
    (local.root / "Plans/trip").mkdir()
    (local.root / "Plans/trip/hotel.md").write_text("x\n", encoding="utf-8")
    exchange(local, cloud)
    shutil.rmtree(local.root / "Plans/trip")
    (local.root / "Plans/trip").write_text("by train\n", encoding="utf-8")
    exchange(local, cloud)
    assert (cloud.root / "Plans/trip").read_text(encoding="utf-8") == "by train\n"
    (cloud.root / "Plans/trip").unlink()
    (cloud.root / "Plans/trip").mkdir()
    (cloud.root / "Plans/trip/hotel.md").write_text("again\n", encoding="utf-8")
    exchange(cloud, local)
    assert (local.root / "Plans/trip/hotel.md").read_text(encoding="utf-8") == "again\n"
