"""Push services (by the apprise library) for the time when WhatsApp is not set up or does not answer."""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr

from agent_skills.domain.errors import SettingProblem, SettingsError
from agent_skills.notifications.delivery import Delivery, Trouble
from agent_skills.notifications.push_services import SERVICES, refusal

TITLE = "AI employee"
REFUSED = re.compile(r"error=(40[0134])(?:\d\d)?\b")
"""How plugins log the HTTP status (ntfy with two more digits); these four do not pass by themselves."""


class PushChannel:
    """One push service; implements the notifier's `Channel`.

    Args:
        address: as apprise writes it, with the credential in it.

    Raises:
        SettingsError: the address names no allowed service, or misses a part.
    """

    delivered = "fallback"

    def __init__(self, address: SecretStr) -> None:
        plain = address.get_secret_value()
        refused = refusal(plain)
        if refused:
            raise SettingsError([SettingProblem("FALLBACK_URLS", *refused)])
        self.name = plain.partition(":")[0].lower()
        self._service = _load(self.name, plain)

    def deliver(self, event: str, values: Sequence[str], text: str) -> Delivery:  # noqa: ARG002  # the text says all
        """Push the text; trouble is an outcome, not an error."""
        words = _Words()
        log = logging.getLogger("apprise")
        log.addHandler(words)
        propagated, log.propagate = log.propagate, False  # its messages may hold the address
        try:
            taken = bool(self._service.notify(body=text, title=TITLE))
        except Exception as error:  # noqa: BLE001  # a plugin of a library with two hundred of them
            return Delivery(None, f"the service failed ({type(error).__name__})", Trouble.PASSING)
        finally:
            log.removeHandler(words)
            log.propagate = propagated
        return Delivery("pushed") if taken else _refused(self.name, words.status())


class _Words(logging.Handler):
    """Listens for the status that a plugin logs; it returns no more than yes or no."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())

    def status(self) -> str | None:
        found = REFUSED.search(" ".join(self._heard))
        return found[1] if found else None


def _refused(name: str, status: str | None) -> Delivery:
    if status is None:
        return Delivery(None, "not taken", Trouble.PASSING)
    remedy = f"The service refuses the {name}:// address of FALLBACK_URLS (its credential or topic). Renew it."
    return Delivery(None, f"error {status}", Trouble.LOGIN, remedy)


def _load(scheme: str, address: str) -> Any:
    """Load one plugin by its own name, so that no other one (some can send mail) is imported at all."""
    module, name = SERVICES[scheme]
    plugin = getattr(importlib.import_module(f"apprise.plugins.{module}"), name)
    try:
        return plugin(**plugin.parse_url(address))
    except Exception as error:
        problem = f"holds a {scheme}:// address that misses a part"
        remedy = "See https://appriseit.com/services for how it is written."
        raise SettingsError([SettingProblem("FALLBACK_URLS", problem, remedy)]) from error
