"""What every channel's executor offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from agent_skills.domain.payload import Payload


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
class Sighting:
    """What a look at the channel found, and where: a receipt for the owner."""

    proof: Proof
    receipt: str | None = None


CANNOT_TELL = Sighting(Proof.CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one attempt: the receipt when sent, else cause and remedy in plain words without addresses.

    Args:
        result: what is known.
        receipt: what the other side answered, once it is sent.
        error: the cause.
        remedy: what the owner can do.
        wait: how long the other side wants to be left alone; the whole channel waits then.
        signed_out: it no longer takes the sign-in; the whole channel waits until that is mended.
    """

    result: Result
    receipt: str | None = None
    error: str | None = None
    remedy: str | None = None
    wait: timedelta | None = None
    signed_out: bool = False


class OutcomeError(Exception):
    """It is known how the attempt ends; what raises it deep inside needs no chain of returns."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.error)
        self.outcome = outcome


class Executor(Protocol):
    """One channel. `execute` calls `in_flight` before the first byte that could lead to a delivery.

    `look_up` tells the owner where to look for an attempt whose end was not seen.
    """

    channel: str
    actions: frozenset[str]
    look_up: str

    def new_reference(self) -> str:
        """Return a client reference that stays the same for every attempt (for mail its Message-ID)."""

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Do it once. Never raises for trouble of the network or the other side."""

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look whether an earlier attempt arrived."""

    def probe(self) -> Outcome:
        """Look whether the sign-in works, without sending anything."""


@runtime_checkable
class Batching(Protocol):
    """An executor that keeps something open from one action to the next, for as long as a round lasts."""

    def rest(self) -> None:
        """Let go of it: nothing more is to be done now."""


def not_mine(payload: Payload) -> Outcome:
    """Return the refusal of a payload that another channel's executor has to take."""
    return Outcome(Result.PERMANENT, error=f"This channel does not know {payload.action}.", remedy="Move the draft.")
