"""The vault's files with their signatures: a walk through the folders, and what an earlier walk knew."""

from __future__ import annotations

import json
import os
import secrets
import stat
import zlib
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path

Signature = tuple[int, int, int]
"""Inode, time of the last change of content or place (ns), size: equal ones mean equal bytes."""

UNKNOWN: Signature = (0, 0, 0)
"""Of a file that has to be read."""

RACY_NS = 2_000_000_000
"""A file that changed so shortly before the walk may change again within the clock's tick, unseen."""

OWNERS_FOLDER = ".obsidian/"


def walk(root: Path, top: str, enter: Callable[[str], None]) -> dict[str, Signature]:
    """Return the regular files below a folder by vault-relative path; hidden folders and links are passed over.

    Args:
        root: the vault's folder.
        top: where to begin, with a slash at its end; empty for the vault itself.
        enter: called with each folder before it is listed.

    Raises:
        OSError: a folder cannot be read. Its files would look deleted, so nothing is returned then.
    """
    found: dict[str, Signature] = {}
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        enter(folder)
        try:
            waiting += _open_and_list(f"{root}/{folder}", folder, found)
        except (FileNotFoundError, NotADirectoryError):
            continue  # removed meanwhile
    return found


def _open_and_list(place: str, folder: str, found: dict[str, Signature]) -> list[str]:
    """Open a folder before its files are looked at, so that the system need not walk to it for each of them."""
    opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return _list(opened, folder, found)
    finally:
        os.close(opened)


def _list(place: int, folder: str, found: dict[str, Signature]) -> list[str]:
    """Add the files of one open folder; returns the folders in it."""
    folders = []
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                found[folder + entry.name] = signature(entry.stat(follow_symlinks=False))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(f"{folder}{entry.name}/")
    return [path for path in folders if is_watched(path)]


def is_watched(folder: str) -> bool:
    """Tell whether a folder belongs to the vault, by its last name."""
    return folder == OWNERS_FOLDER or not folder.rstrip("/").rpartition("/")[2].startswith(".")


def signature(status: os.stat_result) -> Signature:
    """Return the signature of a file."""
    return (status.st_ino, status.st_ctime_ns, status.st_size) if stat.S_ISREG(status.st_mode) else UNKNOWN


class SignatureStore:
    """Keeps the outcome of a walk, so that the next process need not read every file again.

    Args:
        file: where; written whole and replaced, and not believed when damaged.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> tuple[str | None, dict[str, Signature]]:
        """Return the commit and the files whose bytes were those of that commit; (None, {}) where nothing is known."""
        try:
            head, _, rest = self._file.read_bytes().partition(b"\n")
            known = json.loads(head)
            body = rest if zlib.crc32(rest) == known["crc"] else b""
            numbers = array("Q", body[known["paths"] :])
            paths = os.fsdecode(body[: known["paths"]]).split("\0")
            parts = iter(numbers)
            return known["commit"], dict(zip(paths, zip(parts, parts, parts, strict=True), strict=True))
        except (OSError, ValueError, KeyError, TypeError):
            return None, {}

    def save(self, commit: str, files: Mapping[str, Signature]) -> None:
        """Replace what is known.

        Args:
            commit: what the files were compared with.
            files: every file of the vault and of the commit; `UNKNOWN` for those that were not equal.
        """
        paths = os.fsencode("\0".join(files))
        body = paths + array("Q", (number for values in files.values() for number in values)).tobytes()
        head = json.dumps({"commit": commit, "paths": len(paths), "crc": zlib.crc32(body)}).encode()
        draft = self._file.with_name(f"{self._file.name}.{secrets.token_hex(4)}")
        draft.write_bytes(head + b"\n" + body)
        draft.replace(self._file)
