"""Run with `make bench-sync`, options in ARGS: `make bench-sync ARGS='--sizes 1k --runs 5'`."""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.sync.claim_race import claim_race
from tests.bench.sync.history import history
from tests.bench.sync.machine import machine
from tests.bench.sync.measure import Row
from tests.bench.sync.memory import memory
from tests.bench.sync.one_commit import one_commit
from tests.bench.sync.place import Bench, Tell, set_up
from tests.bench.sync.quiet_cycle import quiet_cycle
from tests.bench.sync.round_trip import round_trip
from tests.bench.sync.start_up import start_up
from tests.bench.sync.table import DOCUMENT, terminal, write

BY_SIZE: dict[str, Callable[[Bench, int], list[Row]]] = {
    "quiet": quiet_cycle,
    "commit": one_commit,
    "round-trip": round_trip,
    "start-up": start_up,
    "memory": memory,
}
"""Name → measurement on one vault, in the order in which they run."""

ONCE: dict[str, Callable[[Path, int, Tell], list[Row]]] = {
    "claims": claim_race,
    "history": history,
}
"""Name → measurement that makes its own vault."""


SIZES = "1k,10k,100k"
ALL = ",".join([*BY_SIZE, *ONCE])


def size(text: str) -> int:
    """Return the number that `10k` stands for."""
    return int(text[:-1]) * 1000 if text.endswith("k") else int(text)


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench-sync", description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help="files in the vault (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=21, help="values for each median (default: %(default)s)")
    parser.add_argument("--only", default=ALL, help="of: %(default)s")
    parser.add_argument("--folder", type=Path, help="where to work (default: the system's temporary folder)")
    parser.add_argument("--no-write", action="store_true", help="leave the document as it is")
    return parser.parse_args(arguments)


def tell(line: str) -> None:
    """Show progress."""
    print(f"  {time.strftime('%H:%M:%S')}  {line} …", file=sys.stderr, flush=True)


def measure_size(folder: Path, files: int, wanted: Sequence[str], runs: int) -> list[Row]:
    """Run all wanted measurements on a vault of one size."""
    bench = set_up(folder, files, tell)
    rows: list[Row] = []
    for name, measurement in BY_SIZE.items():
        if name in wanted:
            tell(f"{files:,} files: {name}")
            gc.collect()
            rows += show(measurement(bench, runs))
    return rows


def show(rows: list[Row]) -> list[Row]:
    """Print results as soon as they are there."""
    print("\n".join(terminal(rows).splitlines()[1:]), file=sys.stderr, flush=True)
    return rows


def measure(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    """Run all wanted measurements; nothing is removed between them.

    ext4 without a journal gives out no inode again for up to six minutes after its file was removed (`recently_deleted`
    in fs/ext4/ialloc.c) and looks at all of those for each new file: after ten thousands of files were removed, a claim
    took twice as long.
    """
    wanted = chosen.only.split(",")
    rows: list[Row] = []
    for text in chosen.sizes.split(",") if set(wanted) & BY_SIZE.keys() else ():
        rows += measure_size(_made(folder / text), size(text), wanted, chosen.runs)
    for name in [name for name in ONCE if name in wanted]:
        rows += show(ONCE[name](_made(folder / name), chosen.runs, tell))
    return rows


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main(arguments: Sequence[str]) -> None:
    """Measure, print and write."""
    chosen = options(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-sync-", dir=chosen.folder) as folder:
        rows = sorted(measure(Path(folder), chosen), key=lambda row: row.what)
        print(f"\n{machine()}\n\n{terminal(rows)}")
        if (chosen.only, chosen.sizes) != (ALL, SIZES):
            print(f"\nOnly a part was measured: {DOCUMENT} is left as it is.")
        elif not chosen.no_write:
            write(rows, machine())
            print(f"\nWritten to {DOCUMENT}")
        tell("removing what was written, which takes some minutes after a whole run")


if __name__ == "__main__":
    main(sys.argv[1:])
