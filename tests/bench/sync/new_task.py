"""The change that most cycles carry: one new task."""

from __future__ import annotations

import random
from itertools import count
from pathlib import Path

from tests.bench.sync.vault import task

NUMBERS = count(900_000)
FOLDER = "Needs_Action"


def write_task(root: Path) -> str:
    """Write a new task into a working tree and return its path."""
    number = next(NUMBERS)
    path = f"{FOLDER}/EMAIL_{number}.md"
    (root / FOLDER).mkdir(exist_ok=True)
    (root / path).write_bytes(task(number, random.Random(number), "triaged"))
    return path
