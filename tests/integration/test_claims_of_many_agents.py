"""Several Cloud agents on one remote, with claims by moves and by refs: one owner a task, and enough for everybody."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from agent_skills.domain.states import Agent
from agent_skills.sync.claiming import ClaimMode
from agent_skills.sync.clone_setup import clone_repository
from agent_skills.sync.shares import CLAIM_BATCH
from tests.fixtures.git_remotes import NOW, Clone, mail_task, make_remote, open_clone
from tests.fixtures.product import git

pytestmark = pytest.mark.integration

AGENTS = 4
TASKS = 300


class Team:
    """Agents of one role on one remote."""

    def __init__(self, folder: Path, mode: ClaimMode) -> None:
        self.folder = folder
        self.remote = make_remote(folder)
        self.mode = mode
        self.now = NOW

    def clock(self) -> datetime:
        return self.now

    def join(self, name: str, step: Callable[[str], None] = lambda _name: None) -> Clone:
        """Return an agent with a clone of its own; joining again is a restart."""
        root = self.folder / name
        clone_repository(str(self.remote), root, "main")
        clone = open_clone(root, Agent.CLOUD, step=step, clock=self.clock, mode=self.mode, owner=name, sleep=time.sleep)
        assert clone.sync.sync().error is None
        return clone

    def claims(self) -> list[str]:
        """Return the ids that are claimed by refs on the remote."""
        listed = git("-C", str(self.remote), "for-each-ref", "--format=%(refname)", "refs/claims").split()
        return [ref.removeprefix("refs/claims/") for ref in listed]

    def offer(self, clone: Clone, count: int) -> None:
        for number in range(count):
            clone.vault.create(f"Needs_Action/EMAIL_{number}.md", mail_task(number))
        assert clone.sync.sync().error is None


@pytest.fixture(params=list(ClaimMode))
def team(tmp_path: Path, request: pytest.FixtureRequest) -> Team:
    return Team(tmp_path, request.param)


@pytest.fixture
def by_refs(tmp_path: Path) -> Team:
    return Team(tmp_path, ClaimMode.REFS)


def waiting(clone: Clone) -> list[str]:
    return sorted(clone.vault.paths("Needs_Action"))


def claim(clone: Clone, *paths: str) -> list[str]:
    return sorted(result.item_id for result in clone.sync.claim(paths or waiting(clone)) if result.won)


def claim_all(clone: Clone, start: Barrier, won: list[str]) -> None:
    start.wait()
    while offered := waiting(clone):
        won += claim(clone, *offered)
        clone.sync.sync()


@pytest.mark.req("FR-P014", "NFR-P-REL-003", "SC-P006", "P-US4.3")
def test_agents_that_claim_at_once_own_each_task_once_and_none_goes_without(team: Team) -> None:
    clones = [team.join(f"cloud-{number}") for number in range(AGENTS)]
    team.offer(clones[0], TASKS)
    for clone in clones:
        clone.sync.sync()
    start, won = Barrier(AGENTS), [list[str]() for _ in clones]
    threads = [Thread(target=claim_all, args=(clone, start, mine)) for clone, mine in zip(clones, won, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(item for mine in won for item in mine) == Counter(f"EMAIL_{number}" for number in range(TASKS))
    last = team.join("looker")
    for clone, mine in zip(clones, won, strict=True):
        lie = {path.split("/")[-1] for path in last.vault.paths(f"In_Progress/{clone.root.name}")}
        assert lie - {".gitkeep"} == {f"{item}.md" for item in mine}
    assert min(len(mine) for mine in won) >= TASKS / AGENTS / 4


@pytest.mark.req("FR-P014", "P-US4.3")
def test_a_task_that_another_one_took_since_this_clone_looked_is_not_claimed(team: Team) -> None:
    first, second = team.join("cloud-1"), team.join("cloud-2")
    team.offer(first, 1)
    second.sync.sync()
    assert claim(first) == ["EMAIL_0"]
    first.sync.sync()
    first.sync.claim(["Needs_Action/EMAIL_none.md"])  # by now a ref may be gone, as the branch shows the move
    assert claim(second, "Needs_Action/EMAIL_0.md") == []
    second.sync.sync()
    assert second.vault.find("EMAIL_0") == ["In_Progress/cloud-1/EMAIL_0.md"]


@pytest.mark.req("FR-P014", "P-US4.3")
def test_who_loses_every_task_leaves_the_remote_to_the_winner(tmp_path: Path) -> None:
    team = Team(tmp_path, ClaimMode.MOVES)
    first, second = team.join("cloud-1"), team.join("cloud-2")
    team.offer(first, 2)
    second.sync.sync()
    claim(first)
    tip = git("-C", str(team.remote), "rev-parse", "main")
    assert claim(second) == []
    assert git("-C", str(team.remote), "rev-parse", "main") == tip
    assert second.vault.paths("In_Progress/cloud-2") == []
    assert second.vault.find("EMAIL_1") == ["In_Progress/cloud-1/EMAIL_1.md"]


@pytest.mark.req("FR-P014")
def test_who_was_too_slow_twice_asks_for_tasks_that_the_faster_one_does_not_want_next(tmp_path: Path) -> None:
    team = Team(tmp_path, ClaimMode.MOVES)
    random.seed(1)  # a lost claim goes on anywhere in the queue
    faster = team.join("cloud-1")
    team.offer(faster, TASKS)
    races = list[str]()

    def overtake(step: str) -> None:
        if step == "merged" and races.count("lost") < 2 and "begun" in races:
            claim(faster)
            races.append("lost")

    slower = team.join("cloud-2", overtake)
    races.append("begun")
    won = claim(slower)
    left = [Path(path).stem for path in waiting(slower)]
    assert races == ["begun", "lost", "lost"]
    assert len(won) == CLAIM_BATCH
    assert sorted([*won, *left])[:CLAIM_BATCH] != won


def test_a_task_that_was_edited_before_a_lost_claim_keeps_the_edit_in_the_history(tmp_path: Path) -> None:
    team = Team(tmp_path, ClaimMode.MOVES)
    first, second = team.join("cloud-1"), team.join("cloud-2")
    team.offer(first, 1)
    second.sync.sync()
    edited = second.root / "Needs_Action/EMAIL_0.md"
    edited.write_text(edited.read_text() + "\nA word of the owner\n")
    claim(first)
    claim(second)
    assert "A word of the owner" in git("-C", str(team.remote), "log", "-p", "-m", "--all")


def test_the_ref_of_a_task_goes_when_the_branch_shows_who_has_it(by_refs: Team) -> None:
    clone = by_refs.join("cloud-1")
    by_refs.offer(clone, 3)
    claim(clone, "Needs_Action/EMAIL_0.md")
    assert by_refs.claims() == ["EMAIL_0"]
    clone.sync.sync()
    claim(clone, "Needs_Action/EMAIL_1.md")
    assert by_refs.claims() == ["EMAIL_1"]


def test_a_claimed_task_is_passed_over_before_its_move_is_pushed(by_refs: Team) -> None:
    first, second = by_refs.join("cloud-1"), by_refs.join("cloud-2")
    by_refs.offer(first, 30)
    second.sync.sync()
    mine, yours = claim(first), claim(second)
    assert len(mine) == len(yours) == 10
    assert not set(mine) & set(yours)


def test_two_refs_for_one_task_are_decided_by_the_remote_though_both_saw_it_free(by_refs: Team) -> None:
    first = by_refs.join("cloud-1")
    by_refs.offer(first, 1)
    second = by_refs.join("cloud-2")
    second_push = second.sync._repo.run  # between its look and its push the other one is faster

    def late(*arguments: str, stdin: bytes | None = None) -> bytes:
        if arguments[0] == "push" and any("refs/claims" in word for word in arguments):
            assert claim(first) == ["EMAIL_0"]
        return second_push(*arguments, stdin=stdin)

    second.sync._repo.run = late  # type: ignore[method-assign]
    assert claim(second) == []
    assert second.vault.find("EMAIL_0") == ["Needs_Action/EMAIL_0.md"]


def test_an_agent_that_ended_after_its_ref_goes_on_with_the_task_when_it_comes_back(by_refs: Team) -> None:
    clone = by_refs.join("cloud-1")
    by_refs.offer(clone, 1)
    killed = clone.vault.move

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    clone.vault.move = die  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        claim(clone)
    clone.vault.move = killed  # type: ignore[method-assign]
    assert by_refs.claims() == ["EMAIL_0"]
    assert claim(by_refs.join("cloud-2")) == []
    assert claim(by_refs.join("cloud-1")) == ["EMAIL_0"]


@pytest.mark.req("FR-P016")
def test_the_claim_of_an_agent_that_never_came_back_falls_after_a_day(by_refs: Team) -> None:
    gone, other = by_refs.join("cloud-1"), by_refs.join("cloud-2")
    by_refs.offer(gone, 1)
    other.sync.sync()
    refs = gone.sync._claiming._refs  # type: ignore[attr-defined]
    refs.reserve(["Needs_Action/EMAIL_0.md"], None, refs.look({}), 1)
    assert claim(other) == []
    by_refs.now += timedelta(hours=23)
    assert claim(other) == []
    by_refs.now += timedelta(hours=2)
    assert claim(other) == []  # this one removes the ref, the next one finds the task free
    assert claim(by_refs.join("cloud-2")) == ["EMAIL_0"]


def test_claims_that_cannot_be_asked_for_leave_the_tasks_where_they_are(team: Team) -> None:
    clone = team.join("cloud-1")
    team.offer(clone, 2)
    team.remote.rename(team.folder / "away.git")
    assert claim(clone) == []
    assert waiting(clone) == ["Needs_Action/EMAIL_0.md", "Needs_Action/EMAIL_1.md"]
    (team.folder / "away.git").rename(team.remote)
    assert claim(clone) == ["EMAIL_0", "EMAIL_1"]


@pytest.mark.parametrize(
    "note", [b"", b"[]", b'{"refs/claims/EMAIL_0": 3}', b"\xff", json.dumps({"a": ["b", "c"]}).encode()]
)
def test_a_damaged_note_of_foreign_claims_is_made_anew(by_refs: Team, note: bytes) -> None:
    first, second = by_refs.join("cloud-1"), by_refs.join("cloud-2")
    by_refs.offer(first, 2)
    second.sync.sync()
    claim(first, "Needs_Action/EMAIL_0.md")
    (second.root / ".git/ai-employee-claims.json").write_bytes(note)
    assert claim(second) == ["EMAIL_1"]


def test_refs_that_a_stranger_made_stop_nothing_else(by_refs: Team) -> None:
    clone = by_refs.join("cloud-1")
    by_refs.offer(clone, 2)
    head = git("-C", str(by_refs.remote), "rev-parse", "main").strip()
    for name in ("EMAIL_0", "x/../y", "deep/er", "ünï"):
        if name != "x/../y":
            git("-C", str(by_refs.remote), "update-ref", f"refs/claims/{name}", head)
    assert claim(clone) == ["EMAIL_1"]


TAKEN_BUT_NOT_SAID = '#!/bin/sh\nmv "$PWD" "$PWD/../away.git"\nkill -9 $PPID\n'


def test_a_claim_whose_answer_was_lost_is_ours_when_the_remote_is_back(tmp_path: Path) -> None:
    team = Team(tmp_path, ClaimMode.MOVES)
    clone, away = team.join("cloud-1"), tmp_path / "away.git"
    team.offer(clone, 1)
    hook = team.remote / "hooks/post-receive"
    hook.write_text(TAKEN_BUT_NOT_SAID)
    hook.chmod(0o700)
    assert claim(clone) == []
    assert waiting(clone) == ["Needs_Action/EMAIL_0.md"]
    (away / "hooks/post-receive").unlink()
    away.rename(team.remote)
    clone.sync.sync()
    assert clone.vault.find("EMAIL_0") == ["In_Progress/cloud-1/EMAIL_0.md"]
    assert git("-C", str(clone.root), "status", "--porcelain") == ""
