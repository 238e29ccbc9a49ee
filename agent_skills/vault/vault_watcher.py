"""Notices changes in the vault at once (watchdog), so that work starts without waiting for the next cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

QUIET_EVENTS = frozenset({"opened", "closed_no_write"})
"""Reading a file is no change of it."""


class VaultWatcher:
    """Calls back for every change below some folders.

    Events can be lost (a full queue, a network drive), so callers also look by themselves at an interval.

    Args:
        folders: existing folders, watched with all that lies below.
        on_change: called in the watcher's thread with the absolute path of each changed file.
    """

    def __init__(self, folders: Iterable[Path], on_change: Callable[[Path], None]) -> None:
        self._observer = Observer()
        handler = _Handler(on_change)
        for folder in folders:
            self._observer.schedule(handler, str(folder), recursive=True)

    def start(self) -> None:
        """Begin to watch."""
        self._observer.start()

    def stop(self) -> None:
        """Stop watching and wait for the thread to end."""
        self._observer.stop()
        self._observer.join()


class _Handler(FileSystemEventHandler):
    def __init__(self, on_change: Callable[[Path], None]) -> None:
        self._on_change = on_change

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in QUIET_EVENTS or event.is_directory:
            return
        for name in (event.src_path, event.dest_path):
            path = Path(str(name)) if name else None
            if path and not path.name.startswith(".") and ".git" not in path.parts:
                self._on_change(path)
