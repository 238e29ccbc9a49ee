"""Where the demo keeps its things: everything below one folder, which `make demo-reset` removes."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
AGENTS = ("cloud", "local")
LONGEST_SOCKET_FOLDER = 85
"""PM2 makes sockets in its folder; a Unix socket's path has at most 104 bytes on macOS and 108 on Linux."""


@dataclass(frozen=True, slots=True)
class Place:
    """Paths of one demo.

    Args:
        root: the demo's folder, absolute.
    """

    root: Path

    @property
    def remote(self) -> Path:
        """The bare git remote."""
        return self.root / "remote.git"

    def vault(self, agent: str) -> Path:
        """Return the clone of `cloud` or `local`."""
        return self.root / f"{agent}-vault"

    def state(self, agent: str) -> Path:
        """Return the state folder of `cloud` or `local`."""
        return self.root / f"{agent}-state"

    def env_file(self, agent: str) -> Path:
        """Return the settings file of `cloud` or `local`."""
        return self.root / f".env.{agent}"

    @property
    def inbox(self) -> Path:
        """The owner's mailbox, a Maildir."""
        return self.root / "mail" / "owner"

    @property
    def outbox(self) -> Path:
        """Everything that was sent out, a Maildir."""
        return self.root / "mail" / "outbox"

    @property
    def tls(self) -> Path:
        """The mail server's certificate."""
        return self.root / "tls"

    @property
    def notes(self) -> Path:
        """What the demo remembers between starts: ports, secrets, what was done."""
        return self.root / "demo.json"

    @property
    def pm2_home(self) -> Path:
        """PM2's own folder, so that the user's PM2 is left alone.

        Below the demo's folder, but where that path is too long for a socket a private folder of the system's
        temporary directory takes its place.
        """
        home = self.root / "pm2"
        if len(os.fsencode(home)) <= LONGEST_SOCKET_FOLDER:
            return home
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ai-employee-demo-{os.getuid()}-{name}"


def read_notes(place: Place) -> dict[str, Any]:
    """Return what the demo remembers; nothing where the file is missing or damaged."""
    try:
        notes = json.loads(place.notes.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def write_notes(place: Place, notes: Mapping[str, Any]) -> None:
    """Replace what the demo remembers."""
    write_private(place.notes, json.dumps(notes, indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read, atomically."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
