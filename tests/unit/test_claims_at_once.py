"""How many tasks an agent asks for at once."""

from __future__ import annotations

import pytest

from agent_skills.sync.shares import CLAIM_BATCH, LONGEST_BATCH, Shares

pytestmark = pytest.mark.req("FR-P014")


def settled() -> Shares:
    """Return the shares of an agent that has claimed from a long queue for a while."""
    shares = Shares()
    for _ in range(9):
        shares.next(10_000, others=1)
    return shares


def test_who_is_alone_takes_few_as_the_next_look_comes_soon() -> None:
    assert settled().next(10_000, others=0) == CLAIM_BATCH


@pytest.mark.parametrize(("waiting", "expected"), [(10_000, LONGEST_BATCH), (80, 40), (10, CLAIM_BATCH)])
def test_two_agents_take_shares_that_shrink_as_the_queue_ends(waiting: int, expected: int) -> None:
    assert settled().next(waiting, others=1) == expected


@pytest.mark.parametrize("others", [1, 2, 3, 7])
def test_a_long_queue_is_never_taken_by_one(others: int) -> None:
    share = settled().next(100, others)
    assert share <= 100 / (1 + others) or share == CLAIM_BATCH


def test_a_share_grows_step_by_step_as_others_may_not_have_shown_yet() -> None:
    shares = Shares()
    assert [shares.next(10_000, others=1) for _ in range(3)] == [CLAIM_BATCH, 40, LONGEST_BATCH]


def test_a_share_grows_slower_in_a_crowd() -> None:
    shares = Shares()
    assert [shares.next(10_000, others=7) for _ in range(3)] == [CLAIM_BATCH, 20, 40]


def test_a_share_shrinks_where_a_crowd_shows_before_it_is_taken() -> None:
    shares = Shares()
    shares.next(10_000, others=1)
    assert (shares.next(10_000, others=1), shares.now(2, 9_990), shares.now(5, 9_980)) == (40, 40, 20)
    assert shares.next(10_000, others=5) == 40


@pytest.mark.parametrize(("others", "left", "expected"), [(1, 60, 50), (2, 60, 30), (3, 60, 30), (3, 12, CLAIM_BATCH)])
def test_among_several_nobody_takes_more_than_half_of_what_is_left_when_it_pushes(
    others: int, left: int, expected: int
) -> None:
    shares = settled()
    assert shares.next(10_000, others) == LONGEST_BATCH
    assert shares.now(others, left) == expected
