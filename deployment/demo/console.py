"""What the person at the terminal sees: numbered steps with the seconds they took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Console:
    """Prints steps and text.

    Args:
        steps: how many steps there will be.
    """

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._done = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show a step, and how many seconds it took once it is done."""
        self._done += 1
        began = time.monotonic()
        say(f"  [{self._done}/{self._steps}] {title} …", end="")
        try:
            yield
        except BaseException:
            say(" failed")
            raise
        say(f" {time.monotonic() - began:.1f} s")


def say(text: str = "", end: str = "\n") -> None:
    """Print at once, also into a pipe; characters that the terminal does not know become `?`."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + end)
    sys.stdout.flush()
