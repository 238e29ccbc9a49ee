"""Further accounts that mail may leave by, read from one private JSON file (SMTP_ACCOUNTS_FILE)."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parseaddr
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from agent_skills.runtime.settings import SettingsReader

NAME = "SMTP_ACCOUNTS_FILE"
MAX_BYTES = 64 * 1024
FORM = 'A list like [{"address": "club@example.org", "host": "mail.example.org", "user": "club", "password": "…"}].'


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """How approved mail leaves the house."""

    host: str
    port: int
    security: str
    user: str
    password: SecretStr | None
    sender: str
    sender_name: str
    ca_file: Path | None
    timeout_seconds: float

    @property
    def mailbox(self) -> str:
        """`Name <address>` that mail of this account comes from."""
        return f"{self.sender_name} <{self.sender}>" if self.sender_name else self.sender


class _Account(BaseModel):
    """One entry of the file; without a host it is another address of the main account."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(pattern=r"^[^\s@<>]{1,64}@[^\s@<>]{1,190}$")
    name: str = Field(default="", max_length=100, pattern=r"^[^\r\n<>]*$")
    host: str = ""
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    password: SecretStr | None = None


def read_accounts(reader: SettingsReader, main: SmtpSettings | None) -> Mapping[str, SmtpSettings]:
    """Return the further accounts by their addresses in lower case.

    Args:
        reader: of the settings; told every problem.
        main: the account of SMTP_HOST, whose server entries without a host share.
    """
    path = reader.file("SMTP_ACCOUNTS_FILE", FORM)
    if path is None or main is None:
        return {}
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        reader.problem(NAME, "can be read by others, and it holds passwords", f"chmod 600 {path}")
    try:
        listed = json.loads(path.read_bytes()[:MAX_BYTES])
        entries = [_Account.model_validate(entry) for entry in listed]
    except (OSError, ValueError, TypeError, ValidationError):
        reader.problem(NAME, "cannot be read as accounts", FORM)
        return {}
    return {entry.address.lower(): _settings(entry, main) for entry in entries}


def _settings(entry: _Account, main: SmtpSettings) -> SmtpSettings:
    own = replace(main, sender=entry.address, sender_name=entry.name or main.sender_name)
    if not entry.host:
        return own
    port = entry.port or (465 if entry.security == "tls" else 587)
    user = entry.user or entry.address
    return replace(own, host=entry.host, port=port, security=entry.security, user=user, password=entry.password)


def same_address(left: str, right: str) -> bool:
    """Tell whether two mailboxes, `Name <address>` or bare, have one address."""
    return parseaddr(left)[1].lower() == parseaddr(right)[1].lower()
