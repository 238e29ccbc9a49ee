"""The owner's allowed-signers file: whose signed commits count as approvals. Only this machine can change it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from agent_skills.domain.errors import EmployeeError
from agent_skills.sync.allowed_signers import (
    NAMESPACE,
    KeyRefusedError,
    PublicKey,
    Signer,
    is_name,
    read_key,
    read_signers,
)

MAX_KEY_BYTES = 16 * 1024
"""An RSA key of 16,384 bits has 2.8 kB."""


class TrustedKeys:
    """Lists, adds and removes keys.

    Args:
        file: the allowed-signers file, outside the vault.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def signers(self) -> list[Signer]:
        """Return who is trusted, in the file's order; none where there is no file."""
        return read_signers(self._text())

    def add(self, source: Path, name: str) -> PublicKey:
        """Trust a key from now on.

        Args:
            source: the file of a public key.
            name: how approvals made with it are signed in the log.

        Raises:
            KeyRefusedError: the file holds no key that may be trusted, or the name is none.
        """
        if not is_name(name):
            raise KeyRefusedError("The name may have letters, digits and ._@+- only, for example phone or laptop-2.")
        key = read_key(_read(source))
        if any(signer.key.fingerprint == key.fingerprint for signer in self.signers()):
            raise KeyRefusedError(f"{key.fingerprint} is trusted already.")
        text = self._text()
        self._replace(f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{_line(name, key)}")
        return key

    def remove(self, fingerprint: str) -> list[Signer]:
        """Trust a key no longer; its signatures, old ones too, approve nothing from now on.

        Raises:
            EmployeeError: no such key is trusted.
        """
        gone = [signer for signer in self.signers() if signer.key.fingerprint == fingerprint]
        if not gone:
            raise EmployeeError(f"No key {fingerprint} is trusted. See `local-agent trust-key --list`.")
        kept = [line for line in self._text().splitlines(keepends=True) if not _holds(line, fingerprint)]
        self._replace("".join(kept))
        return gone

    def _text(self) -> str:
        try:
            return self._file.read_text("utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def _replace(self, text: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._file.with_name(f".{self._file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)


def _line(name: str, key: PublicKey) -> str:
    comment = f" {key.comment}" if key.comment.isprintable() and key.comment else ""
    return f'{name} namespaces="{NAMESPACE}" {key.line}{comment}\n'


def _holds(line: str, fingerprint: str) -> bool:
    return any(signer.key.fingerprint == fingerprint for signer in read_signers(line))


def _read(source: Path) -> str:
    try:
        with source.open("rb") as file:
            data = file.read(MAX_KEY_BYTES + 1)
    except OSError as error:
        raise KeyRefusedError(f"{source} cannot be read ({error.strerror or error}).") from error
    if len(data) > MAX_KEY_BYTES:
        raise KeyRefusedError(f"{source} is no public key: it is far too large.")
    return data.decode("utf-8", "replace")
