"""Two agents, a person and a remote in any order of edits, claims, crashes, outages and lost answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_skills.sync.claiming import ClaimMode
from tests.fixtures.storm import Storm

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]
SEEDS = range(8)


@pytest.mark.parametrize(("mode", "seed"), [(mode, seed) for mode in ClaimMode for seed in SEEDS])
@pytest.mark.req("NFR-P-REL-003", "SC-P006", "SC-P007", "P-EC1", "P-EC3", "P-EC9")
def test_nothing_is_lost_doubled_or_stuck_after_a_storm(tmp_path: Path, mode: ClaimMode, seed: int) -> None:
    storm = Storm(tmp_path, seed, mode)
    storm.blow(60)
    try:
        storm.settle()
        storm.check()
    except AssertionError:
        print("\n".join(storm.history))
        raise
