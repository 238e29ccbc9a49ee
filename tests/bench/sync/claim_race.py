"""Tasks claimed by several clones at once: how fast, whether any is owned twice, and whether somebody starves."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from itertools import product
from multiprocessing.synchronize import Barrier
from pathlib import Path

from agent_skills.domain.states import Agent
from agent_skills.sync.claiming import ClaimMode
from tests.bench.sync.measure import Row, Sample
from tests.bench.sync.place import Tell
from tests.bench.sync.plain_claims import Taken, claim_all_plainly
from tests.bench.sync.plain_git import git
from tests.bench.sync.vault import clone, make_remote, task
from tests.fixtures.git_remotes import open_clone

TASKS = 200
CLONES = (2, 4, 8)
MAX_RUNS = 5
FINISHED = 1000
Race = tuple[float, int, float]
"""Claims per second, how many were owned twice, and the poorest clone's share of an even one."""


def claim_race(folder: Path, runs: int, tell: Tell) -> list[Row]:
    """Measure it for each way and number of clones, in turns with plain git; a run is expensive, so they are few."""
    return [_row(folder, clones, mode, min(runs, MAX_RUNS), tell) for mode, clones in product(ClaimMode, CLONES)]


def _row(folder: Path, clones: int, mode: ClaimMode, runs: int, tell: Tell) -> Row:
    ours, plain = list[Race](), list[Race]()
    for run in range(runs):
        tell(f"claims by {mode}: {clones} clones, run {run + 1}")
        name = f"claims-by-{mode}-{clones}-{run}"
        ours.append(_race(folder / name, clones, mode, plainly=False))
        plain.append(_race(folder / f"{name}-plain", clones, mode, plainly=True))
    rates, doubles, shares = zip(*ours, strict=True)
    note = f"owned twice: {sum(doubles)}; poorest share: {min(shares):.0%} (plain: {min(plain)[2]:.0%})"
    what = f"{TASKS} claims by {clones} clones, by {mode}"
    other = Sample(tuple(rate for rate, _, _ in plain))
    return Row(what, FINISHED, "/s", Sample(tuple(rates)), other, "git by hand, batched", ">= 0.9, 0 twice", note)


def _race(folder: Path, clones: int, mode: ClaimMode, *, plainly: bool) -> Race:
    """Let clones empty one queue."""
    folder.mkdir()
    remote = folder / "remote.git"
    make_remote(remote, FINISHED)
    _add_tasks(clone(remote, folder / "owner"))
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(clones), context.SimpleQueue()
    names = [f"cloud-{number}" for number in range(clones)]
    act = _claim_plainly if plainly else _claim_all
    processes = [
        context.Process(target=act, args=(str(clone(remote, folder / name)), name, mode.value, barrier, results))
        for name in names
    ]
    for process in processes:
        process.start()
    taken: list[Taken] = [results.get() for _ in processes]
    for process in processes:
        process.join()
    return _judge(taken)


def _judge(taken: list[Taken]) -> Race:
    start, end = min(own[0][0] for own in taken), max(moment for own in taken for moment, items in own if items)
    won = Counter(item for own in taken for _, items in own for item in items)
    counts = [sum(len(items) for _, items in own) for own in taken]
    doubles = sum(count - 1 for count in won.values())
    return len(won) / (end - start), doubles, min(counts) * len(taken) / TASKS


def _add_tasks(root: Path) -> None:
    chance = random.Random(0)
    for number in range(TASKS):
        (root / f"Needs_Action/EMAIL_{number:06}.md").write_bytes(task(number, chance, "triaged"))
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "Add tasks")
    git(root, "push", "--quiet")


def _claim_all(root: str, name: str, mode: str, barrier: Barrier, results: multiprocessing.SimpleQueue[Taken]) -> None:
    """Claim in batches until no task is left; sends (time, ids won) of the start and of each batch."""
    machine = open_clone(Path(root), Agent.CLOUD, mode=ClaimMode(mode), owner=name, sleep=time.sleep)
    machine.sync.sync()
    barrier.wait()
    taken: Taken = [(time.time(), [])]
    while offered := machine.vault.paths("Needs_Action"):
        won = [result.item_id for result in machine.sync.claim(offered) if result.won]
        taken.append((time.time(), won))
        if not won:
            machine.sync.sync()
    results.put(taken)


def _claim_plainly(
    root: str, name: str, mode: str, barrier: Barrier, results: multiprocessing.SimpleQueue[Taken]
) -> None:
    barrier.wait()
    results.put(claim_all_plainly(Path(root), name, ClaimMode(mode)))
