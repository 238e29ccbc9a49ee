"""The official WhatsApp Cloud API, used for one thing: a template message to the one configured number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import requests
from pydantic import SecretStr

VERSION = "v23.0"
TIMEOUT_SECONDS = 20
RETRY_SECONDS = (5.0, 10.0)
"""FR-P036: waits after a failed attempt."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Outcome of a message: the service's id, or why it was not taken."""

    message_id: str | None
    error: str | None = None


class GraphClient:
    """Messages the owner.

    Args:
        token: may message, and nothing else.
        phone_number_id: of the sending business number.
        owner: the only number that is ever written to (E.164).
        base_url: of the Graph API.
        sleep: waits between tries (seconds).
    """

    def __init__(
        self, token: SecretStr, phone_number_id: str, owner: str, base_url: str, sleep: Callable[[float], None]
    ) -> None:
        self._token = token
        self._url = f"{base_url}/{VERSION}/{phone_number_id}/messages"
        self._owner = owner
        self._sleep = sleep

    def send(self, template: str, parameters: Sequence[str]) -> Sent:
        """Send a registered template; tried three times, never raises for the network or the service."""
        body: dict[str, object] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": self._owner.lstrip("+"),
            "type": "template",
            "template": {
                "name": template,
                "language": {"code": "en"},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": text} for text in parameters]}],
            },
        }
        outcome = self._attempt(body)
        for wait in RETRY_SECONDS:
            if outcome.message_id:
                break
            self._sleep(wait)
            outcome = self._attempt(body)
        return outcome

    def _attempt(self, body: dict[str, object]) -> Sent:
        headers = {"Authorization": f"Bearer {self._token.get_secret_value()}"}
        try:
            answer = requests.post(self._url, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
            content = answer.json()
            if answer.ok:
                return Sent(str(content["messages"][0]["id"]))
            return Sent(None, f"error {content.get('error', {}).get('code', answer.status_code)}")
        except (requests.RequestException, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            return Sent(None, type(error).__name__)
