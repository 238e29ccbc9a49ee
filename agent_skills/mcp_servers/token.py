"""The token that a client of an HTTP server on this machine presents: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

NAME = "mcp-token"


def access_token(state: Path) -> SecretStr:
    """Return the token of this machine, made at the first call.

    Args:
        state: the state folder.
    """
    path = state / NAME
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return SecretStr(path.read_text(encoding="ascii").strip())
