"""The three calls of the Gmail API that reading needs, and what its refusals mean (FR-S020)."""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError

from cloud_agent.watchers.backoff import Backoff
from cloud_agent.watchers.errors import MailboxError

SCOPE = "https://www.googleapis.com/auth/gmail.readonly"
BASE_URL = "https://gmail.googleapis.com"
TIMEOUT_SECONDS = 60
PAGE = 100
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429
QUOTA_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})
QUOTA_SECONDS = 60.0
"""FR-S020, S-EC2: pause after the quota is used up."""

PAUSE_SECONDS = 15 * 60.0
"""A 403 that is no quota does not heal within seconds; the owner has to act."""

LONGEST_RETRY_AFTER = 3600.0
Query = Mapping[str, str | list[str]]
LOGIN_AGAIN = "Run `cloud-agent gmail-login` again and allow reading."


class NotFoundError(Exception):
    """404: the message was deleted, or the history does not reach back so far."""


class Session(Protocol):
    """The part of `requests.Session` that is used (google-auth's AuthorizedSession in production)."""

    def get(self, url: str, *, params: Query, timeout: float) -> requests.Response:
        """Fetch."""


class GmailApi:
    """Reads one mailbox.

    Args:
        session: signs requests with the read-only token.
        base_url: of the API.
    """

    def __init__(self, session: Session, base_url: str) -> None:
        self._session = session
        self._users = f"{base_url}/gmail/v1/users/me"
        self._backoff = Backoff()

    def history_id(self) -> str:
        """Return where the mailbox's history stands now."""
        return str(self._get("profile", {}).get("historyId", ""))

    def messages(self, query: str) -> Iterator[list[str]]:
        """Give the ids of the messages that a Gmail search finds, newest first, page by page."""
        for page in self._pages("messages", {"q": query, "maxResults": str(PAGE)}):
            yield [str(entry["id"]) for entry in _list(page, "messages")]

    def history(self, start: str) -> tuple[list[str], str]:
        """Return the ids of messages that came or were labelled since, oldest first, and where the history stands.

        Raises:
            NotFoundError: the history does not reach back to `start`.
        """
        ids: list[str] = []
        latest = start
        kinds = ["messageAdded", "labelAdded"]
        query: Query = {"startHistoryId": start, "historyTypes": kinds, "maxResults": str(PAGE)}
        for page in self._pages("history", query):
            latest = str(page.get("historyId", latest))
            for record in _list(page, "history"):
                entries = [*_list(record, "messagesAdded"), *_list(record, "labelsAdded")]
                ids += [str(entry["message"]["id"]) for entry in entries]
        return list(dict.fromkeys(ids)), latest

    def message(self, message_id: str) -> tuple[bytes, set[str]]:
        """Return a message's raw bytes and its labels.

        Raises:
            NotFoundError: it was deleted.
        """
        found = self._get(f"messages/{message_id}", {"format": "raw"})
        text = str(found.get("raw", "")).translate({ord("-"): "+", ord("_"): "/"}).rstrip("=")
        if not text:
            raise self._odd("a message without content")
        try:
            raw = binascii.a2b_base64(text + "=" * (-len(text) % 4))
        except binascii.Error as error:
            raise self._odd("a message that cannot be decoded") from error
        return raw, {str(label) for label in found.get("labelIds", [])}

    def worked(self) -> None:
        """Tell that a whole look went well: the next failure waits shortly again."""
        self._backoff.worked()

    def _pages(self, path: str, query: Query) -> Iterator[dict[str, Any]]:
        token = ""
        while True:
            page = self._get(path, {**query, **({"pageToken": token} if token else {})})
            yield page
            before, token = token, str(page.get("nextPageToken", ""))
            if not token or token == before:
                return

    def _get(self, path: str, query: Query) -> dict[str, Any]:
        try:
            answer = self._session.get(f"{self._users}/{path}", params=query, timeout=TIMEOUT_SECONDS)
            content = answer.json() if answer.ok else None
        except RefreshError as error:
            raise MailboxError("Gmail's login has expired.", LOGIN_AGAIN, PAUSE_SECONDS) from error
        except (requests.RequestException, GoogleAuthError) as error:
            remedy = f"Check the network. It is tried again by itself; if it stays: {LOGIN_AGAIN}"
            reason = f"Gmail cannot be reached ({type(error).__name__})."
            raise MailboxError(reason, remedy, self._backoff.failed()) from error
        if answer.status_code == NOT_FOUND:
            raise NotFoundError(path)
        if not answer.ok:
            raise self._refused(answer)
        if not isinstance(content, dict):
            raise self._odd("something that is no object")
        return content

    def _odd(self, what: str) -> MailboxError:
        return MailboxError(f"Gmail answered with {what}.", "It is tried again by itself.", self._backoff.failed())

    def _refused(self, answer: requests.Response) -> MailboxError:
        code = answer.status_code
        if code == UNAUTHORIZED:
            return MailboxError("Gmail's login has expired.", LOGIN_AGAIN, PAUSE_SECONDS)
        if code == FORBIDDEN and not QUOTA_REASONS & _reasons(answer):
            return MailboxError("Gmail refuses to show the mailbox (403).", LOGIN_AGAIN, PAUSE_SECONDS)
        if code in (FORBIDDEN, TOO_MANY):
            least = QUOTA_SECONDS if code == FORBIDDEN else self._backoff.failed()
            wait = max(_retry_after(answer), least)
            return MailboxError("Gmail's quota is used up.", "Nothing to do; it goes on after a pause.", wait)
        wait = max(_retry_after(answer), self._backoff.failed())
        return MailboxError(f"Gmail answers with an error ({code}).", "It is tried again by itself.", wait)


def _list(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _reasons(answer: requests.Response) -> set[str]:
    try:
        errors = answer.json()["error"].get("errors", [])
        return {str(error.get("reason")) for error in errors}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()


def _retry_after(answer: requests.Response) -> float:
    try:
        return min(float(answer.headers.get("Retry-After", "0")), LONGEST_RETRY_AFTER)
    except ValueError:
        return 0.0
