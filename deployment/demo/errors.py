"""What can go wrong in the demo, told with a remedy."""

from __future__ import annotations


class DemoError(Exception):
    """The demo cannot go on.

    Args:
        problem: what is wrong, in plain words.
        remedy: what to do about it.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
