"""Tasks claimed by several clones at once: how fast, whether any is owned twice, and whether somebody starves."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from multiprocessing.synchronize import Barrier
from pathlib import Path

from agent_skills.domain.states import Agent
from tests.bench.sync.measure import Row, Sample
from tests.bench.sync.place import Tell
from tests.bench.sync.plain_git import git
from tests.bench.sync.vault import clone, make_remote, task
from tests.fixtures.git_remotes import open_clone

TASKS = 200
BATCH = 10
"""Tasks that one claim asks for, as an orchestrator's cycle does."""

CLONES = (2, 4, 8)
REFERENCE = 197.0
"""Claims per second that two clones reached with plain git commands and batches of ten (2 cores, local disk)."""

FINISHED = 1000
Taken = list[tuple[float, list[str]]]


def claim_race(folder: Path, runs: int, tell: Tell) -> list[Row]:
    """Measure it for each number of clones; a run is expensive, so there are at most five."""
    rows: list[Row] = []
    for clones in CLONES:
        results = []
        for run in range(min(runs, 5)):
            tell(f"claims: {clones} clones, run {run + 1}")
            place = folder / f"claims-{clones}-{run}"
            place.mkdir()
            results.append(_race(place, clones))
            shutil.rmtree(place)
        rows.append(_row(clones, results))
    return rows


def _row(clones: int, results: Iterable[tuple[float, int, float]]) -> Row:
    rates, doubles, shares = zip(*results, strict=True)
    note = f"owned twice: {sum(doubles)}; poorest share: {min(shares):.0%} of an even one"
    rate, reference = Sample(tuple(rates)), Sample((REFERENCE,))
    what = f"{TASKS} claims by {clones} clones"
    return Row(what, FINISHED, "/s", rate, reference, "two, batched", ">= 1, 0 twice", note)


def _race(folder: Path, clones: int) -> tuple[float, int, float]:
    """Return claims per second, how many were owned twice, and the poorest clone's share of an even one."""
    remote = folder / "remote.git"
    make_remote(remote, FINISHED)
    _add_tasks(clone(remote, folder / "owner"))
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(clones), context.SimpleQueue()
    names = [Agent.LOCAL.value, Agent.CLOUD.value] if clones == 2 else [f"agent{n}" for n in range(clones)]
    processes = [
        context.Process(target=_claim_all, args=(str(clone(remote, folder / name)), name, barrier, results))
        for name in names
    ]
    for process in processes:
        process.start()
    taken: list[Taken] = [results.get() for _ in processes]
    for process in processes:
        process.join()
    return _judge(taken)


def _judge(taken: list[Taken]) -> tuple[float, int, float]:
    times = [moment for own in taken for moment, _ in own]
    won = Counter(item for own in taken for _, items in own for item in items)
    counts = [sum(len(items) for _, items in own) for own in taken]
    doubles = sum(count - 1 for count in won.values())
    return len(won) / (max(times) - min(times)), doubles, min(counts) * len(taken) / TASKS


def _add_tasks(root: Path) -> None:
    chance = random.Random(0)
    for number in range(TASKS):
        (root / f"Needs_Action/EMAIL_{number:06}.md").write_bytes(task(number, chance, "triaged"))
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "Add tasks")
    git(root, "push", "--quiet")


def agent_named(name: str) -> Agent:
    """Return an agent; the product has two, further ones show how claims scale."""
    known = {agent.value: agent for agent in Agent}
    if name in known:
        return known[name]
    agent = str.__new__(Agent, name)
    agent._name_ = agent._value_ = name
    return agent


def _claim_all(root: str, name: str, barrier: Barrier, results: multiprocessing.SimpleQueue[Taken]) -> None:
    """Claim in batches until no task is left; sends (time, ids won) of the start and of each batch."""
    machine = open_clone(Path(root), agent_named(name))
    machine.sync.sync()
    barrier.wait()
    taken: Taken = [(time.time(), [])]
    while offered := machine.vault.paths("Needs_Action"):
        won = machine.sync.claim(offered[:BATCH])
        taken.append((time.time(), [result.item_id for result in won if result.won]))
    results.put(taken)
