"""`make soak MIN=30`: storms with ever new seeds until the time is over; a seed that fails is named, to repeat it."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from agent_skills.sync.claiming import ClaimMode
from tests.fixtures.storm import Storm

OPERATIONS = 150


def storm(seed: int) -> str | None:
    """Let one storm blow; returns what was wrong afterwards, None where nothing was."""
    with tempfile.TemporaryDirectory(prefix="ai-employee-soak-") as folder:
        world = Storm(Path(folder), seed, list(ClaimMode)[seed % len(ClaimMode)])
        try:
            world.blow(OPERATIONS)
            world.settle()
            world.check()
        except Exception as error:  # noqa: BLE001  # whatever it is, the seed is what counts
            return f"{type(error).__name__}: {error}"
    return None


def main() -> int:
    """Run until the time is over; returns 1 when a seed failed."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, help="the first seed; default: from the clock")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    first = options.seed if options.seed is not None else int(time.time())
    seed, failed, ends = first, 0, time.monotonic() + options.minutes * 60
    while time.monotonic() < ends:
        problem = storm(seed)
        failed += problem is not None
        print(f"seed {seed}: {problem or 'nothing lost, doubled or stuck'}", flush=True)
        seed += 1
    print(f"{seed - first} storms of {OPERATIONS} operations, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
