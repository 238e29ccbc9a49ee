"""LinkedIn's access token: the one of the settings, or the one that took its place when it had expired.

Followed: learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import requests
from pydantic import SecretStr

from agent_skills.domain.redaction import Redactor
from agent_skills.runtime.health import read_json, write_json
from local_agent.channel_settings import LinkedInRenewalSettings
from local_agent.executors.posting import AnswerError
from local_agent.executors.web_api import SERVER_ERROR, TIMEOUT, TOO_MANY, Answer, Call, WebApi

NAME = "linkedin_token.json"
"""The file of the state folder that keeps the renewed token (mode 600)."""

MAX_TOKEN = 4096
"""LinkedIn's tokens have some 500 characters and may grow to 1000 by its own words."""

log = logging.getLogger(__name__)


class AccessToken:
    """Signs requests, and is renewed where the settings allow it.

    Args:
        given: the token of the settings; it wins again once it is another one.
        renewal: what renews it, None for a token that is made anew by hand.
        file: keeps the renewed one.
        timeout: seconds for the call that renews.
    """

    def __init__(
        self, given: SecretStr, renewal: LinkedInRenewalSettings | None, file: Path | None, timeout: float
    ) -> None:
        self._given = given.get_secret_value()
        self._renewal = renewal
        self._file = file
        self._unsaved = ""
        self._timeout = timeout

    @property
    def renewable(self) -> bool:
        """Tell whether it can be renewed."""
        return self._renewal is not None

    def current(self) -> str:
        """Return the token to use now; another process may have renewed it."""
        return self._unsaved or self._kept("access_token", "instead_of", self._given) or self._given

    def sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token into a request."""
        request.headers["Authorization"] = f"Bearer {self.current()}"
        return request

    def clean(self, text: str) -> str:
        """Return a text without the token, should LinkedIn repeat it."""
        return Redactor([self.current()]).clean(text)

    def renew(self, refused: str) -> bool:
        """Take a new token in the place of one that was refused; tell whether there is one.

        Args:
            refused: the token that was used.

        Raises:
            UnreachableError: no answer came.
            AnswerError: LinkedIn has trouble of its own or wants to be left alone; the refresh token may be good.
        """
        if self._renewal is None:
            return False
        if self.current() != refused:
            return True
        answer = self._ask(self._renewal)
        if answer.status in (TOO_MANY, TIMEOUT) or answer.status >= SERVER_ERROR:
            raise AnswerError(answer)
        token = _token(answer, "access_token")
        if not token:
            log.warning("LinkedIn did not renew the access token (%d).", answer.status)
            return False
        self._keep(token, _token(answer, "refresh_token"), self._renewal)
        log.info("LinkedIn renewed the access token.")
        return True

    def _ask(self, renewal: LinkedInRenewalSettings) -> Answer:
        given = renewal.refresh_token.get_secret_value()
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._kept("refresh_token", "after", given) or given,
            "client_id": renewal.client_id,
            "client_secret": renewal.client_secret.get_secret_value(),
        }
        api = WebApi(renewal.url, lambda request: request, self._timeout)
        return api.call(Call("POST", "/oauth/v2/accessToken", form=form))

    def _kept(self, name: str, origin: str, given: str) -> str:
        """Return what the file keeps in the place of a value of the settings, empty once that is another one."""
        content = read_json(self._file) if self._file and self._renewal else None
        if not isinstance(content, dict) or content.get(origin) != _fingerprint(given):
            return ""
        return _usable(content.get(name))

    def _keep(self, token: str, refresh_token: str, renewal: LinkedInRenewalSettings) -> None:
        given = renewal.refresh_token.get_secret_value()
        content = {
            "access_token": token,
            "instead_of": _fingerprint(self._given),
            "refresh_token": refresh_token or self._kept("refresh_token", "after", given) or given,
            "after": _fingerprint(given),
        }
        try:
            if self._file:
                write_json(self._file, content)
            self._unsaved = "" if self._file else token
        except OSError as error:
            log.warning("The renewed LinkedIn token could not be kept (%s).", type(error).__name__)
            self._unsaved = token


def kept_tokens(file: Path) -> list[str]:
    """Return the credentials that a file keeps, for what has to recognize them."""
    content = read_json(file)
    found = content if isinstance(content, dict) else {}
    return [value for name in ("access_token", "refresh_token") if (value := _usable(found.get(name)))]


def _token(answer: Answer, name: str) -> str:
    return _usable(answer.object().get(name)) if answer.ok else ""


def _usable(value: object) -> str:
    """Return a token that can stand in a header, else nothing."""
    fits = isinstance(value, str) and 0 < len(value) <= MAX_TOKEN and value.isascii() and value.isprintable()
    return value if isinstance(value, str) and fits and " " not in value else ""


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
