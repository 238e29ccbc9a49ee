"""Two ways to call Odoo: JSON-2 (19 and newer) and JSON-RPC (before), with one way to tell what went wrong.

Followed: odoo.com/documentation/19.0/developer/reference/external_api.html, and answers recorded from Odoo 19.
"""

from __future__ import annotations

from typing import Any, Protocol

from local_agent.channel_settings import OdooSettings
from local_agent.executors.contract import Outcome, OutcomeError, Result
from local_agent.executors.web_api import (
    LOOK_FIRST,
    SERVER_ERROR,
    TOO_MANY,
    TRY_AGAIN,
    UNAUTHORIZED,
    Answer,
    Call,
    UnreachableError,
    WebApi,
    bearer,
    rate_limited,
    shorten,
    unreachable,
)

WHO = "Odoo"
FIRST_ARGUMENT = {"create": "vals_list", "search_read": "domain", "search_count": "domain"}
"""Method → name of its first argument, which JSON-2 wants named and JSON-RPC takes by place."""

CHECK_LOGIN = "Check ODOO_API_KEY, ODOO_USER and ODOO_DB; a key can expire. Then approve the draft again."
CHECK_ADDRESS = "Check ODOO_URL and ODOO_DB: the address must be that of Odoo itself, and the database must exist."
CHECK_RIGHTS = "Give the Odoo user of ODOO_API_KEY the right to do this, then approve the draft again."
CHECK_APP = "Install Invoicing (for expenses: Expenses) in Odoo, then approve the draft again."
CHECK_DRAFT = "Mend the draft, or the record in Odoo that it names, and approve it again."


class Transport(Protocol):
    """Calls one method of one model; raises OutcomeError, whose outcome tells cause and remedy."""

    def call(self, model: str, method: str, first: Any, *, final: bool = False, **options: Any) -> Any:
        """Call a method.

        Args:
            model: like `account.move`.
            method: one of `FIRST_ARGUMENT`.
            first: its first argument.
            final: whether this call makes the record.
            options: further arguments by name.
        """

    def user_id(self) -> int:
        """Return the id of the user who is signed in."""


class Json2:
    """`POST /json/2/<model>/<method>` with a bearer key.

    Args:
        settings: address, database, key.
    """

    def __init__(self, settings: OdooSettings) -> None:
        ca_file = str(settings.ca_file) if settings.ca_file else None
        sign = bearer(settings.key.get_secret_value())
        self._api = WebApi(settings.url, sign, settings.timeout_seconds, ca_file)
        self._headers = {"X-Odoo-Database": settings.database}

    def call(self, model: str, method: str, first: Any, *, final: bool = False, **options: Any) -> Any:
        """Call a method; see the protocol."""
        return self._post(f"/json/2/{model}/{method}", {FIRST_ARGUMENT[method]: first, **options}, final=final)

    def user_id(self) -> int:
        """Return the id of the key's user."""
        context = self._post("/json/2/res.users/context_get", {}, final=False)
        return int(context["uid"]) if isinstance(context, dict) and "uid" in context else 0

    def _post(self, path: str, body: dict[str, Any], *, final: bool) -> Any:
        answer = reach(self._api, Call("POST", path, headers=self._headers, json=body), final=final)
        value = answer.json()
        if answer.ok and value is not None:
            return value
        error = value if isinstance(value, dict) else {}
        raise OutcomeError(failure(answer, str(error.get("name", "")), str(error.get("message", "")), final=final))


class JsonRpc:
    """`POST /jsonrpc`, signed in once with user and key (or password).

    Args:
        settings: address, database, user, key.
    """

    def __init__(self, settings: OdooSettings) -> None:
        ca_file = str(settings.ca_file) if settings.ca_file else None
        self._api = WebApi(settings.url, lambda request: request, settings.timeout_seconds, ca_file)
        self._settings = settings
        self._user_id = 0

    def call(self, model: str, method: str, first: Any, *, final: bool = False, **options: Any) -> Any:
        """Call a method; see the protocol."""
        key = self._settings.key.get_secret_value()
        arguments = [self._settings.database, self.user_id(), key, model, method, [first], options]
        return self._post("object", "execute_kw", arguments, final=final)

    def user_id(self) -> int:
        """Return the id of the user, signing in first where that is still to do."""
        if not self._user_id:
            settings = self._settings
            arguments = [settings.database, settings.user, settings.key.get_secret_value(), {}]
            found = self._post("common", "authenticate", arguments, final=False)
            if not isinstance(found, int) or isinstance(found, bool):
                raise OutcomeError(login_refused())
            self._user_id = found
        return self._user_id

    def _post(self, service: str, method: str, arguments: list[Any], *, final: bool) -> Any:
        params = {"service": service, "method": method, "args": arguments}
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        answer = reach(self._api, Call("POST", "/jsonrpc", json=body), final=final)
        reply = answer.object()
        if answer.ok and "result" in reply:
            return reply["result"]
        error = reply.get("error")
        data = error.get("data") if isinstance(error, dict) else None
        found = data if isinstance(data, dict) else {}
        raise OutcomeError(failure(answer, str(found.get("name", "")), str(found.get("message", "")), final=final))


