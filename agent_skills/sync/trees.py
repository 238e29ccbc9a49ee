"""Git's tree objects as values: looking up paths, comparing two trees, and changing some paths of one.

Only the folders on the way are read, so that the cost follows the change and not the vault.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

FOLDER = b"40000"
REMEMBERED = 16
"""Folders kept parsed: the root and those that tasks move through."""

_ROW = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a tree: mode and object id."""

    mode: str
    oid: str


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs between two trees; None where it is missing on that side."""

    path: str
    old: Entry | None
    new: Entry | None


Row = tuple[bytes, bytes]
"""Mode and binary object id."""

Rows = dict[bytes, Row]
Step = tuple[Sequence[bytes], Entry | None]
"""The rest of a path, and what shall lie there."""


def parse(data: bytes) -> Rows:
    """Return the rows of a tree object by name, in git's order."""
    return {name: (mode, oid) for mode, name, oid in _ROW.findall(data)}


def serialize(rows: Rows) -> bytes:
    """Return the tree object of some rows; git sorts a folder as if its name ended with a slash."""
    ordered = sorted(rows.items(), key=lambda row: row[0] + b"/" if row[1][0] == FOLDER else row[0])
    return b"".join(b"%s %s\0%s" % (mode, name, oid) for name, (mode, oid) in ordered)


class Trees:
    """Works on the trees of one clone.

    Args:
        read: gives a tree object's bytes by id.
        write: stores a tree object and returns its id.
    """

    def __init__(self, read: Callable[[str], bytes], write: Callable[[bytes], str]) -> None:
        self._read = read
        self._write = write
        self._known: OrderedDict[str, Rows] = OrderedDict()

    def rows(self, oid: str | None) -> Rows:
        """Return the rows of one folder (none for None); not to be changed."""
        if oid is None:
            return {}
        if oid not in self._known:
            self._remember(oid, parse(self._read(oid)))
        self._known.move_to_end(oid)
        return self._known[oid]

    def _remember(self, oid: str, rows: Rows) -> None:
        self._known[oid] = rows
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def lookup(self, root: str | None, paths: Iterable[str]) -> dict[str, Entry]:
        """Return the entries of those paths that are files in a tree."""
        found = {}
        for path in sorted(paths):  # one folder after the other
            row = self._row(root, os.fsencode(path).split(b"/"))
            if row and row[0] != FOLDER:
                found[path] = _entry(row)
        return found

    def _row(self, root: str | None, parts: Sequence[bytes]) -> Row | None:
        row = None
        for part in parts:
            row = self.rows(root).get(part)
            root = _folder(row)
        return row

    def alike(self, root: str, paths: Iterable[str], key: Callable[[str], str]) -> set[str]:
        """Return the files whose path has the same key as one of these, part by part (these included)."""
        names: dict[str, dict[str, list[bytes]]] = {}

        def inside(folder: str) -> dict[str, list[bytes]]:
            if folder not in names:
                names[folder] = defaultdict(list)
                for name in self.rows(folder):
                    names[folder][key(os.fsdecode(name))].append(name)
            return names[folder]

        def below(folder: str, parts: Sequence[str]) -> Iterator[bytes]:
            for name in inside(folder).get(parts[0], ()):
                child = _folder(self.rows(folder)[name])
                if child and parts[1:]:
                    yield from (name + b"/" + rest for rest in below(child, parts[1:]))
                elif not child and not parts[1:]:
                    yield name

        return {os.fsdecode(found) for path in paths for found in below(root, [key(part) for part in path.split("/")])}

    def diff(self, old: str | None, new: str | None) -> list[Change]:
        """Return what differs between two trees, sorted by path."""
        return sorted(self._diff(old, new, b""), key=lambda change: change.path)

    def _diff(self, old: str | None, new: str | None, prefix: bytes) -> Iterator[Change]:
        before, after = self.rows(old), self.rows(new)
        for name in [*before, *(name for name in after if name not in before)]:
            left, right = before.get(name), after.get(name)
            if left == right:
                continue
            files = [_entry(row) if row and row[0] != FOLDER else None for row in (left, right)]
            if any(files) and files[0] != files[1]:
                yield Change(os.fsdecode(prefix + name), *files)
            if _folder(left) or _folder(right):
                yield from self._diff(_folder(left), _folder(right), prefix + name + b"/")

    def edit(self, root: str | None, files: Mapping[str, Entry | None]) -> str:
        """Return a tree with some files set or removed (None); folders that turn empty go."""
        steps = [(os.fsencode(path).split(b"/"), entry) for path, entry in files.items()]
        return self._store(self._edited(self.rows(root), steps))

    def _edited(self, rows: Rows, steps: Iterable[Step]) -> Rows:
        rows = dict(rows)
        below: dict[bytes, list[Step]] = defaultdict(list)
        for parts, entry in sorted(steps, key=lambda step: step[1] is not None):  # a file may become a folder
            if len(parts) > 1:
                below[parts[0]].append((parts[1:], entry))
            elif entry:
                rows[parts[0]] = (entry.mode.encode(), bytes.fromhex(entry.oid))
            else:
                rows.pop(parts[0], None)
        for name, inner in below.items():
            folder = _folder(rows.get(name))
            edited = self._edited(self.rows(folder), inner)
            if edited:
                rows[name] = (FOLDER, bytes.fromhex(self._store(edited)))
            elif folder:
                del rows[name]
        return rows

    def _store(self, rows: Rows) -> str:
        oid = self._write(serialize(rows))
        self._remember(oid, rows)
        return oid


def _folder(row: Row | None) -> str | None:
    """Return the id of the folder that a row names, None for a file or nothing."""
    return row[1].hex() if row and row[0] == FOLDER else None


def _entry(row: Row) -> Entry:
    return Entry(row[0].decode().zfill(6), row[1].hex())
