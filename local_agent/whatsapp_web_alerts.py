"""WhatsApp Web as the last way to the owner's phone: alerts go through the session that this machine has linked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from agent_skills.domain.clock import Clock
from agent_skills.notifications.delivery import Delivery, Trouble
from local_agent.executors.contract import Result
from local_agent.executors.whatsapp.client import WhatsAppClient


class WhatsAppWebChannel:
    """Implements the notifier's `Channel`; whom it writes to is fixed in the process that owns the session.

    Args:
        client: the way to that process.
        clock: tells one message from an equal one of another day.
    """

    name = "whatsapp-web"
    delivered = "whatsapp-web"

    def __init__(self, client: WhatsAppClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def deliver(self, event: str, values: Sequence[str], text: str) -> Delivery:
        """Send the text; an attempt whose end is unknown counts as delivered, so that nothing rings twice."""
        digest = hashlib.sha256("\0".join([f"{self._clock():%Y-%m-%d}", event, *values]).encode()).hexdigest()
        outcome = self._client.tell(f"alert-{digest[:24]}", text)
        if outcome.result in (Result.SENT, Result.UNKNOWN):
            return Delivery(outcome.receipt or "unknown")
        trouble = Trouble.SETUP if outcome.result is Result.PERMANENT else Trouble.PASSING
        return Delivery(None, outcome.error or "not taken", trouble, outcome.remedy or "")
