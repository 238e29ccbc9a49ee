"""Channel → executor. What is not declared is refused."""

from __future__ import annotations

from collections.abc import Iterable

from local_agent.executors.contract import Executor


class Registry:
    """The executors of this machine.

    Args:
        executors: at most one a channel.

    Raises:
        ValueError: two executors for one channel.
    """

    def __init__(self, executors: Iterable[Executor]) -> None:
        self._by_channel: dict[str, Executor] = {}
        for executor in executors:
            if executor.channel in self._by_channel:
                raise ValueError(f"two executors for {executor.channel}")
            self._by_channel[executor.channel] = executor

    def find(self, channel: str, action: str) -> Executor | None:
        """Return the executor that declares this action, None where nobody does."""
        executor = self._by_channel.get(channel)
        return executor if executor and action in executor.actions else None
