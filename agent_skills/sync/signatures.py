"""The vault's files with their signatures: a walk through the folders, and what differs between two walks."""

from __future__ import annotations

import os
import stat
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self

Signature = tuple[int, int, int]
"""Inode, time of the last change of content or place (ns), size: equal ones mean equal bytes."""

UNKNOWN: Signature = (0, 0, 0)
"""Of a file that has to be read."""

RACY_NS = 2_000_000_000
"""A file that changed so shortly before the walk may change again within the clock's tick, unseen."""

OWNERS_FOLDER = ".obsidian/"


class Listing(NamedTuple):
    """The regular files of one folder, as two values that are compared at once.

    Most folders are as they were at the walk before: a vault of 100,000 files is compared in a millisecond, and a start
    takes a third less time than with a signature of its own for each file.

    Args:
        names: joined by NUL, in the order in which the system tells them.
        numbers: of each name in turn its signature, as unsigned numbers of 64 bits.
    """

    names: str = ""
    numbers: bytes = b""

    @classmethod
    def of(cls, files: Mapping[str, Signature]) -> Self:
        """Return the listing of files by name."""
        return cls("\0".join(files), _packed([number for values in files.values() for number in values]))

    def files(self) -> dict[str, Signature]:
        """Return the files by name."""
        numbers = iter(array("Q", self.numbers))
        names = self.names.split("\0") if self.names else []
        return dict(zip(names, zip(numbers, numbers, numbers, strict=True), strict=True))

    def forgetting(self, names: set[str], since: int) -> Listing:
        """Return the listing with `UNKNOWN` for some files and for all that changed since a time (ns)."""
        if not names and max(array("Q", self.numbers)[1::3], default=0) < since:
            return self
        files = {name: values if values[1] < since else UNKNOWN for name, values in self.files().items()}
        return Listing.of(files | dict.fromkeys(names, UNKNOWN))


Listings = Mapping[str, Listing]
"""Folder, vault-relative with a slash at its end (empty for the vault itself) → its files."""

NOTHING = Listing()


def walk(root: Path, top: str, enter: Callable[[str], None]) -> dict[str, Listing]:
    """Return the regular files below a folder; hidden folders and links are passed over.

    Args:
        root: the vault's folder.
        top: where to begin, with a slash at its end; empty for the vault itself.
        enter: called with each folder before it is listed.

    Raises:
        OSError: a folder cannot be read. Its files would look deleted, so nothing is returned then.
    """
    found: dict[str, Listing] = {}
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        enter(folder)
        try:
            found[folder], inner = _open_and_list(f"{root}/{folder}")
        except (FileNotFoundError, NotADirectoryError):
            continue  # removed meanwhile
        waiting += [path for name in inner if is_watched(path := f"{folder}{name}/")]
    return found


def _open_and_list(place: str) -> tuple[Listing, list[str]]:
    """Open a folder before its files are looked at, so that the system need not walk to it for each of them."""
    opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return _list(opened)
    finally:
        os.close(opened)


def _list(place: int) -> tuple[Listing, list[str]]:
    """Return the files of one open folder, and the names of the folders in it."""
    names, numbers, folders = list[str](), list[int](), list[str]()
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                names.append(entry.name)
                numbers += signature(entry.stat(follow_symlinks=False))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
    return Listing("\0".join(names), _packed(numbers)), folders


def _packed(numbers: list[int]) -> bytes:
    try:
        return array("Q", numbers).tobytes()
    except OverflowError:  # a clock before 1970
        return array("Q", [number % 2**64 for number in numbers]).tobytes()


def is_watched(folder: str) -> bool:
    """Tell whether a folder belongs to the vault, by its last name."""
    return folder == OWNERS_FOLDER or not folder.rstrip("/").rpartition("/")[2].startswith(".")


def signature(status: os.stat_result) -> Signature:
    """Return the signature of a file."""
    return (status.st_ino, status.st_ctime_ns, status.st_size) if stat.S_ISREG(status.st_mode) else UNKNOWN


def paths(listings: Listings) -> Iterator[str]:
    """Return the vault-relative path of every file."""
    return (
        folder + name for folder, listing in listings.items() if listing.names for name in listing.names.split("\0")
    )


def differences(one: Listings, other: Listings) -> set[str]:
    """Return the paths whose signatures differ, and those that only one side has."""
    changed = [folder for folder in one.keys() | other.keys() if one.get(folder, NOTHING) != other.get(folder, NOTHING)]
    return {
        folder + name
        for folder in changed
        for name, _ in one.get(folder, NOTHING).files().items() ^ other.get(folder, NOTHING).files().items()
    }


def forgetting(listings: Listings, files: set[str], since: int) -> dict[str, Listing]:
    """Return listings with `UNKNOWN` for what must be read anew.

    Args:
        listings: of a walk.
        files: paths to read, among them those that the walk did not find.
        since: what changed at this time (ns) or later has to be read too.
    """
    names = defaultdict[str, set[str]](set)
    for path in files:
        folder, slash, name = path.rpartition("/")
        names[folder + slash].add(name)
    both = listings.keys() | names.keys()
    return {folder: listings.get(folder, NOTHING).forgetting(names[folder], since) for folder in both}
