"""Which files changed since the last question, as the kernel noted it (inotify on Linux).

The queue is read when a cycle begins: a change made before that, by whichever process of this machine, is in it. A
watcher with a thread of its own could be a moment behind. Where there is no inotify, every question is answered with
"look at everything".
"""

from __future__ import annotations

import ctypes
import logging
import os
import struct
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

MODIFY, ATTRIB, CLOSE_WRITE, MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x2, 0x4, 0x8, 0x40, 0x80, 0x100, 0x200
DELETE_SELF, MOVE_SELF, UNMOUNT, OVERFLOW, IGNORED = 0x400, 0x800, 0x2000, 0x4000, 0x8000
ONLY_FOLDERS, DONT_FOLLOW, IS_FOLDER = 0x01000000, 0x02000000, 0x40000000
"""Bits of inotify(7)."""

MASK = (
    *(MODIFY, ATTRIB, CLOSE_WRITE, MOVED_FROM, MOVED_TO, CREATE, DELETE),
    *(DELETE_SELF, MOVE_SELF, ONLY_FOLDERS, DONT_FOLLOW),
)
LOST = OVERFLOW | UNMOUNT | MOVE_SELF
HEAD = struct.Struct("iIII")
READ_BYTES = 1 << 16


class FolderEvents:
    """Watches the folders of one vault.

    Args:
        root: the vault's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.fsencode(root)
        self._libc: Any = ctypes.CDLL(None, use_errno=True)
        self._queue: int | None = None
        self._folders: dict[int, str] = {}
        self._close: weakref.finalize[Any, Any] | None = None

    def restart(self) -> None:
        """Forget all that was watched; the caller watches each folder before it lists it."""
        self._end()
        if not hasattr(self._libc, "inotify_init1"):
            return
        queue = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if queue < 0:
            self.stop()
            return
        self._queue, self._close = queue, weakref.finalize(self, os.close, queue)

    def watch(self, folder: str) -> None:
        """Watch one folder (without those below).

        Args:
            folder: vault-relative with a slash at its end, empty for the vault itself.
        """
        if self._queue is None:
            return
        number = self._libc.inotify_add_watch(self._queue, self._root + b"/" + os.fsencode(folder), sum(MASK))
        if number >= 0:
            self._folders[number] = folder
        elif ctypes.get_errno() not in (2, 20):  # gone meanwhile, or no folder any more: nothing to watch
            self.stop()

    def stop(self, _folder: str = "") -> None:
        """Watch no longer; from now on everything is looked at every time."""
        log.warning("no change events (%s); the whole vault is looked at in every cycle", _error())
        self._end()

    def _end(self) -> None:
        if self._close:
            self._close()
        self._queue, self._close, self._folders = None, None, {}

    def read(self) -> tuple[set[str], set[str]] | None:
        """Return the files that may have changed since the last call, and the folders that are new.

        Returns:
            None where events were lost or cannot be had, or a folder went elsewhere: then everything may have changed.
        """
        if self._queue is None:
            return None
        files: set[str] = set()
        folders: set[str] = set()
        for number, mask, name in self._events(self._queue):
            folder = self._folders.get(number, "")
            if mask & LOST or (mask & DELETE_SELF and not folder):
                return None
            if mask & IGNORED:
                self._folders.pop(number, None)
            elif mask & IS_FOLDER and mask & (CREATE | MOVED_TO):
                folders.add(f"{folder}{name}/")
            elif name and not mask & IS_FOLDER:
                files.add(folder + name)
        return files, folders

    def _events(self, queue: int) -> Iterator[tuple[int, int, str]]:
        while True:
            try:
                data = os.read(queue, READ_BYTES)
            except BlockingIOError:
                return
            start = 0
            while start < len(data):
                number, mask, _cookie, size = HEAD.unpack_from(data, start)
                start += HEAD.size + size
                yield number, mask, os.fsdecode(data[start - size : start].rstrip(b"\0"))


def _error() -> str:
    return os.strerror(ctypes.get_errno())
