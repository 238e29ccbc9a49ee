"""Fairness between agents that empty one queue: how long who won waits before it asks again."""

from __future__ import annotations

import pytest

from agent_skills.sync.turns import Turns

pytestmark = pytest.mark.req("FR-P014")


class Agent:
    """An agent whose clock only moves by its own doing."""

    def __init__(self) -> None:
        self.now = 100.0
        self.turns = Turns("cloud", self.pass_time, lambda: self.now)

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def win(self, *, seconds: float = 1.0, lost_before: float = 0.0) -> float:
        """Claim once; returns how long it waited for its turn."""
        before = self.now
        self.turns.wait()
        waited = self.now - before
        self.turns.begin()
        self.pass_time(lost_before)
        self.turns.begin()
        self.pass_time(seconds)
        self.turns.end()
        return waited

    def see(self, *owners: str) -> None:
        self.turns.saw([f"In_Progress/{owner}/EMAIL_1.md" for owner in owners])


@pytest.fixture
def agent() -> Agent:
    return Agent()


def test_the_first_claim_waits_for_nobody(agent: Agent) -> None:
    assert agent.win() == 0


def test_who_saw_nobody_still_leaves_room_for_one_that_always_loses(agent: Agent) -> None:
    agent.win(seconds=1)
    assert agent.win() == pytest.approx(0.5)


def test_who_saw_others_leaves_time_for_each_of_them(agent: Agent) -> None:
    agent.see("cloud-2", "cloud-3", "cloud-2")
    agent.win(seconds=1)
    assert agent.win() == pytest.approx(1.4)


def test_only_the_try_that_won_counts_so_that_losing_is_not_punished(agent: Agent) -> None:
    agent.win(seconds=1, lost_before=60)
    assert agent.win() == pytest.approx(0.5)


def test_others_that_show_only_when_its_turn_has_come_go_first_all_the_same(agent: Agent) -> None:
    agent.win(seconds=1)
    assert agent.turns.wait()
    agent.see("cloud-2", "cloud-3", "cloud-4")
    before = agent.now
    assert agent.turns.wait()
    assert agent.now - before == pytest.approx(3 * 0.7 - 0.5)


def test_the_same_others_are_waited_for_once_even_if_the_sleep_was_short() -> None:
    moments = iter([0.0, 0.0, 1.0, 1.1, 1.2])
    turns = Turns("cloud", lambda _seconds: None, lambda: next(moments))
    turns.begin()
    turns.saw(["In_Progress/cloud-2/EMAIL_1.md"])
    turns.end()
    assert [turns.wait(), turns.wait()] == [True, False]


def test_its_own_tasks_and_other_folders_are_no_other_agents(agent: Agent) -> None:
    agent.turns.saw(["In_Progress/cloud/EMAIL_1.md", "In_Progress/README.md", "Done/2026-11/EMAIL_2.md"])
    assert not agent.turns.others


def test_an_agent_that_is_gone_is_soon_forgotten(agent: Agent) -> None:
    agent.see("cloud-2")
    for _ in range(3):
        agent.win()
    assert not agent.turns.others
    agent.win()
    assert agent.win() == pytest.approx(0.5)


def test_no_crowd_of_names_keeps_an_agent_from_work(agent: Agent) -> None:
    agent.see(*(f"cloud-{number}" for number in range(10_000)))
    agent.win(seconds=30)
    assert agent.win() == pytest.approx(10)


def test_time_spent_on_the_work_is_no_longer_waited_for(agent: Agent) -> None:
    agent.win(seconds=1)
    agent.pass_time(60)
    assert agent.win() == 0
