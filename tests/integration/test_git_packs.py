"""What the product writes as a pack without starting git is what git itself reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.object_writer import PACKED
from tests.fixtures.git_remotes import Clone, Pair, exchange, mail_task
from tests.fixtures.product import git

pytestmark = pytest.mark.integration


def stored(clone: Clone) -> dict[str, int]:
    """Return git's own count of a clone's objects."""
    rows = git("-C", str(clone.root), "count-objects", "-v").splitlines()
    return {name: int(value) for name, value in (row.split(": ") for row in rows if "alternate" not in row)}


@pytest.mark.req("FR-P008")
def test_many_new_files_become_one_pack_that_git_reads_and_the_other_machine_gets(pair: Pair) -> None:
    local, cloud = pair
    before = stored(local)
    for number in range(60):
        local.vault.create(f"Inbox/EMAIL_{number}.md", mail_task(number))
    exchange(local, cloud)
    after = stored(local)
    assert after["packs"] == before["packs"] + 1
    assert after["count"] - before["count"] < PACKED
    assert git("-C", str(local.root), "fsck", "--strict", "--no-progress", "--no-dangling") == ""
    assert cloud.vault.read("Inbox/EMAIL_59.md").doc.body == mail_task(59).body


def test_one_change_makes_no_pack(pair: Pair) -> None:
    local, _ = pair
    before = stored(local)
    local.vault.create("Inbox/EMAIL_1.md", mail_task(1))
    assert local.sync.sync().error is None
    assert stored(local)["packs"] == before["packs"]
    assert stored(local)["count"] > before["count"]


def test_more_files_than_a_pack_holds_become_several(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    local, _ = pair
    monkeypatch.setattr("agent_skills.sync.object_writer.AT_MOST", 20)
    contents = [f"note {number}".encode() for number in range(50)]
    repo = GitRepo(local.root)
    before = stored(local)["packs"]
    oids = repo.store(contents)
    assert stored(local)["packs"] == before + 3
    assert list(repo.blobs(oids, 100).values()) == contents


@pytest.mark.req("P-EC9")
def test_packs_that_cannot_be_written_are_told_and_leave_nothing(pair: Pair) -> None:
    local, _ = pair
    packs = local.root / ".git" / "objects" / "pack"
    packs.mkdir(exist_ok=True)
    kept = packs.rename(packs.with_name("kept"))
    packs.write_bytes(b"in the way")
    repo = GitRepo(local.root)
    with pytest.raises(GitError):
        repo.store(f"note {number}".encode() for number in range(PACKED))
    assert left_over(packs.parent) == []
    packs.unlink()
    kept.rename(packs)
    assert len(repo.store(f"note {number}".encode() for number in range(PACKED))) == PACKED


def left_over(folder: Path) -> list[Path]:
    return list(folder.rglob("tmp_obj_*"))
