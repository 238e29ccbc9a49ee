"""How much of a queue one agent asks for at once."""

from __future__ import annotations

CLAIM_BATCH = 10
"""Tasks asked for at once: 197 claims/s against 21 one by one, and an urgent mail does not wait behind many more."""

LONGEST_BATCH = 50
"""The same where several agents empty a long queue: fewer of them meet at the remote then."""

LEFT_TO_OTHERS = 2
"""Of what waits each agent asks for one part in so many times the number of the others, so that the shares shrink as
the queue ends and all end together (guided self-scheduling: Polychronopoulos and Kuck, IEEE Trans. Comput. C-36,
1987)."""

SEVERAL = 2
"""From so many others on nobody takes more than half of what waits when it pushes, whatever was planned: with shares of
a queue that was longer then, one of four agents had 20 % of its share in every twentieth race."""

CROWD = 4
"""From so many others on there are most likely more than were seen."""

GROWTH = 4
"""A share is at most so many times the one before: how many others there are shows only after some claims."""

GROWTH_IN_A_CROWD = 2
"""The same in a crowd, and by refs: with four times, one or two of eight agents went without a task in half of the
races by moves, and by refs, which are fast anyway, the poorest had 28 % of its share instead of 48."""


class Shares:
    """Decides it for one agent.

    Args:
        growth: so many times the share before, at the most.
    """

    def __init__(self, growth: int = GROWTH) -> None:
        self._growth = growth
        self._before = self._last = 0

    def next(self, waiting: int, others: int) -> int:
        """Return how many tasks to ask for at once.

        Args:
            waiting: so many are there.
            others: so many other agents claimed lately.
        """
        fair = waiting // (LEFT_TO_OTHERS * others) if others else CLAIM_BATCH
        self._before, self._last = self._last, max(CLAIM_BATCH, min(fair, LONGEST_BATCH, self._growth * self._last))
        return self.now(others, waiting)

    def now(self, others: int, waiting: int) -> int:
        """Return what `next` said, or less where a crowd showed since then or others emptied most of the queue."""
        if others >= CROWD:
            self._last = max(CLAIM_BATCH, min(self._last, GROWTH_IN_A_CROWD * self._before))
        return self._last if others < SEVERAL else min(self._last, max(CLAIM_BATCH, waiting // 2))
