"""Writes loose git objects, all of a commit made durable together."""

from __future__ import annotations

import hashlib
import os
import secrets
import zlib
from pathlib import Path

from agent_skills.sync.side_by_side import SideBySide

FAST = 1
"""zlib's level for loose objects, as git's own default (`core.looseCompression`)."""


def object_id(kind: str, data: bytes) -> str:
    """Return git's id of an object (SHA-1 of its header and bytes)."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False).hexdigest()


class ObjectWriter:
    """Collects objects and writes them.

    Args:
        objects: the clone's `.git/objects`.
    """

    def __init__(self, objects: Path) -> None:
        self._objects = objects
        self._waiting: dict[str, bytes] = {}
        self._side_by_side = SideBySide()

    def add(self, kind: str, data: bytes) -> str:
        """Take an object for the next `flush`; returns its id."""
        oid = object_id(kind, data)
        self._waiting[oid] = b"%s %d\0" % (kind.encode(), len(data)) + data
        return oid

    def flush(self) -> None:
        """Write what was added; when this returns, all of it survives a power loss.

        Raises:
            OSError: the disk is full or may not be written.
        """
        waiting, self._waiting = self._waiting, {}
        drafts: dict[Path, Path] = {}
        try:
            for oid, content in waiting.items():
                target = self._objects / oid[:2] / oid[2:]
                if not target.exists():
                    drafts[target] = _draft(target, content)
            self._side_by_side.map(_sync, drafts.values())
            for target, draft in drafts.items():
                draft.replace(target)
        except OSError:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
            raise


def _draft(target: Path, content: bytes) -> Path:
    """Write beside the target, under a name that `git gc` removes should it be left over."""
    draft = target.with_name(f"tmp_obj_{secrets.token_hex(6)}")
    with os.fdopen(_created(draft), "wb") as file:
        file.write(zlib.compress(content, FAST))
    return draft


def _created(draft: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.open(draft, flags, 0o444)
    except FileNotFoundError:
        draft.parent.mkdir(exist_ok=True)
        return os.open(draft, flags, 0o444)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
