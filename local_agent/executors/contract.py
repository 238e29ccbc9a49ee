"""What every channel's executor offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from agent_skills.domain.payload import EmailPayload


class Result(StrEnum):
    """What is known after an attempt."""

    SENT = "sent"
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


class Proof(StrEnum):
    """What a look at the channel says about an attempt whose end was not seen."""

    PROVEN = "proven"
    ABSENT = "absent"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one attempt: the receipt when sent, else cause and remedy in plain words without addresses."""

    result: Result
    receipt: str | None = None
    error: str | None = None
    remedy: str | None = None


class Executor(Protocol):
    """One channel. `execute` calls `in_flight` before the first byte that could lead to a delivery."""

    channel: str
    actions: frozenset[str]

    def new_reference(self) -> str:
        """Return a client reference that stays the same for every attempt (for mail its Message-ID)."""

    def execute(self, payload: EmailPayload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Do it once. Never raises for trouble of the network or the other side."""

    def verify(self, reference: str) -> Proof:
        """Look whether an earlier attempt arrived."""
