"""How long a cycle takes until one of its steps; the rest of the cycle runs too, outside the time."""

from __future__ import annotations

import time

from tests.fixtures.git_remotes import Clone


def until(clone: Clone, step: str) -> float:
    """Do a whole cycle; returns the milliseconds from its start to a step of it.

    Args:
        clone: whose cycle.
        step: `committed`, `exchanged` (the remote has it) or `applied` (the files are in the folder).
    """
    reached: list[float] = []

    def note(name: str) -> None:
        if name == step:
            reached.append(time.perf_counter())

    clone.sync._step = note
    start = time.perf_counter()
    clone.sync.sync()
    clone.sync._step = lambda _name: None
    return (reached[0] - start) * 1000
