"""A Maildir as a mail source: files are only read, never moved or marked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.seen_store import SeenStore

FOLDERS = ("new", "cur")


class MaildirSource:
    """Gives each message of a Maildir once; implements the `MailSource` port.

    Args:
        folder: holds new/ and cur/.
        seen: which messages were filed.
    """

    name = "maildir"

    def __init__(self, folder: Path, seen: SeenStore) -> None:
        self._folder = folder
        self._seen = seen
        self._arrived = threading.Event()
        self._observer = Observer()
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
            self._observer.schedule(_Bell(self._arrived), str(folder / name))
        self._observer.start()

    def fetch_new(self) -> Iterator[RawMail]:
        """Give new messages, oldest first; see the port."""
        for path in self._listed():
            key = _key(path)
            if self._seen.has(self.name, key):
                continue
            try:
                yield RawMail(self.name, key, path.read_bytes())
            except FileNotFoundError:
                continue  # the mail program moved it from new/ to cur/: the next look finds it there

    def acknowledge(self, mail: RawMail) -> None:
        """Note a message as filed; see the port."""
        self._seen.add(self.name, mail.key)

    def wait(self, seconds: float) -> None:
        """Return when a file arrives, or after so many seconds; see the port."""
        self._arrived.wait(seconds)
        self._arrived.clear()

    def close(self) -> None:
        """Stop watching; see the port."""
        self._observer.stop()
        self._arrived.set()

    def _listed(self) -> list[Path]:
        try:
            files = [path for name in FOLDERS for path in (self._folder / name).iterdir() if path.is_file()]
        except OSError as error:
            remedy = "Check MAILDIR_PATH and its permissions."
            raise MailboxError(f"The Maildir cannot be read ({type(error).__name__}).", remedy, 10) from error
        return sorted((path for path in files if not path.name.startswith(".")), key=_key)


def _key(path: Path) -> str:
    """Return the message's unique name; flags behind the colon change when it is read elsewhere."""
    return path.name.split(":", 1)[0]


class _Bell(FileSystemEventHandler):
    def __init__(self, arrived: threading.Event) -> None:
        self._arrived = arrived

    def on_created(self, event: FileSystemEvent) -> None:
        del event
        self._arrived.set()

    def on_moved(self, event: FileSystemEvent) -> None:
        del event
        self._arrived.set()
