"""A cycle in which nothing happened, against the one question to the remote that it cannot do without."""

from __future__ import annotations

from tests.bench.sync.measure import Row, in_turns, milliseconds
from tests.bench.sync.place import Bench
from tests.bench.sync.plain_git import git


def quiet_cycle(bench: Bench, runs: int) -> list[Row]:
    """Measure it."""
    ours, other = in_turns(
        lambda _number: milliseconds(bench.local.sync.sync),
        lambda _number: milliseconds(lambda: git(bench.plain[0], "ls-remote", "origin", "refs/heads/main")),
        runs,
    )
    return [Row("cycle without changes", bench.files, "ms", ours, other, "git ls-remote", "<= 1.3, flat")]
