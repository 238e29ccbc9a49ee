"""Gmail by its REST API with the scope gmail.readonly: history first, a full list when the history has expired."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from agent_skills.domain.clock import Clock, system_clock
from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.gmail_api import BASE_URL, SCOPE, GmailApi, NotFoundError, Session
from cloud_agent.watchers.seen_store import SeenStore

__all__ = ["SCOPE", "GmailSource", "Session"]

LABELS = {
    "in:inbox": "INBOX",
    "is:important": "IMPORTANT",
    "is:starred": "STARRED",
    "is:unread": "UNREAD",
    "label:inbox": "INBOX",
    "label:important": "IMPORTANT",
    "label:unread": "UNREAD",
}
"""Search words that are labels: for these the history alone tells what is new."""

UNWANTED = frozenset({"DRAFT", "SPAM", "TRASH"})
_AGE = re.compile(r"newer_than:(\d{1,4})d", re.IGNORECASE)


class GmailSource:
    """Gives each message once; implements the `MailSource` port.

    Args:
        session: signs requests with the read-only token.
        seen: which messages were filed, and where the history stands.
        query: Gmail search, for example `in:inbox is:important newer_than:2d`. `newer_than` counts at the very
            first look; later ones, and one after a long absence, go back to that day.
        base_url: of the API.
        clock: for that day.
    """

    name = "gmail"

    def __init__(
        self, session: Session, seen: SeenStore, query: str, base_url: str = BASE_URL, clock: Clock = system_clock
    ) -> None:
        self._api = GmailApi(session, base_url)
        self._seen = seen
        self._words = _AGE.sub(" ", query).split()
        self._first_days = int(found[1]) if (found := _AGE.search(query)) else None
        self._clock = clock
        self._stopped = threading.Event()

    def fetch_new(self) -> Iterator[RawMail]:
        """Give new messages, oldest first; see the port."""
        ids, history = self._new_ids()
        given: list[str] = []
        for message_id in ids:
            if self._stopped.is_set():
                return
            mail = self._read(message_id)
            if mail is not None:
                given.append(message_id)
                yield mail
        self._api.worked()
        if history and all(self._seen.has(self.name, key) for key in given):
            self._seen.set_note(self.name, "historyId", history)

    def acknowledge(self, mail: RawMail) -> None:
        """Note a message as filed; see the port."""
        self._seen.add_mail(mail)

    def wait(self, seconds: float) -> None:
        """Wait; Gmail has no push without a public address; see the port."""
        self._stopped.wait(seconds)

    def close(self) -> None:
        """End any waiting; see the port."""
        self._stopped.set()

    def _new_ids(self) -> tuple[list[str], str]:
        ids, history = self._found()
        return [message_id for message_id in ids if not self._seen.has(self.name, message_id)], history

    def _found(self) -> tuple[list[str], str]:
        start = self._seen.note(self.name, "historyId")
        if start and self._labels() is not None:
            try:
                return self._api.history(start)
            except NotFoundError:
                pass  # expired: everything since the first day is listed, and known mails are passed over
        # The mark is taken before the list: what arrives in between is seen twice and filed once.
        history = self._api.history_id()
        return self._listed(), history

    def _listed(self) -> list[str]:
        """Return what the search finds, oldest first; behind a page of known mails all are known."""
        ids: list[str] = []
        for page in self._api.messages(" ".join([*self._words, *self._since()])):
            ids += page
            if page and all(self._seen.has(self.name, message_id) for message_id in page):
                break
        return ids[::-1]

    def _since(self) -> list[str]:
        noted = self._seen.note(self.name, "since")
        if noted is None and self._first_days is not None:
            noted = (self._clock() - timedelta(days=self._first_days)).astimezone(UTC).isoformat()
            self._seen.set_note(self.name, "since", noted)
        return [f"after:{int(datetime.fromisoformat(noted).timestamp())}"] if noted else []

    def _labels(self) -> set[str] | None:
        """Return the labels that the search asks for, None where it asks for more than labels."""
        if any(word.lower() not in LABELS for word in self._words):
            return None
        return {LABELS[word.lower()] for word in self._words}

    def _read(self, message_id: str) -> RawMail | None:
        try:
            raw, labels = self._api.message(message_id)
        except NotFoundError:
            return None  # deleted since it was listed
        wanted = self._labels()
        if labels & UNWANTED or (wanted is not None and not wanted <= labels):
            return None
        mail = RawMail(self.name, message_id, raw)
        if self._seen.has_content(mail):
            self._seen.add(self.name, message_id)
            return None
        return mail
