"""An IMAP folder as a mail source: opened read-only, nothing is marked, IDLE instead of asking."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import imapclient
from imapclient.exceptions import IMAPClientError, LoginError

from agent_skills.domain.clock import Clock
from agent_skills.domain.mail import RawMail
from cloud_agent.settings import MailSettings
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.seen_store import SeenStore

TIMEOUT_SECONDS = 60
IDLE_SECONDS = 25 * 60
"""RFC 2177: a server may drop an IDLE after 30 minutes, so it is renewed before."""

RETRY_SECONDS = 10.0
MAX_MAIL_BYTES = 40 * 1024 * 1024
"""Larger mails are read up to here: the text stands at the beginning, attachments are only listed."""


class ImapSource:
    """Gives each message of a folder once; implements the `MailSource` port.

    A message is known by UIDVALIDITY and UID. When the server changes UIDVALIDITY every message is read again and
    recognised by its content, so none is filed twice.

    Args:
        settings: server, login, folder.
        seen: which messages were filed.
        clock: for the limit of the first run.
    """

    name = "imap"

    def __init__(self, settings: MailSettings, seen: SeenStore, clock: Clock) -> None:
        self._settings = settings
        self._seen = seen
        self._clock = clock
        self._box: Any = None
        self._stopped = threading.Event()

    def fetch_new(self) -> Iterator[RawMail]:
        """Give new messages in the order of their UIDs, one in memory at a time; see the port."""
        try:
            yield from self._fetch()
        except LoginError as error:
            self._drop()
            remedy = "Check IMAP_USER and IMAP_PASSWORD; many providers want an app password."
            raise MailboxError("The mailbox refused the login.", remedy, 60) from error
        except (IMAPClientError, OSError, ssl.SSLError) as error:
            self._drop()
            remedy = "Check IMAP_HOST, IMAP_PORT and the network. It is tried again by itself."
            raise MailboxError(
                f"The mailbox cannot be reached ({type(error).__name__}).", remedy, RETRY_SECONDS
            ) from error

    def acknowledge(self, mail: RawMail) -> None:
        """Note a message as filed; see the port."""
        self._seen.add(self.name, mail.key)

    def wait(self, seconds: float) -> None:
        """Wait in IDLE for a push of the server, at most so many seconds; see the port."""
        if self._box is None or not self._box.has_capability("IDLE"):
            self._stopped.wait(seconds)
            return
        try:
            self._box.idle()
            self._idle_until(min(seconds, IDLE_SECONDS))
            self._box.idle_done()
        except (IMAPClientError, OSError):
            self._drop()

    def close(self) -> None:
        """End the connection and any waiting; see the port."""
        self._stopped.set()
        self._drop()

    def _idle_until(self, seconds: float) -> None:
        """Look for pushes in short steps, so that `close` is noticed."""
        steps = max(1, int(seconds))
        for _ in range(steps):
            if self._stopped.is_set():
                return
            if any(b"EXISTS" in answer for answer in self._box.idle_check(timeout=min(1.0, seconds))):
                return

    def _fetch(self) -> Iterator[RawMail]:
        box = self._connection()
        validity = box.folder_status(self._settings.folder, ["UIDVALIDITY"])[b"UIDVALIDITY"]
        prefix = f"{self._settings.host}/{self._settings.folder}/{validity}"
        for uid in self._new_uids(box, prefix):
            found = box.fetch([uid], [f"BODY.PEEK[]<0.{MAX_MAIL_BYTES}>"])
            raw = next((value for key, value in found.get(uid, {}).items() if key.startswith(b"BODY[]")), None)
            if raw:  # None: it was deleted since the search
                yield RawMail(self.name, f"{prefix}/{uid}", raw)

    def _new_uids(self, box: Any, prefix: str) -> list[int]:
        since = self._first_run_limit(prefix)
        uids = sorted(box.search(["SINCE", since.date()]))
        return [uid for uid in uids if not self._seen.has(self.name, f"{prefix}/{uid}")]

    def _first_run_limit(self, prefix: str) -> datetime:
        """Return from when on mail counts: years of old mail are not drafted when the product is set up."""
        name = f"since {prefix.rsplit('/', 1)[0]}"
        noted = self._seen.note(self.name, name)
        if noted is None:
            noted = (self._clock() - timedelta(days=self._settings.first_run_days)).isoformat()
            self._seen.set_note(self.name, name, noted)
        return datetime.fromisoformat(noted).astimezone(UTC)

    def _connection(self) -> Any:
        if self._box is None:
            self._box = self._connect()
        self._box.select_folder(self._settings.folder, readonly=True)
        return self._box

    def _connect(self) -> Any:
        settings = self._settings
        context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        box = imapclient.IMAPClient(
            settings.host,
            settings.port,
            ssl=settings.security == "tls",
            ssl_context=context if settings.security == "tls" else None,
            timeout=TIMEOUT_SECONDS,
        )
        if settings.security == "starttls":
            box.starttls(context)
        box.login(settings.user, settings.password.get_secret_value() if settings.password else "")
        return box

    def _drop(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            try:
                box.shutdown()
            except (IMAPClientError, OSError):
                return
