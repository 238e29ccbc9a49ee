"""What became of one message to the owner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why a message was not taken: by itself it passes, or the owner must mend the login or the set-up."""

    PASSING = "passing"
    LOGIN = "login"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Outcome of a message: the service's id, or why it was not taken and what the owner can do."""

    message_id: str | None
    error: str | None = None
    trouble: Trouble | None = None
    remedy: str = ""
