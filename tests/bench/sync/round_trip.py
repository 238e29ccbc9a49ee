"""One new file, from this machine's folder into the other machine's folder.

What either way still does after the push, or after the file has arrived, does not count: it keeps nobody waiting.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from tests.bench.sync.measure import Row, in_turns, milliseconds
from tests.bench.sync.new_task import write_task
from tests.bench.sync.place import Bench
from tests.bench.sync.plain_git import AUTHOR, git
from tests.bench.sync.until import until

TARGETS = {10_000: "<= 0.65", 100_000: "<= 0.35"}
LOOK_EVERY = 0.0005
"""Seconds between two looks for the file; short beside what a pull takes."""

SEQUENCE = "git add PATH, commit, fetch, push; pull"


def round_trip(bench: Bench, runs: int) -> list[Row]:
    """Measure it."""
    exchange(bench)
    ours, other = in_turns(lambda _number: _ours(bench), lambda _number: _plain(bench), runs)
    return [
        Row("one file to the other machine", bench.files, "ms", ours, other, SEQUENCE, TARGETS.get(bench.files, ""))
    ]


def exchange(bench: Bench) -> None:
    """Bring all four clones up to date, so that nothing left over is measured."""
    bench.local.sync.sync()
    bench.cloud.sync.sync()
    git(bench.plain[0], "push", "--quiet")
    git(bench.plain[1], "pull", "--quiet", "--ff-only")


def _ours(bench: Bench) -> float:
    path = write_task(bench.local.root)
    spent = until(bench.local, "exchanged") + until(bench.cloud, "applied")
    if not (bench.cloud.root / path).is_file():
        raise RuntimeError(f"{path} did not arrive")
    return spent


def _plain(bench: Bench) -> float:
    first, second = bench.plain
    path = write_task(first)

    def send() -> None:
        git(first, "add", path)
        git(first, "commit", "--quiet", "-m", "Add a task")
        git(first, "fetch", "--quiet")
        git(first, "push", "--quiet")

    return milliseconds(send) + _pull(second, second / path)


def _pull(root: Path, awaited: Path) -> float:
    """Pull; returns the milliseconds until a file was there."""
    start = time.perf_counter()
    with subprocess.Popen(["git", *AUTHOR, "pull", "--quiet", "--ff-only"], cwd=root) as process:
        while not awaited.exists():
            if process.poll():
                raise RuntimeError("git pull failed")
            time.sleep(LOOK_EVERY)
        return (time.perf_counter() - start) * 1000
