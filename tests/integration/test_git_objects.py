"""Objects that the sync writes and reads by itself are the ones that git would have made."""

from __future__ import annotations

import os
import random
import shutil
import signal
from pathlib import Path

import pytest

from agent_skills.domain.zones import collision_key
from agent_skills.sync.clone_setup import create_repository
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.trees import Change
from tests.fixtures.product import git

pytestmark = pytest.mark.integration
WHO = "AI employee (local) <local@ai-employee.invalid>"
NAMES = ["a", "a.md", "a/b", "a/b/c.md", "a-b.md", "a0", "Inbox/é.md", "Inbox/x y.md", 'Inbox/"q".md', "z/z/z/z.md"]


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    (tmp_path / "vault").mkdir()
    return create_repository(tmp_path / "vault", "main", "")


def files_of(chance: random.Random) -> dict[str, bytes]:
    """Return some files; a file and a folder never have one name."""
    files: dict[str, bytes] = {}
    for name in chance.sample(NAMES, k=chance.randint(0, len(NAMES))):
        if not any(f"{other}/".startswith(f"{name}/") or f"{name}/".startswith(f"{other}/") for other in files):
            files[name] = bytes([chance.randrange(3)])
    return files


def tree_by_git(repo: GitRepo, files: dict[str, bytes]) -> str:
    """Return the tree that `git add -A` makes of these files."""
    for entry in repo.root.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for name, data in files.items():
        (repo.root / name).parent.mkdir(parents=True, exist_ok=True)
        (repo.root / name).write_bytes(data)
    git("-C", str(repo.root), "add", "-A")
    return git("-C", str(repo.root), "write-tree").strip()


@pytest.mark.parametrize("seed", range(5))
def test_every_commit_holds_the_tree_that_git_add_would_make(repo: GitRepo, seed: int) -> None:
    chance = random.Random(seed)
    before: dict[str, bytes] = {}
    commit: str | None = None
    for _ in range(12):
        after = files_of(chance)
        edits = {
            path: after.get(path)
            for path in sorted({*before, *after}, key=lambda _: chance.random())
            if before.get(path) != after.get(path)
        }
        made = repo.commit([commit] if commit else [], edits, "Change é", WHO)
        assert git("-C", str(repo.root), "rev-parse", f"{made}^{{tree}}").strip() == tree_by_git(repo, after)
        if commit:
            assert {change.path for change in repo.changes(commit, made)} == edits.keys()
        commit, before = made, after
    assert commit
    assert "error" not in git("-C", str(repo.root), "fsck", "--strict", "--no-dangling", commit)
    assert repo.is_ancestor(commit, commit)


def test_a_file_that_becomes_a_folder_is_one_removal_and_one_addition(repo: GitRepo) -> None:
    first = repo.commit([], {"a": b"file"}, "One", WHO)
    second = repo.commit([first], {"a": None, "a/b": b"inner"}, "Two", WHO)
    changes = repo.changes(first, second)
    assert [(change.path, change.old is None, change.new is None) for change in changes] == [
        ("a", False, True),
        ("a/b", True, False),
    ]
    assert repo.changes(second, first) == [Change(one.path, one.new, one.old) for one in changes]
    assert repo.entries(second, ["a", "a/b", "a/c", "x/y"]).keys() == {"a/b"}


def test_reading_goes_on_when_the_lasting_git_is_killed(repo: GitRepo) -> None:
    commit = repo.commit([], {"a": b"x"}, "One", WHO)
    assert repo.resolve(commit) == commit
    process = repo._reader.git.process
    assert process
    os.kill(process.pid, signal.SIGKILL)
    assert repo.resolve(commit) == commit


def test_a_large_blob_is_passed_over_and_the_next_one_is_read(repo: GitRepo) -> None:
    commit = repo.commit([], {"big": b"x" * 200_000, "small": b"y\n"}, "One", WHO)
    entries = repo.entries(commit, ["big", "small"])
    assert repo.blobs([entries["big"].oid, entries["small"].oid, "0" * 40], 1000) == {entries["small"].oid: b"y\n"}


def test_ancestors_are_told_near_and_far_and_across_merges(repo: GitRepo) -> None:
    line = [repo.commit([], {"a": b"0"}, "Root", WHO)]
    for number in range(20):
        line.append(repo.commit([line[-1]], {"a": str(number).encode()}, "Next", WHO))
    side = repo.commit([line[0]], {"b": b"side"}, "Side", WHO)
    merge = repo.commit([line[-1], side], {"b": b"side"}, "Merge", WHO)
    assert all(repo.is_ancestor(commit, merge) for commit in (line[0], line[-1], side, merge))
    assert not repo.is_ancestor(side, line[-1])
    assert not repo.is_ancestor(merge, side)


def test_names_that_a_laptop_takes_for_one_are_found(repo: GitRepo) -> None:
    files = {"Inbox/Ä.md": b"", "inbox/a\u0308.md": b"", "Inbox/b.md": b"", "Other/ä.md": b""}
    commit = repo.commit([], dict(files), "One", WHO)
    assert repo.alike(commit, ["INBOX/ä.md", "Inbox/new.md"], collision_key) == {"Inbox/Ä.md", "inbox/a\u0308.md"}
