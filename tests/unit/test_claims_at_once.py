"""How many tasks an agent asks for at once."""

from __future__ import annotations

import pytest

from agent_skills.sync.shares import CLAIM_BATCH, LONGEST_BATCH, claims_at_once

pytestmark = pytest.mark.req("FR-P014")


def test_who_is_alone_takes_few_as_the_next_look_comes_soon() -> None:
    assert claims_at_once(10_000, others=0) == CLAIM_BATCH


@pytest.mark.parametrize(("waiting", "expected"), [(10_000, LONGEST_BATCH), (80, 20), (10, CLAIM_BATCH)])
def test_two_agents_take_shares_that_shrink_as_the_queue_ends(waiting: int, expected: int) -> None:
    assert claims_at_once(waiting, others=1) == expected


@pytest.mark.parametrize("others", [1, 2, 3, 7])
def test_a_long_queue_is_never_taken_by_one(others: int) -> None:
    assert claims_at_once(100, others) <= 100 / (1 + others) or claims_at_once(100, others) == CLAIM_BATCH
