"""One HTTP call to a platform, and what is known of it when it goes wrong: could it have arrived or not?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.exceptions import ConnectTimeout, ProxyError, RequestException, SSLError
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from local_agent.executors.contract import Outcome, Result

MAX_ANSWER_BYTES = 1024 * 1024
"""More than any answer of these interfaces; the rest is not read."""

LONGEST_WAIT = timedelta(hours=24)
RATE_LIMIT_WAIT = timedelta(minutes=60)
"""FR-G015: how long a platform is left alone that does not say for how long."""

MAX_WORDS = 200
OK, REDIRECT = 200, 300
UNAUTHORIZED, FORBIDDEN, TIMEOUT, TOO_MANY, SERVER_ERROR = 401, 403, 408, 429, 500
TRY_AGAIN = "It is tried again by itself."
APPROVE_AGAIN = ", then approve the draft again."
"""How the remedies end that mend a credential or a setting."""

LOOK_FIRST = "Look whether it is there before you do it again; it is never sent again by itself."

Sign = Callable[[requests.PreparedRequest], requests.PreparedRequest]


@dataclass(frozen=True, slots=True)
class Call:
    """A request: method, address below the base, and one kind of body or none."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Tell whether the call was carried out."""
        return OK <= self.status < REDIRECT

    def json(self) -> Any:
        """Return the body as JSON, None where it is none (an HTML page of a proxy, for example)."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def object(self) -> dict[str, Any]:
        """Return the body as a JSON object, empty where it is none."""
        found = self.json()
        return found if isinstance(found, dict) else {}


class UnreachableError(Exception):
    """No answer came. `arrived` tells whether the request may have reached the other side."""

    def __init__(self, cause: str, *, arrived: bool) -> None:
        super().__init__(cause)
        self.arrived = arrived


class WebApi:
    """Calls one interface; every call has its own connection, so that none breaks on a stale one.

    Args:
        base: address without a final slash.
        sign: puts the credential into a request.
        timeout: seconds to wait for the connection, and then between two bytes.
        ca_file: certificate authority of a private server, None for the system's.
    """

    def __init__(self, base: str, sign: Sign, timeout: float, ca_file: str | None = None) -> None:
        self._base = base
        self._sign = sign
        self._timeout = timeout
        self._ca_file = ca_file

    def call(self, call: Call) -> Answer:
        """Make one call; redirects are not followed, for a credential belongs to one host only.

        Raises:
            UnreachableError: no answer came.
        """
        address = call.path if call.path.startswith(("http://", "https://")) else self._base + call.path
        try:
            with (
                requests.Session() as session,
                session.request(
                    call.method,
                    address,
                    params=dict(call.query),
                    headers={"Accept": "application/json", **call.headers},
                    json=call.json,
                    data=call.data if call.data is not None else call.form,
                    files=call.files,
                    auth=self._sign,
                    timeout=self._timeout,
                    allow_redirects=False,
                    stream=True,
                    verify=self._ca_file or True,
                ) as response,
            ):
                return Answer(response.status_code, response.headers, _body(response))
        except RequestException as error:
            raise UnreachableError(_cause(error), arrived=not _never_left(error)) from error
        except ValueError as error:  # a redirect to no address is looked at, though it is not followed
            raise UnreachableError("its answer leads to no address", arrived=True) from error


def _body(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(65536):
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            break
    return bytes(body)


def _never_left(error: RequestException) -> bool:
    if isinstance(error, ConnectTimeout | SSLError | ProxyError):
        return True
    reason = error.args[0] if error.args else None
    inner = reason.reason if isinstance(reason, MaxRetryError) else reason
    return isinstance(inner, NewConnectionError | ConnectTimeoutError) or error.request is None


def _cause(error: RequestException) -> str:
    if isinstance(error, SSLError):
        return "its certificate could not be verified"
    return type(error).__name__


def bearer(token: str) -> Sign:
    """Return what puts a bearer token into a request."""

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return sign


def unreachable(who: str, error: UnreachableError, *, final: bool) -> Outcome:
    """Return the outcome of a call without answer.

    Args:
        who: name of the other side.
        error: what happened.
        final: whether this very call makes the delivery.
    """
    if final and error.arrived:
        problem = f"The connection to {who} broke while it was being sent ({error}); it may be there."
        return Outcome(Result.UNKNOWN, error=problem, remedy=LOOK_FIRST)
    return Outcome(Result.TRANSIENT, error=f"{who} cannot be reached ({error}).", remedy=TRY_AGAIN)


def refused(who: str, answer: Answer, message: str, renew: str, *, final: bool, now: datetime) -> Outcome:
    """Return the outcome of a call that was answered with an error.

    Args:
        who: name of the other side.
        answer: its answer.
        message: what it said, in its own words.
        renew: what the owner does about an expired credential.
        final: whether this very call makes the delivery.
        now: to read a date in Retry-After.
    """
    said = f"{who} refused it ({answer.status}{': ' + shorten(message) if message else ''})."
    if answer.status == UNAUTHORIZED:
        problem = f"{who} no longer accepts the sign-in ({answer.status})."
        return Outcome(Result.PERMANENT, error=problem, remedy=renew, signed_out=True)
    if answer.status == TOO_MANY:
        return rate_limited(who, retry_after(answer, now))
    if answer.status >= SERVER_ERROR or answer.status == TIMEOUT:
        problem = f"{who} had trouble of its own ({answer.status})."
        if final:
            return Outcome(Result.UNKNOWN, error=f"{problem} It may be there all the same.", remedy=LOOK_FIRST)
        return Outcome(Result.TRANSIENT, error=problem, remedy=TRY_AGAIN)
    return Outcome(Result.PERMANENT, error=said, remedy="Mend the cause and approve the draft again.")


def rate_limited(who: str, wait: timedelta | None) -> Outcome:
    """Return the outcome where a platform wants to be left alone for a while."""
    wait = min(wait or RATE_LIMIT_WAIT, LONGEST_WAIT)
    minutes = max(1, round(wait.total_seconds() / 60))
    problem = f"{who} takes no more for now; the next try is in {minutes} min."
    return Outcome(Result.TRANSIENT, error=problem, remedy="Nothing to do; it waits by itself.", wait=wait)


def retry_after(answer: Answer, now: datetime) -> timedelta | None:
    """Return how long Retry-After says to wait (RFC 9110 §10.2.3: seconds or a date), None where it says nothing."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return until(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now)


def until(moment: datetime, now: datetime) -> timedelta:
    """Return the time until a moment, at least a second."""
    return max(moment - now, timedelta(seconds=1))


def shorten(message: str) -> str:
    """Return what the other side said as one short line without addresses."""
    words = ("(address)" if "@" in word else word for word in message.split())
    return " ".join(words)[:MAX_WORDS]
