"""Whatever happens to the files, the next cycle commits exactly what lies there."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_skills.domain.states import Agent
from agent_skills.sync.folder_events import FolderEvents
from tests.fixtures.git_remotes import Clone, Pair, exchange, open_clone
from tests.fixtures.product import git

pytestmark = pytest.mark.integration
STORE = ".git/ai-employee-files"


def committed(clone: Clone) -> dict[str, str]:
    """Return path → object id of the branch."""
    listed = git("-C", str(clone.root), "ls-tree", "-r", "-z", "main").split("\0")
    return {row.split("\t", 1)[1]: row.split()[2] for row in listed if row}


def on_disk(clone: Clone) -> dict[str, str]:
    """Return path → object id of what git itself finds in the folder."""
    listed = git("-C", str(clone.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    paths = sorted({path for path in listed if path and (clone.root / path).is_file()})
    oids = git("-C", str(clone.root), "hash-object", "--no-filters", *paths).split() if paths else []
    return dict(zip(paths, oids, strict=True))


def one_change(root: Path, chance: random.Random) -> None:
    """Do something that a person, an editor or a file manager might do."""
    folders = [root / "Plans", *(path for path in (root / "Plans").rglob("*") if path.is_dir())]
    files = [path for path in (root / "Plans").rglob("*.md") if path.is_file()]
    folder, name = chance.choice(folders), f"{chance.randrange(9)}.md"
    match chance.randrange(8):
        case 0 | 1 if not (folder / name).is_dir():
            (folder / name).write_text(chance.choice("abc"), encoding="utf-8")
        case 2 if files:
            with chance.choice(files).open("r+b") as file:  # in place, as Obsidian saves
                file.write(chance.choice([b"d", b"e"]))
        case 3 if files:
            chance.choice(files).rename(folder / f"moved{chance.randrange(5)}.md")
        case 4 if files:
            chance.choice(files).unlink()
        case 5:
            (folder / f"f{chance.randrange(3)}/g").mkdir(parents=True, exist_ok=True)
        case 6 if folder.parent != root:
            folder.rename(root / f"Plans/r{chance.randrange(10**6)}")
        case 7 if folder.parent != root:
            shutil.rmtree(folder)
        case _:
            (folder / "note.md").write_text("x", encoding="utf-8")


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_the_next_cycle_commits_what_lies_there(pair: Pair, seed: int) -> None:
    local, cloud = pair
    chance = random.Random(seed)
    for _ in range(25):
        for _ in range(chance.randint(1, 6)):
            one_change(local.root, chance)
        assert local.sync.sync().error is None
        assert committed(local) == on_disk(local)
        if chance.random() < 0.2:
            local = open_clone(local.root, Agent.LOCAL)
    exchange(cloud, local)
    assert on_disk(cloud) == on_disk(local)


def no_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FolderEvents, "read", lambda _self: None)


def few_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FolderEvents, "watch", FolderEvents.stop)


@pytest.mark.parametrize("trouble", [no_events, few_watches])
def test_without_events_every_cycle_looks_at_everything(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[pytest.MonkeyPatch], None]
) -> None:
    trouble(monkeypatch)
    local = open_clone(pair[0].root, Agent.LOCAL)
    chance = random.Random(7)
    for _ in range(5):
        one_change(local.root, chance)
        assert local.sync.sync().error is None
        assert committed(local) == on_disk(local)


def test_what_changed_while_nothing_ran_is_noticed_at_the_start(pair: Pair) -> None:
    root = pair[0].root
    many = [root / f"Plans/{number}.md" for number in range(600)]
    for path in many:
        path.write_text("old", encoding="utf-8")
        os.utime(path, (1, 1))
    pair[0].sync.sync()
    open_clone(root, Agent.LOCAL).sync.sync()
    assert (root / STORE).exists()
    many[0].write_text("new", encoding="utf-8")
    os.utime(many[0], (1, 1))  # same size, same time of change
    many[1].unlink()
    many[2].rename(root / "Inbox/moved.md")
    local = open_clone(root, Agent.LOCAL)
    local.sync.sync()
    assert committed(local) == on_disk(local)
    assert "Inbox/moved.md" in committed(local)


@pytest.mark.parametrize("damage", [b"", b"{}\nx", b"[1]\n", b'{"commit": "%s"}\n' % (b"0" * 40), os.urandom(300)])
def test_a_damaged_store_of_signatures_is_not_believed(pair: Pair, damage: bytes) -> None:
    root = pair[0].root
    (root / STORE).write_bytes(damage)
    (root / "Plans/a.md").write_text("x", encoding="utf-8")
    local = open_clone(root, Agent.LOCAL)
    assert local.sync.sync().error is None
    assert committed(local) == on_disk(local)


def test_a_file_that_is_no_longer_ignored_is_committed(pair: Pair) -> None:
    local, _cloud = pair
    with (local.root / ".gitignore").open("a", encoding="utf-8") as file:
        file.write("secret-plan.md\n")
    (local.root / "Plans/secret-plan.md").write_text("x", encoding="utf-8")
    local.sync.sync()
    assert "Plans/secret-plan.md" not in committed(local)
    text = (local.root / ".gitignore").read_text(encoding="utf-8")
    (local.root / ".gitignore").write_text(text.replace("secret-plan.md\n", ""), encoding="utf-8")
    local.sync.sync()
    assert "Plans/secret-plan.md" in committed(local)


def test_a_second_process_on_the_same_clone_sees_the_same(pair: Pair) -> None:
    local, cloud = pair
    other = open_clone(local.root, Agent.LOCAL)
    other.sync.sync()
    for number in range(4):
        (cloud.root / f"Plans/{number}.md").write_text(str(number), encoding="utf-8")
        cloud.sync.sync()
        first, second = (local, other) if number % 2 else (other, local)
        first.sync.sync()
        before = local.commits()
        second.sync.sync()
        assert local.commits() == before
        (local.root / f"Plans/{number}.md").write_text("mine", encoding="utf-8")
        second.sync.sync()
        assert committed(local) == on_disk(local)
