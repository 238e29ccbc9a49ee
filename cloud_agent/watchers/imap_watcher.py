"""An IMAP folder as a mail source: opened read-only, nothing is marked, IDLE instead of asking."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from agent_skills.domain.clock import Clock
from agent_skills.domain.mail import RawMail
from cloud_agent.settings import MailSettings
from cloud_agent.watchers.backoff import Backoff
from cloud_agent.watchers.imap_connection import ERRORS, Folder, ImapConnection, explain
from cloud_agent.watchers.seen_store import SeenStore

IDLE_SECONDS = 25 * 60.0
"""RFC 2177: a server may drop an IDLE after 30 minutes, so it is renewed before 29."""


class ImapSource:
    """Gives each message of a folder once; implements the `MailSource` port.

    A message is known by UIDVALIDITY and UID. When the server changes UIDVALIDITY every message is read again and
    recognised by its content, so none is filed twice. UIDs grow, so once all below a mark are filed only later
    ones are asked for. At the very first look, mail older than the limit stays below that mark.

    Args:
        settings: server, login, folder, `first_run_days`.
        seen: which messages were filed.
        clock: for the limit of the first run.
    """

    name = "imap"

    def __init__(self, settings: MailSettings, seen: SeenStore, clock: Clock) -> None:
        self._settings = settings
        self._place = f"{settings.user}@{settings.host}/{settings.folder}"
        self._seen = seen
        self._clock = clock
        self._backoff = Backoff()
        self._connection: ImapConnection | None = None
        self._stopped = threading.Event()
        self._in_use = False

    def fetch_new(self) -> Iterator[RawMail]:
        """Give new messages in the order of their UIDs, one in memory at a time; see the port."""
        self._in_use = True
        try:
            yield from self._fetch()
            self._backoff.worked()
        except ERRORS as error:
            self._drop()
            raise explain(error, self._backoff.failed()) from error
        finally:
            self._leave()

    def acknowledge(self, mail: RawMail) -> None:
        """Note a message as filed; see the port."""
        self._seen.add_mail(mail)

    def wait(self, seconds: float) -> None:
        """Wait in IDLE for a push of the server, at most so many seconds; see the port."""
        self._in_use = True
        try:
            if self._connection is not None and self._connection.can_idle:
                self._connection.idle(min(seconds, IDLE_SECONDS), self._stopped)
            else:
                self._stopped.wait(seconds)
        except ERRORS:
            self._drop()  # the next look connects anew, or tells what is wrong
        finally:
            self._leave()

    def close(self) -> None:
        """End the connection and any waiting; see the port."""
        self._stopped.set()
        if not self._in_use:  # else its user notices within a second and lets go of it
            self._drop()

    def _fetch(self) -> Iterator[RawMail]:
        self._connection = connection = self._connection or ImapConnection(self._settings)
        folder = connection.examine()
        prefix = f"{self._place}/{folder.validity}"
        given: list[str] = []
        for uid in self._new_uids(connection, folder, prefix):
            if self._stopped.is_set():
                return
            raw = connection.raw(uid)
            if raw is None:
                continue  # deleted since the search
            mail = RawMail(self.name, f"{prefix}/{uid}", raw)
            if self._seen.has_content(mail):
                self._seen.add(self.name, mail.key)
                continue
            given.append(mail.key)
            yield mail
        if all(self._seen.has(self.name, key) for key in given):
            self._seen.set_note(self.name, f"done below {prefix}", str(folder.uid_next))

    def _new_uids(self, connection: ImapConnection, folder: Folder, prefix: str) -> list[int]:
        start = self._start(folder, prefix)
        done = int(self._seen.note(self.name, f"done below {prefix}") or 0)
        uids = connection.uids_from(max(start, done))
        if done < start:
            uids = [uid for uid in connection.uids_since(self._since().date()) if done <= uid < start] + uids
        return [uid for uid in uids if not self._seen.has(self.name, f"{prefix}/{uid}")]

    def _start(self, folder: Folder, prefix: str) -> int:
        """Return from which UID on every mail counts, whatever its date; it is fixed at the first look."""
        noted = self._seen.note(self.name, f"start {prefix}")
        if noted is None:
            self._since()
            noted = str(folder.uid_next)
            self._seen.set_note(self.name, f"start {prefix}", noted)
        return int(noted)

    def _since(self) -> datetime:
        """Return from when on earlier mail counts: years of it are not drafted when the product is set up."""
        name = f"since {self._place}"
        noted = self._seen.note(self.name, name)
        if noted is None:
            noted = (self._clock() - timedelta(days=self._settings.first_run_days)).isoformat()
            self._seen.set_note(self.name, name, noted)
        return datetime.fromisoformat(noted).astimezone(UTC)

    def _leave(self) -> None:
        self._in_use = False
        if self._stopped.is_set():
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
