"""A clone stays small: packed once a day, and a quiet hour makes no commit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.object_writer import PACKED
from agent_skills.sync.upkeep import MANY_PACKS, GitUpkeep
from tests.fixtures.git_remotes import Clone, Pair, exchange, mail_task
from tests.fixtures.product import git

pytestmark = pytest.mark.integration
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def packs(clone: Clone) -> set[Path]:
    return set((clone.root / ".git" / "objects" / "pack").glob("*.pack"))


def loose(clone: Clone) -> int:
    return int(git("-C", str(clone.root), "count-objects").split()[0])


@pytest.mark.req("FR-P008", "P-EC9")
def test_a_days_commits_are_packed_once_and_sync_goes_on(pair: Pair) -> None:
    local, cloud = pair
    now = [NOW]
    upkeep = GitUpkeep(GitRepo(local.root), local.sync, lambda: now[0])
    assert upkeep.run() == []
    for number in range(20):
        local.vault.create(f"Inbox/EMAIL_{number}.md", mail_task(number))
        assert local.sync.sync().error is None
    before = loose(local)
    now[0] += timedelta(hours=25)
    assert upkeep.run() == ["daily"]
    assert loose(local) < before / 5
    assert upkeep.run() == []
    local.vault.create("Inbox/EMAIL_99.md", mail_task(99))
    exchange(local, cloud)
    assert cloud.vault.exists("Inbox/EMAIL_99.md")
    now[0] += timedelta(days=7)
    assert upkeep.run() == ["weekly"]
    exchange(cloud, local)
    assert git("-C", str(local.root), "fsck", "--no-progress", "--no-dangling") == ""


@pytest.mark.req("FR-P008")
def test_the_packs_of_a_weeks_days_become_one_beside_the_largest(pair: Pair) -> None:
    local, _ = pair
    now = [NOW]
    upkeep = GitUpkeep(GitRepo(local.root), local.sync, lambda: now[0])
    upkeep.run()
    kept, done = set[Path](), []
    for day in range(7):
        local.vault.create(f"Inbox/EMAIL_{day}.md", mail_task(day))
        assert local.sync.sync().error is None
        now[0] += timedelta(days=1)
        done += upkeep.run()
        kept = kept or packs(local)
    assert done == ["daily"] * 6 + ["weekly"]
    assert kept <= packs(local)
    assert len(packs(local)) == 2
    assert git("-C", str(local.root), "fsck", "--no-progress", "--no-dangling") == ""


@pytest.mark.req("FR-P008")
def test_packs_that_pile_up_are_made_one_before_the_day_is_over_but_not_every_few_minutes(pair: Pair) -> None:
    local, _ = pair
    repo, now = GitRepo(local.root), [NOW]
    upkeep = GitUpkeep(repo, local.sync, lambda: now[0])
    upkeep.run()
    for pack in range(MANY_PACKS):
        repo.store(f"note {number} of {pack}".encode() for number in range(PACKED))
    now[0] += timedelta(minutes=59)
    assert upkeep.run() == []
    now[0] += timedelta(minutes=1)
    assert upkeep.run() == ["daily"]
    assert git("-C", str(local.root), "count-objects", "-v").count("packs: 1\n") == 1


@pytest.mark.req("FR-P008")
def test_a_quiet_hour_makes_no_commit(pair: Pair) -> None:
    local, cloud = pair
    before = local.commits()
    for _ in range(60):
        assert local.sync.sync().error is None
    assert cloud.sync.sync().error is None
    assert local.commits() == before
