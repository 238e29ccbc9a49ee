"""Gmail by its REST API with the scope gmail.readonly: history first, a full list when the history has expired."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from typing import Any, Protocol

import requests
from google.auth.exceptions import GoogleAuthError

from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.seen_store import SeenStore

SCOPE = "https://www.googleapis.com/auth/gmail.readonly"
BASE_URL = "https://gmail.googleapis.com"
TIMEOUT_SECONDS = 60
PAGE = 100
FORBIDDEN, NOT_FOUND, TOO_MANY = 403, 404, 429
QUOTA_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})
QUOTA_SECONDS = 60.0
"""FR-S020: pause after the quota is used up."""

PAUSE_SECONDS = 15 * 60.0
"""A 403 that is no quota does not heal within seconds; the owner has to act."""


class HistoryExpiredError(Exception):
    """The start of the history is too old for the server (404); everything is listed anew."""


class Session(Protocol):
    """The part of `requests.Session` that is used (google-auth's AuthorizedSession in production)."""

    def get(self, url: str, *, params: dict[str, str], timeout: float) -> requests.Response:
        """Fetch."""


class GmailSource:
    """Gives each message once; implements the `MailSource` port.

    Args:
        session: signs requests with the read-only token.
        seen: which messages were filed, and where the history stands.
        query: Gmail search for the first list, for example `in:inbox newer_than:2d`.
        base_url: of the API.
    """

    name = "gmail"

    def __init__(self, session: Session, seen: SeenStore, query: str, base_url: str = BASE_URL) -> None:
        self._session = session
        self._seen = seen
        self._query = query
        self._users = f"{base_url}/gmail/v1/users/me"
        self._stopped = threading.Event()
        self._failures = 0

    def fetch_new(self) -> Iterator[RawMail]:
        """Give new messages, oldest first; see the port."""
        try:
            ids, history = self._new_ids()
            for message_id in ids:
                raw = self._raw(message_id)
                if raw is not None:
                    yield RawMail(self.name, message_id, raw)
        except (requests.RequestException, GoogleAuthError) as error:
            remedy = "Check the network. It is tried again by itself; if it stays, run `cloud-agent gmail-login`."
            raise MailboxError(f"Gmail cannot be reached ({type(error).__name__}).", remedy, self._backoff()) from error
        self._failures = 0
        if history:
            self._seen.set_note(self.name, "historyId", history)

    def acknowledge(self, mail: RawMail) -> None:
        """Note a message as filed; see the port."""
        self._seen.add(self.name, mail.key)

    def wait(self, seconds: float) -> None:
        """Wait; Gmail has no push without a public address; see the port."""
        self._stopped.wait(seconds)

    def close(self) -> None:
        """End any waiting; see the port."""
        self._stopped.set()

    def _new_ids(self) -> tuple[list[str], str]:
        start = self._seen.note(self.name, "historyId")
        try:
            ids, history = self._history(start) if start else self._everything()
        except HistoryExpiredError:
            ids, history = self._everything()
        unseen = [message_id for message_id in dict.fromkeys(ids) if not self._seen.has(self.name, message_id)]
        return unseen, history

    def _history(self, start: str) -> tuple[list[str], str]:
        ids: list[str] = []
        history = start
        query = {"startHistoryId": start, "historyTypes": "messageAdded", "labelId": "INBOX", "maxResults": str(PAGE)}
        for page in self._pages("history", query):
            history = str(page.get("historyId", history))
            added = [entry for record in page.get("history", []) for entry in record.get("messagesAdded", [])]
            ids += [str(entry["message"]["id"]) for entry in added]
        return ids, history

    def _everything(self) -> tuple[list[str], str]:
        # The mark is taken before the list: what arrives in between is seen twice and filed once.
        history = str(self._get("profile", {}).get("historyId", ""))
        pages = self._pages("messages", {"q": self._query, "maxResults": str(PAGE)})
        ids = [str(entry["id"]) for page in pages for entry in page.get("messages", [])]
        return ids[::-1], history  # the server lists newest first

    def _pages(self, path: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        token = ""
        while True:
            page = self._get(path, {**query, **({"pageToken": token} if token else {})})
            yield page
            token = str(page.get("nextPageToken", ""))
            if not token:
                return

    def _raw(self, message_id: str) -> bytes | None:
        try:
            found = self._get(f"messages/{message_id}", {"format": "raw"})
        except HistoryExpiredError:
            return None  # 404: deleted since it was listed
        text = str(found.get("raw", ""))
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def _get(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        answer = self._session.get(f"{self._users}/{path}", params=query, timeout=TIMEOUT_SECONDS)
        if answer.ok:
            content: dict[str, Any] = answer.json()
            return content
        if answer.status_code == NOT_FOUND:
            raise HistoryExpiredError
        raise self._refused(answer)

    def _refused(self, answer: requests.Response) -> MailboxError:
        code = answer.status_code
        if code == FORBIDDEN and not QUOTA_REASONS & _reasons(answer):
            remedy = "Run `cloud-agent gmail-login` again and allow reading."
            return MailboxError("Gmail refuses to show the mailbox (403).", remedy, PAUSE_SECONDS)
        if code in (FORBIDDEN, TOO_MANY):
            wait = max(_retry_after(answer), QUOTA_SECONDS if code == FORBIDDEN else self._backoff())
            return MailboxError("Gmail's quota is used up.", "Nothing to do; it goes on after a pause.", wait)
        if code == requests.codes.unauthorized:
            return MailboxError("Gmail's login has expired.", "Run `cloud-agent gmail-login` again.", PAUSE_SECONDS)
        return MailboxError(f"Gmail answers with an error ({code}).", "It is tried again by itself.", self._backoff())

    def _backoff(self) -> float:
        """Return 5, 10, 20 … at most 300 seconds, growing with each failure in a row."""
        self._failures += 1
        return float(min(5 * 2 ** min(self._failures - 1, 10), 300))


def _reasons(answer: requests.Response) -> set[str]:
    try:
        errors = answer.json()["error"].get("errors", [])
        return {str(error.get("reason")) for error in errors}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()


def _retry_after(answer: requests.Response) -> float:
    try:
        return float(answer.headers.get("Retry-After", "0"))
    except ValueError:
        return 0.0
