"""Noticing and committing one new file, against `git add -A` and `git commit`."""

from __future__ import annotations

from pathlib import Path

from tests.bench.sync.measure import Row, in_turns, milliseconds
from tests.bench.sync.new_task import write_task
from tests.bench.sync.place import Bench
from tests.bench.sync.plain_git import git
from tests.bench.sync.until import until
from tests.fixtures.git_remotes import Clone

TARGETS = {10_000: "<= 0.1", 100_000: "<= 0.03"}


def one_commit(bench: Bench, runs: int) -> list[Row]:
    """Measure it."""
    ours, other = in_turns(lambda _number: _ours(bench.local), lambda _number: _plain(bench.plain[0]), runs)
    target = TARGETS.get(bench.files, "")
    return [Row("commit of one change", bench.files, "ms", ours, other, "git add -A && git commit", target)]


def _ours(clone: Clone) -> float:
    write_task(clone.root)
    return until(clone, "committed")


def _plain(root: Path) -> float:
    write_task(root)
    return milliseconds(lambda: (git(root, "add", "-A"), git(root, "commit", "--quiet", "-m", "Add a task")))
