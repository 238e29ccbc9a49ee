"""A Maildir as a mail source: files are only read, never moved or marked."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from agent_skills.domain.clock import Clock, system_clock
from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.seen_store import SeenStore

log = logging.getLogger(__name__)

FOLDERS = ("new", "cur")
MAX_MAIL_BYTES = 40 * 1024 * 1024
"""Larger mails are read up to here: the text stands at the beginning, attachments are only listed."""
RETRY_SECONDS = 10.0
UNREADABLE_SECONDS = 60.0


class MaildirSource:
    """Gives each message of a Maildir once; implements the `MailSource` port.

    Args:
        folder: holds new/ and cur/.
        seen: which messages were filed.
        first_run: when the Maildir is read for the first time, older messages than this are left alone;
            None takes all.
        clock: for that limit.
    """

    name = "maildir"

    def __init__(
        self, folder: Path, seen: SeenStore, first_run: timedelta | None = None, clock: Clock = system_clock
    ) -> None:
        self._folder = folder
        self._seen = seen
        self._first_run = first_run
        self._clock = clock
        self._arrived = threading.Event()
        self._closed = threading.Event()
        self._observer: _Observing | None = None

    def fetch_new(self) -> Iterator[RawMail]:
        """Give new messages, oldest first; see the port."""
        self._watch()
        unreadable = 0
        for path in self._listed():
            if self._closed.is_set():
                return
            try:
                mail = self._read(path)
            except FileNotFoundError:
                self._arrived.set()  # a mail program moved it from new/ to cur/: the next look finds it there
                continue
            except OSError as error:
                log.warning("a message of the Maildir cannot be read: %s", error.strerror)
                unreadable += 1
                continue
            if mail is not None:
                yield mail
        if unreadable:
            remedy = "Check the permissions of the files below MAILDIR_PATH."
            raise MailboxError(f"{unreadable} message(s) of the Maildir cannot be read.", remedy, UNREADABLE_SECONDS)

    def acknowledge(self, mail: RawMail) -> None:
        """Note a message as filed; see the port."""
        self._seen.add_mail(mail)

    def wait(self, seconds: float) -> None:
        """Return when a file arrives, or after so many seconds; see the port."""
        if not self._closed.is_set():
            self._arrived.wait(seconds)
            self._arrived.clear()

    def close(self) -> None:
        """Stop watching; see the port."""
        self._closed.set()
        self._arrived.set()
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()

    def _read(self, path: Path) -> RawMail | None:
        key = _key(path)
        if self._seen.has(self.name, key):
            return None
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            mail = RawMail(self.name, key, file.read(MAX_MAIL_BYTES))
        if self._seen.has_content(mail):
            self._seen.add(self.name, key)
            return None
        return mail

    def _listed(self) -> list[Path]:
        try:
            files = [path for name in FOLDERS for path in (self._folder / name).iterdir() if path.is_file()]
        except OSError as error:
            remedy = "Check MAILDIR_PATH (it must hold new/ and cur/) and its permissions."
            raise MailboxError(f"The Maildir cannot be read ({error.strerror}).", remedy, RETRY_SECONDS) from error
        messages = sorted((path for path in files if not path.name.startswith(".")), key=_age)
        self._leave_old(messages)
        return messages

    def _leave_old(self, messages: list[Path]) -> None:
        """At the very first look, note what is too old as seen."""
        if self._seen.note(self.name, "started") is not None:
            return
        now = self._clock()
        if self._first_run is not None:
            limit = (now - self._first_run).timestamp()
            self._seen.add_all(self.name, [_key(path) for path in messages if _modified(path) < limit])
        self._seen.set_note(self.name, "started", datetime.isoformat(now.astimezone(UTC)))

    def _watch(self) -> None:
        if self._observer is None and not self._closed.is_set():
            folders = [self._folder / name for name in FOLDERS if (self._folder / name).is_dir()]
            self._observer = _Observing(folders, self._arrived) if len(folders) == len(FOLDERS) else None


def _key(path: Path) -> str:
    """Return the message's unique name; flags behind the colon change when it is read elsewhere."""
    return path.name.split(":", 1)[0]


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _age(path: Path) -> tuple[int, str]:
    """Order by the time of delivery, with which a unique name begins."""
    seconds = path.name.split(".", 1)[0]
    return (int(seconds) if seconds.isascii() and seconds.isdigit() else 0, path.name)


class _Observing(FileSystemEventHandler):
    """Rings when a file arrives; where the system gives no such events the interval has to do."""

    def __init__(self, folders: list[Path], arrived: threading.Event) -> None:
        self._arrived = arrived
        self._observer = Observer()
        try:
            for folder in folders:
                self._observer.schedule(self, str(folder))
            self._observer.start()
        except OSError as error:
            log.warning("new mail is only noticed at the interval, since files cannot be watched: %s", error)

    def stop(self) -> None:
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(5)

    def on_created(self, event: FileSystemEvent) -> None:
        del event
        self._arrived.set()

    def on_moved(self, event: FileSystemEvent) -> None:
        del event
        self._arrived.set()
