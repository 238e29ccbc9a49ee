"""Pictures that a post names: public addresses, or files of the owner's media folder."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent_skills.domain.errors import EmployeeError

FIXED = re.compile(r"(?P<name>.+)#sha256=(?P<sha256>[0-9a-f]{64})")
KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)
"""First bytes → media type; a file's name proves nothing."""


class UnpostableError(EmployeeError):
    """A post, or a picture of it, that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes and their media type."""

    name: str
    data: bytes
    kind: str


class MediaFolder:
    """Reads the owner's pictures.

    Args:
        folder: where they lie, None where that is not set up.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def load(self, entry: str, max_bytes: int) -> Picture:
        """Return the picture that an entry of `media` names, like `team.png` or `team.png#sha256=…`.

        Args:
            entry: a file's name, with folders or without, and its hash where the owner fixed the bytes.
            max_bytes: what the platform takes.

        Raises:
            UnpostableError: no such picture, or one that cannot be used.
        """
        fixed = FIXED.fullmatch(entry)
        name = fixed["name"] if fixed else entry
        data = self._read(name, max_bytes)
        if fixed and hashlib.sha256(data).hexdigest() != fixed["sha256"]:
            raise UnpostableError(f"{name} is another picture than the one that was approved.")
        kind = next((kind for start, kind in KINDS if data.startswith(start)), None)
        if kind is None:
            raise UnpostableError(f"{name} is no JPEG, PNG or GIF picture.")
        return Picture(Path(name).name, data, kind)

    def _read(self, name: str, max_bytes: int) -> bytes:
        if is_address(name):
            raise UnpostableError(f"{name} is an address; this platform needs a file of the media folder.")
        if self._folder is None:
            raise UnpostableError("Set MEDIA_PATH to the folder with your pictures.")
        root = self._folder.resolve()
        try:
            path = (root / name).resolve()
            if root in path.parents:
                return _bounded(path, name, max_bytes)
        except (OSError, ValueError) as error:
            raise UnpostableError(f"There is no file {name!r} in the media folder that can be read.") from error
        raise UnpostableError(f"{name} lies outside the media folder.")


def _bounded(path: Path, name: str, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise UnpostableError(f"{name} is larger than the {max_bytes // 1024**2} MB that the platform takes.")
    return data


def is_address(entry: str) -> bool:
    """Tell whether an entry of `media` is a public https address."""
    parts = urlsplit(entry)
    return parts.scheme == "https" and bool(parts.hostname)
