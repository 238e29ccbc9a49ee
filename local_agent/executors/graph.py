"""Meta's Graph interface, as Facebook pages and Instagram share it: calls, paging of own posts, and error codes.

Followed: developers.facebook.com/docs/graph-api/guides/error-handling and …/overview/rate-limiting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from local_agent.channel_settings import GraphSettings
from local_agent.executors.contract import Outcome, Result
from local_agent.executors.posting import asked_for
from local_agent.executors.web_api import Answer, Call, WebApi, bearer, rate_limited, refused, retry_after

TOKEN_CODES = frozenset({102, 190, 463, 467})
"""Session or token invalid, expired or taken back."""

RATE_CODES = frozenset({4, 9, 17, 32, 341, 613, 80001, 80002})
"""Calls of the app, the user, the page or the account are used up for now."""

PERMISSION_CODES = frozenset({3, 10, *range(200, 300)})
BUSY_CODES = frozenset({1, 2})
"""“Unknown” and “service” trouble: it may have happened all the same."""

DUPLICATE_CODE = 506
USAGE_HEADER = "X-Business-Use-Case-Usage"


class GraphApi:
    """Calls the Graph interface with one token.

    Args:
        settings: address, version, token and account.
        timeout: seconds for one call.
    """

    def __init__(self, settings: GraphSettings, timeout: float) -> None:
        self._version = settings.version
        self._api = WebApi(settings.url, bearer(settings.token.get_secret_value()), timeout)

    def get(self, path: str, fields: str, **query: str) -> dict[str, Any]:
        """Return fields of a node or an edge; raises `UnreachableError` or `AnswerError`, as all calls here."""
        return asked_for(self._api.call(Call("GET", f"/{self._version}/{path}", {"fields": fields, **query}))).object()

    def post(
        self, path: str, form: Mapping[str, str], files: Mapping[str, tuple[str, bytes, str]] | None = None
    ) -> dict[str, Any]:
        """Create something below a node."""
        return asked_for(self._api.call(Call("POST", f"/{self._version}/{path}", form=form, files=files))).object()


def rows(page: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of an edge's page."""
    data = page.get("data")
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def forbids(answer: Answer) -> bool:
    """Tell whether the token is good and lacks a permission."""
    error = answer.object().get("error")
    return isinstance(error, dict) and error.get("code") in PERMISSION_CODES


def judge(who: str, answer: Answer, renew: str, now: datetime, *, final: bool) -> Outcome:
    """Tell what a Graph error means; Meta puts the truth into a code, not into the HTTP status."""
    found = answer.object().get("error")
    error: dict[str, Any] = found if isinstance(found, dict) else {}
    code = error.get("code")
    message = str(error.get("error_user_msg") or error.get("message") or "")
    if code in TOKEN_CODES:
        return Outcome(Result.PERMANENT, error=f"{who} no longer accepts the token.", remedy=renew, signed_out=True)
    if code in RATE_CODES:
        return rate_limited(who, retry_after(answer, now) or _regain_access(answer))
    if code in PERMISSION_CODES:
        problem = f"{who} does not allow this token to publish ({code})."
        return Outcome(Result.PERMANENT, error=problem, remedy=f"Give it the permission to publish. {renew}")
    if code in BUSY_CODES and answer.status < 500:  # noqa: PLR2004  # a busy server behind a client's status
        return refused(who, Answer(503, answer.headers, answer.body), message, renew, final=final, now=now)
    if code == DUPLICATE_CODE:
        problem = f"{who} took the same text a moment ago."
        return Outcome(
            Result.PERMANENT, error=problem, remedy="Look whether it is there; change the text if it is not."
        )
    return refused(who, answer, message, renew, final=final, now=now)


def _regain_access(answer: Answer) -> timedelta | None:
    """Return the minutes that Meta estimates in its usage header, None where it tells none."""
    try:
        usage = json.loads(answer.headers.get(USAGE_HEADER, "{}"))
        minutes = max(int(use["estimated_time_to_regain_access"]) for uses in usage.values() for use in uses)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return timedelta(minutes=minutes) if minutes > 0 else None
