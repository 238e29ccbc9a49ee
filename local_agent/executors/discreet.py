"""An executor whose words hold no credential: services repeat a refused token in their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from agent_skills.domain.payload import Payload
from agent_skills.domain.redaction import Redactor
from local_agent.executors.contract import Batching, Executor, Outcome, Sighting


class DiscreetExecutor:
    """Does what another executor does; what it tells of it is redacted.

    Args:
        inner: the executor of a channel.
        redactor: knows the credentials of this machine.
    """

    def __init__(self, inner: Executor, redactor: Redactor) -> None:
        self._inner = inner
        self._redactor = redactor
        self.channel = inner.channel
        self.actions = inner.actions
        self.look_up = inner.look_up

    def new_reference(self) -> str:
        """Return a client reference."""
        return self._inner.new_reference()

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Do it once."""
        return redacted(self._inner.execute(payload, reference, in_flight), self._redactor)

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look whether an earlier attempt arrived."""
        found = self._inner.verify(payload, reference)
        return replace(found, receipt=_clean(found.receipt, self._redactor))

    def probe(self) -> Outcome:
        """Look whether the sign-in works."""
        return redacted(self._inner.probe(), self._redactor)

    def rest(self) -> None:
        """Let go of what is kept open for a round, if anything is."""
        if isinstance(self._inner, Batching):
            self._inner.rest()


def redacted(outcome: Outcome, redactor: Redactor) -> Outcome:
    """Return an outcome without any credential in its words."""
    receipt, error, remedy = (_clean(text, redactor) for text in (outcome.receipt, outcome.error, outcome.remedy))
    return replace(outcome, receipt=receipt, error=error, remedy=remedy)


def discreet(probe: Callable[[], Outcome], redactor: Redactor) -> Callable[[], Outcome]:
    """Return a look at the other side whose words hold no credential."""
    return lambda: redacted(probe(), redactor)


def _clean(text: str | None, redactor: Redactor) -> str | None:
    return None if text is None else redactor.clean(text)
