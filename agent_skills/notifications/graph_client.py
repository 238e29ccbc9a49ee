"""The official WhatsApp Cloud API, used for one thing: a template message to the one configured number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import requests
from pydantic import SecretStr

from agent_skills.notifications.delivery import Delivery, Trouble

VERSION = "v23.0"
LANGUAGE = "en"
TIMEOUT_SECONDS = 10
RETRY_SECONDS = (5.0, 10.0)
"""FR-P036: waits after a failed attempt."""

TROUBLES: Mapping[int, tuple[Trouble, str]] = {
    190: (Trouble.LOGIN, "WHATSAPP_CLOUD_TOKEN is not valid or has run out. Make a token of a system user anew."),
    3: (Trouble.LOGIN, "The token lacks the permission whatsapp_business_messaging. Add it and make the token anew."),
    10: (Trouble.LOGIN, "The token lacks the permission whatsapp_business_messaging. Add it and make the token anew."),
    200: (Trouble.LOGIN, "The token lacks the permission whatsapp_business_messaging. Add it and make the token anew."),
    33: (Trouble.SETUP, "Check WHATSAPP_PHONE_NUMBER_ID: it is the id of the sending number, not the number itself."),
    131030: (Trouble.SETUP, "Add WHATSAPP_NOTIFICATION_NUMBER to the recipients of your app, or publish the app."),
    131047: (Trouble.SETUP, "Register the alerts' templates: only those may be sent at any time."),
    132000: (Trouble.SETUP, "The registered template has another number of parameters. Register it as documented."),
    132001: (Trouble.SETUP, "The template is not registered in English, or waits for its approval by Meta."),
    132007: (Trouble.SETUP, "The registered template was refused. Register it as documented."),
    132015: (Trouble.SETUP, "Meta paused the template. See WhatsApp Manager, message templates."),
    132016: (Trouble.SETUP, "Meta disabled the template. Register it under the same name again."),
}
"""Codes of the Cloud API's error reference that only the owner can mend; every other error passes by itself."""


class GraphClient:
    """Messages the owner; implements the notifier's `Channel`.

    Args:
        token: may message, and nothing else.
        phone_number_id: of the sending business number.
        owner: the only number that is ever written to (E.164).
        base_url: of the Graph API.
        sleep: waits between tries (seconds).
    """

    name = "whatsapp"
    delivered = "sent"

    def __init__(
        self, token: SecretStr, phone_number_id: str, owner: str, base_url: str, sleep: Callable[[float], None]
    ) -> None:
        self._token = token
        self._url = f"{base_url}/{VERSION}/{phone_number_id}/messages"
        self._owner = owner
        self._sleep = sleep

    def deliver(self, event: str, values: Sequence[str], text: str) -> Delivery:  # noqa: ARG002  # Meta has the text
        """Send the template of that event; trouble that may pass is met with two more tries."""
        parameters = [{"type": "text", "text": value} for value in values]
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": self._owner.lstrip("+"),
            "type": "template",
            "template": {
                "name": event,
                "language": {"code": LANGUAGE},
                "components": [{"type": "body", "parameters": parameters}],
            },
        }
        outcome = self._attempt(body)
        for wait in RETRY_SECONDS:
            if outcome.trouble is not Trouble.PASSING:
                break
            self._sleep(wait)
            outcome = self._attempt(body)
        return outcome

    def _attempt(self, body: Mapping[str, object]) -> Delivery:
        headers = {"Authorization": f"Bearer {self._token.get_secret_value()}"}
        try:
            answer = requests.post(
                self._url, json=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
            content = answer.json()
            return Delivery(str(content["messages"][0]["id"])) if answer.ok else _refused(content, answer.status_code)
        except (requests.RequestException, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            return Delivery(None, f"no usable answer ({type(error).__name__})", Trouble.PASSING)


def _refused(content: Any, status: int) -> Delivery:
    code = content["error"].get("code", status)
    trouble, remedy = TROUBLES.get(code, (Trouble.PASSING, ""))
    return Delivery(None, f"error {code}", trouble, remedy)
