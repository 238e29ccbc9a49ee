"""`make matrix`: strikes every step of an execution with every fault on every channel, and counts what became of it.

Exits with 1 when anything was lost, sent twice, left without an end or hidden from the owner.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.bench.matrix.cells import Result, possible, run_cell
from tests.bench.matrix.far_ends import NAMES, FarEnd, far_end
from tests.bench.matrix.faults import FAULTS, Fault, start_again_with_disk_faults
from tests.bench.matrix.points import POINTS, Point
from tests.bench.matrix.table import show

SAMPLE = 8
"""A sample takes so many cells of a channel, each channel others: together all points and faults come up."""


def cells(end: FarEnd, name: str, *, sample: bool) -> list[tuple[Point, Fault, bool]]:
    """Return the cells of a channel: point, fault, and whether the process dies at the point."""
    every = [(point, fault, dies) for point in POINTS for fault in FAULTS for dies in (True, False)]
    if name == "whatsapp":  # each takes seconds of a real browser, and its own limit is 200 messages an hour
        every = [cell for cell in every if cell[2] == (cell[1] is FAULTS[0])]
    else:  # without a fault there is nothing to go on with
        every = [cell for cell in every if cell[2] or cell[1] is not FAULTS[0]]
    every = [cell for cell in every if possible(end, cell[0], cell[1])]
    stride = max(len(every) // SAMPLE, 1)
    return every[NAMES.index(name) % stride :: stride] if sample else every


def run_channel(name: str, root: Path, *, faults: str, sample: bool) -> list[Result]:
    """Run the cells of one channel."""
    started = time.monotonic()
    wanted = set(faults.split(",")) if faults else {fault.name for fault in FAULTS}
    results = []
    folder = root / name
    folder.mkdir(parents=True)
    with far_end(name, folder) as end:
        chosen = [cell for cell in cells(end, name, sample=sample) if cell[1].name in wanted]
        for number, (point, fault, dies) in enumerate(chosen):
            results.append(_run(end, folder / f"m{number}", point, fault, dies=dies))
    print(f"  {name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return results


def run_channels(names: list[str], root: Path, jobs: int, *, faults: str, sample: bool) -> Iterator[Result]:
    """Run channels, so many at once, each in a process of its own."""
    with ProcessPoolExecutor(jobs) as pool:
        runs = [pool.submit(run_channel, name, root, faults=faults, sample=sample) for name in names]
        for run in as_completed(runs):
            yield from run.result()


def _run(end: FarEnd, root: Path, point: Point, fault: Fault, *, dies: bool) -> Result:
    try:
        result = run_cell(end, root, point, fault, dies=dies)
    finally:
        shutil.rmtree(root, ignore_errors=True)
        end.clear()
    for problem in result.problems:
        manner = "killed there" if dies else "struck there"
        print(f"  {result.channel}, {result.point}, {result.fault} ({manner}): {problem}", file=sys.stderr, flush=True)
    return result


def main() -> int:
    """Run and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make matrix", description=__doc__)
    parser.add_argument("--channels", default=",".join(NAMES), help="names with commas between")
    parser.add_argument("--faults", default="", help="names of columns with commas between (default: all)")
    parser.add_argument("--sample", action="store_true", help="a part that comes by every point and every fault")
    parser.add_argument("--jobs", type=int, default=1, help="channels at once; on a busy machine far ends time out")
    arguments = parser.parse_args()
    names = arguments.channels.split(",")
    with tempfile.TemporaryDirectory(prefix="ai-matrix-") as folder:
        start_again_with_disk_faults(Path(folder))
        results = list(
            run_channels(names, Path(folder), arguments.jobs, faults=arguments.faults, sample=arguments.sample)
        )
    show(results, sys.stdout.write)
    return int(any(result.problems for result in results))


sys.exit(main())
