"""Keeps the outcome of a walk, so that the next process need not read every file again."""

from __future__ import annotations

import json
import os
import secrets
import zlib
from pathlib import Path

from agent_skills.sync.signatures import Listing, Listings


class SignatureStore:
    """One file: what it was compared with, its checksum, the length of each folder's two parts, and those.

    Args:
        file: where; written whole and replaced, and not believed when damaged.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> tuple[str | None, dict[str, Listing]]:
        """Return the commit and the files whose bytes were those of that commit; (None, {}) where nothing is known."""
        try:
            head, _, rest = self._file.read_bytes().partition(b"\n")
            known = json.loads(head)
            if zlib.crc32(rest) != known["crc"]:
                return None, {}
            return known["commit"], _parts(rest)
        except (OSError, ValueError, KeyError, TypeError):
            return None, {}

    def save(self, commit: str, listings: Listings) -> None:
        """Replace what is known.

        Args:
            commit: what the files were compared with.
            listings: every file of the vault and of the commit; `UNKNOWN` for those that were not equal.
        """
        folders = [(folder, os.fsencode(names), numbers) for folder, (names, numbers) in listings.items()]
        lengths = [(folder, len(names), len(numbers)) for folder, names, numbers in folders]
        body = b"".join(part for _, names, numbers in folders for part in (names, numbers))
        rest = json.dumps(lengths).encode() + b"\n" + body
        head = json.dumps({"commit": commit, "crc": zlib.crc32(rest)}).encode()
        draft = self._file.with_name(f"{self._file.name}.{secrets.token_hex(4)}")
        draft.write_bytes(head + b"\n" + rest)
        draft.replace(self._file)


def _parts(rest: bytes) -> dict[str, Listing]:
    lengths, _, body = rest.partition(b"\n")
    listings, at = {}, 0
    for folder, names, numbers in json.loads(lengths):
        listings[folder] = Listing(os.fsdecode(body[at : at + names]), body[at + names : at + names + numbers])
        at += names + numbers
    return listings
