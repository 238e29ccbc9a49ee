"""A short note after every outside action: what happened, and what to do better (FR-G075). No addresses, no texts."""

from __future__ import annotations

import logging
from datetime import datetime

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.payload import payload_from_json
from agent_skills.domain.ports import Vault
from agent_skills.journal.journal import Execution, ExecutionState

log = logging.getLogger(__name__)

FOLDER = "Logs/Local/Actions"
TIER = "gold"
SLOW_SECONDS = 30.0
"""NFR-G-PERF-007: an action that took longer is worth a thought."""


class Reflections:
    """Writes the notes, one file an action, in a folder a day.

    Args:
        vault: this machine's files.
        clock: for the times.
    """

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def write(self, execution: Execution) -> None:
        """Write the note of a finished action; it is never worth failing for."""
        began = parse_iso(execution.claimed_at) or self._clock()
        action = payload_from_json(execution.payload).action
        path = f"{FOLDER}/{began:%Y-%m-%d}/{began:%Y-%m-%d_%H-%M-%S}_{action}_{execution.id}.md"
        try:
            if not self._vault.exists(path):
                self._vault.create(path, self._note(execution, action, began))
        except (OSError, EmployeeError) as error:
            log.info("no note about %s: %s", execution.id, error)

    def _note(self, execution: Execution, action: str, began: datetime) -> Document:
        outcome = "success" if execution.state is ExecutionState.SENT else "failed"
        seconds = round((self._clock() - began).total_seconds(), 1)
        front: FrontMatter = {
            "type": "action_log",
            "timestamp": iso(began),
            "tier": TIER,
            "action": action,
            "item_id": execution.id,
            "channel": execution.channel,
            "reasoning": "The owner approved exactly these bytes.",
            "human_approved": True,
            "approval_sha256": execution.sha256[:12],
            "outcome": outcome,
            "attempts": execution.attempts + 1,
            "seconds": seconds,
        }
        parts = ["# What was done", "## What happened", _what(execution, outcome, seconds)]
        return Document(front, "\n\n".join([*parts, "## What to do better", lesson(execution, seconds)]) + "\n")


def _what(execution: Execution, outcome: str, seconds: float) -> str:
    tries = "at the first try" if execution.attempts == 0 else f"after {execution.attempts + 1} tries"
    if outcome == "success":
        return f"{execution.channel}: done {tries}, {seconds:g} s after it began."
    return f"{execution.channel}: not done {tries}. {execution.error or ''}".strip()


def lesson(execution: Execution, seconds: float) -> str:
    """Return what a look back at an action teaches.

    Args:
        execution: finished.
        seconds: from its begin to now.
    """
    if execution.state is ExecutionState.FAILED:
        return execution.remedy or "Mend the cause before the next approval."
    if (execution.receipt or "").startswith("found"):
        return "Its answer was lost and had to be looked up: see whether the network or the other side is unsteady."
    if execution.attempts:
        return "It needed several tries: see whether the other side is often out of reach at this hour."
    if seconds > SLOW_SECONDS:
        return "It took long: see whether this machine was asleep or the other side slow."
    return "Nothing: it went as it should."
