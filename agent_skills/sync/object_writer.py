"""Writes git objects, all of a commit made durable together: a few as loose objects, many as one pack."""

from __future__ import annotations

import hashlib
import os
import secrets
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import islice
from pathlib import Path

from gitdb import OStream
from gitdb.pack import PackEntity

from agent_skills.sync.side_by_side import SideBySide

FAST = 1
"""zlib's level in a pack."""

STORED = 0
"""zlib's level for loose objects: they are as they are until the day's upkeep packs them. Most take one block of the
disk either way (7 % more on the disk in a day), and the upkeep reads each several times: 0.49 s instead of 0.59."""

PACKED = 16
"""From so many objects on a pack of its own is worth it: 60 as loose objects take 20 ms, as a pack 5. Of fewer, packs
would only pile up until the next upkeep."""

AT_MOST = 10_000
"""Objects in one pack, which is made in memory: about 10 MB of notes."""


Made = tuple[str, bytes]
"""An object's kind and bytes."""


def object_id(kind: str, data: bytes) -> str:
    """Return git's id of an object (SHA-1 of its header and bytes)."""
    return hashlib.sha1(_header(kind, data) + data, usedforsecurity=False).hexdigest()


class ObjectWriter:
    """Collects objects and writes them.

    Args:
        objects: the clone's `.git/objects`.
    """

    def __init__(self, objects: Path) -> None:
        self._objects = objects
        self._waiting: dict[str, Made] = {}
        self._side_by_side = SideBySide()

    def add(self, kind: str, data: bytes) -> str:
        """Take an object for the next `flush`; returns its id."""
        oid = object_id(kind, data)
        self._waiting[oid] = kind, data
        return oid

    def flush(self) -> None:
        """Write what was added; when this returns, all of it survives a power loss.

        Raises:
            OSError: the disk is full or may not be written.
        """
        waiting, self._waiting = self._waiting, {}
        new = {oid: made for oid, made in waiting.items() if not self._loose(oid).exists()}
        self._write(self._packed(new) if len(new) >= PACKED else self._apart(new))

    def _loose(self, oid: str) -> Path:
        return self._objects / oid[:2] / oid[2:]

    def _apart(self, new: Mapping[str, Made]) -> Iterable[tuple[Path, bytes]]:
        """Yield each object as a file of its own."""
        for oid, (kind, data) in new.items():
            yield self._loose(oid), zlib.compress(_header(kind, data) + data, STORED)

    def _packed(self, new: Mapping[str, Made]) -> Iterable[tuple[Path, bytes]]:
        """Yield packs, each before its index, as git looks for packs by their indexes."""
        objects = (_stream(oid, kind, data) for oid, (kind, data) in new.items())
        for start in range(0, len(new), AT_MOST):
            pack, index = BytesIO(), BytesIO()
            count = min(AT_MOST, len(new) - start)
            checksum, _ = PackEntity.write_pack(islice(objects, count), pack.write, index.write, count, FAST)
            name = self._objects / "pack" / f"pack-{checksum.hex()}"
            yield name.with_suffix(".pack"), pack.getvalue()
            yield name.with_suffix(".idx"), index.getvalue()

    def _write(self, files: Iterable[tuple[Path, bytes]]) -> None:
        """Write files that are either there whole or not at all."""
        drafts: dict[Path, Path] = {}
        try:
            for target, content in files:
                drafts[target] = _draft(target, content)
            self._side_by_side.map(_sync, drafts.values())
            for target, draft in drafts.items():
                draft.replace(target)
        except OSError:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
            raise


def _header(kind: str, data: bytes) -> bytes:
    return b"%s %d\0" % (kind.encode(), len(data))


def _stream(oid: str, kind: str, data: bytes) -> OStream:
    return OStream(bytes.fromhex(oid), kind.encode(), len(data), BytesIO(data))


def _draft(target: Path, content: bytes) -> Path:
    """Write beside the target, under a name that `git gc` removes should it be left over."""
    draft = target.with_name(f"tmp_obj_{secrets.token_hex(6)}")
    with os.fdopen(_created(draft), "wb") as file:
        file.write(content)
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
