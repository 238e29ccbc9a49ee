"""Fairness of claims: who won leaves the remote to the others for as long as they need for one claim each."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from agent_skills.domain.states import Place

ALONE = 0.5
"""How long who saw nobody else waits, in durations of a try: one that always loses is seen by nobody."""

FOR_EACH = 0.7
"""The same for each other agent: its files follow while the next one pushes already."""

REMEMBERED = 3
"""An agent counts as one of the others for so many claims of ours after it was seen."""

LONGEST = 10.0
"""Seconds to wait at the most, whatever names the remote shows and however slow it is."""


class Turns:
    """When one agent may claim again.

    Args:
        owner: id of the agent.
        sleep: waits (seconds).
        timer: seconds of a clock that never goes back.
    """

    def __init__(self, owner: str, sleep: Callable[[float], None], timer: Callable[[], float] = time.monotonic) -> None:
        self._owner = owner
        self._sleep = sleep
        self._timer = timer
        self._others: deque[set[str]] = deque([set()], maxlen=REMEMBERED)
        self._began = self._ended = timer()
        self._took = 0.0
        self._waited_for: int | None = None

    @property
    def others(self) -> int:
        """How many others claimed lately; where there are any, the remote has most likely moved on."""
        return len(set().union(*self._others))

    def wait(self) -> bool:
        """Wait until it is our turn, as far as the others are known by now.

        Returns:
            whether it was not our turn yet: the remote has most likely moved on. For the same others that is said once
            only, however short the sleep was.
        """
        tries = FOR_EACH * self.others or ALONE
        left = self._ended + min(tries * self._took, LONGEST) - self._timer()
        if left <= 0 or self.others == self._waited_for:
            return False
        self._waited_for = self.others
        self._sleep(left)
        return True

    def begin(self) -> None:
        """Note that a try begins; only the last one counts, as an agent that loses would wait longest else."""
        self._began = self._timer()

    def saw(self, pulled: Iterable[str]) -> None:
        """Note who else claimed, by the paths that came from the remote."""
        parts = (path.split("/", 2) for path in pulled)
        owners = {
            part[1] for part in parts if part[0] == Place.IN_PROGRESS and len(part) > len(("In_Progress", "file"))
        }
        self._others[-1] |= owners - {self._owner}

    def end(self) -> None:
        """Let others have their turns after a claim that was won."""
        self._ended = self._timer()
        self._took = self._ended - self._began
        self._waited_for = None
        self._others.append(set())
