"""The dashboard's password as a bcrypt hash, and its tries."""

from __future__ import annotations

import base64
from pathlib import Path

import bcrypt

MIN_CHARACTERS = 8
"""NIST SP 800-63B: at least eight characters."""

MAX_BYTES = 72
"""bcrypt looks at no more bytes than these."""


def hash_password(password: str) -> str:
    """Return the hash as base64, so that no shell or env file can mangle its dollar signs.

    Args:
        password: what the owner will type.

    Raises:
        ValueError: too short, or longer than bcrypt reads.
    """
    data = password.encode()
    if len(password) < MIN_CHARACTERS:
        raise ValueError(f"the password needs at least {MIN_CHARACTERS} characters")
    if len(data) > MAX_BYTES:
        raise ValueError(f"the password may have at most {MAX_BYTES} bytes")
    return base64.b64encode(bcrypt.hashpw(data, bcrypt.gensalt())).decode()


def unlock_login(state: Path) -> None:
    """Let the dashboard forget the wrong passwords so far; only who is on this machine can do that.

    Args:
        state: the state folder; the dashboard looks when `login/unlocked` in it was last touched.
    """
    folder = state / "login"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "unlocked").touch(mode=0o600)