def reach(api: WebApi, call: Call, *, final: bool) -> Answer:
    """Make a call; raises OutcomeError where no answer came."""
    try:
        return api.call(call)
    except UnreachableError as error:
        raise OutcomeError(unreachable(WHO, error, final=final)) from error


def failure(answer: Answer, name: str, message: str, *, final: bool) -> Outcome:
    """Return what an error of Odoo means.

    An error that Odoo itself names has undone everything the call did, whatever the status: nothing was made.

    Args:
        answer: as it came.
        name: Python name of the exception, empty where the answer was none of Odoo's.
        message: its words.
        final: whether the call was to make a record.
    """
    if answer.status == UNAUTHORIZED or name.endswith("AccessDenied"):
        return login_refused()
    if not name:
        return _not_odoo(answer, final=final)
    said = shorten(message)
    rows = (
        (
            "database" in message and "does not exist" in message,
            Result.PERMANENT,
            "has no such database",
            CHECK_ADDRESS,
        ),
        (name.startswith("psycopg2."), Result.TRANSIENT, "is busy with its database.", TRY_AGAIN),
        ("doesn't exist" in message or "the model" in message, Result.PERMANENT, f"lacks an app: {said}", CHECK_APP),
        (name.endswith("AccessError"), Result.PERMANENT, f"does not allow it: {said}", CHECK_RIGHTS),
        (True, Result.PERMANENT, f"refused it: {said}", CHECK_DRAFT),
    )
    result, words, remedy = next(row[1:] for row in rows if row[0])
    return Outcome(result, error=f"Odoo {words}", remedy=remedy)


def _no_database(message: str) -> bool:
    return "database" in message and "does not exist" in message


def _not_odoo(answer: Answer, *, final: bool) -> Outcome:
    if answer.status == TOO_MANY:
        return rate_limited(WHO, None)
    if answer.status >= SERVER_ERROR or answer.ok:
        problem = f"The server before Odoo answered with a page of its own ({answer.status})."
        if final:
            return Outcome(Result.UNKNOWN, error=f"{problem} The record may be there.", remedy=LOOK_FIRST)
        if answer.status >= SERVER_ERROR:
            return Outcome(Result.TRANSIENT, error=problem, remedy=TRY_AGAIN)
        return Outcome(Result.PERMANENT, error=problem, remedy=CHECK_ADDRESS)
    problem = f"Odoo's interface is not at this address, or not for this database ({answer.status})."
    return Outcome(Result.PERMANENT, error=problem, remedy=CHECK_ADDRESS)


def login_refused() -> Outcome:
    """Return the outcome of a refused login."""
    return Outcome(Result.PERMANENT, error="Odoo refused the login.", remedy=CHECK_LOGIN, signed_out=True)


def server_version(settings: OdooSettings) -> int:
    """Return the main version of the server; raises OutcomeError where it cannot be learned.

    `/web/version` is there from 19 on; older servers tell theirs over JSON-RPC.
    """
    ca_file = str(settings.ca_file) if settings.ca_file else None
    api = WebApi(settings.url, lambda request: request, settings.timeout_seconds, ca_file)
    found = reach(api, Call("GET", "/web/version"), final=False).object().get("version_info")
    if not found:
        params = {"service": "common", "method": "version", "args": []}
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        answer = reach(api, Call("POST", "/jsonrpc", json=body), final=False)
        result = answer.object().get("result")
        found = result.get("server_version_info") if isinstance(result, dict) else None
        if not found:
            raise OutcomeError(_not_odoo(answer, final=False))
    first = found[0] if isinstance(found, list) and found else 0
    return first if isinstance(first, int) else _saas_version(str(first))


def _saas_version(text: str) -> int:
    """Return the main version of Odoo Online, which writes `saas~19` or `saas-19`."""
    digits = "".join(char for char in text if char.isdigit())
    return int(digits or "0")
