"""The first look at the whole vault after a start, against a `git status` whose index is warm."""

from __future__ import annotations

from agent_skills.domain.states import Agent
from tests.bench.sync.measure import Row, in_turns, milliseconds
from tests.bench.sync.place import Bench
from tests.bench.sync.plain_git import git
from tests.bench.sync.until import until
from tests.fixtures.git_remotes import open_clone


def start_up(bench: Bench, runs: int) -> list[Row]:
    """Measure it."""
    git(bench.plain[0], "status", "--porcelain")
    ours, other = in_turns(
        lambda _number: until(open_clone(bench.local.root, Agent.LOCAL), "committed"),
        lambda _number: milliseconds(lambda: git(bench.plain[0], "status", "--porcelain")),
        runs,
    )
    return [Row("first scan after a start", bench.files, "ms", ours, other, "git status, warm", "<= 3")]
