"""The WhatsApp executor: one approved payload, one message in exactly one chat."""

from __future__ import annotations

from collections.abc import Callable

from agent_skills.domain.payload import SEND_WHATSAPP, Payload, WhatsAppPayload
from local_agent.executors.contract import CANNOT_TELL, Outcome, Sighting, not_mine
from local_agent.executors.whatsapp.client import WhatsAppClient


class WhatsAppExecutor:
    """Sends approved messages; implements the `Executor` protocol.

    Args:
        client: the way to the owner of the session.
        new_token: gives the reference of an attempt; WhatsApp itself has none.
    """

    channel = "WhatsApp"
    actions: frozenset[str] = frozenset({SEND_WHATSAPP})
    look_up = "Look into the chat on your phone."

    def __init__(self, client: WhatsAppClient, new_token: Callable[[], str]) -> None:
        self._client = client
        self._new_token = new_token

    def new_reference(self) -> str:
        """Return a reference under which the session's owner remembers the attempt."""
        return f"whatsapp-{self._new_token()}"

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Send one message; see the protocol."""
        if not isinstance(payload, WhatsAppPayload):
            return not_mine(payload)
        return self._client.send(_order(payload, reference), in_flight)

    def probe(self) -> Outcome:
        """Look whether the session's owner runs; see the protocol."""
        return self._client.probe()

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look for the message in the history of its chat."""
        if not isinstance(payload, WhatsAppPayload):
            return CANNOT_TELL
        return self._client.verify(_order(payload, reference))


def _order(payload: WhatsAppPayload, reference: str) -> dict[str, str]:
    title = payload.to[0] if payload.to else ""
    return {"reference": reference, "chat_id": payload.chat_id, "title": title, "text": payload.text}
