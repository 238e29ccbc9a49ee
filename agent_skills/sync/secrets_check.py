"""What never goes into a commit: names and contents that look like credentials (FR-P010, FR-P054, FR-P055)."""

from __future__ import annotations

import re
from fnmatch import fnmatch

FORBIDDEN_NAMES = (".env", ".env.*", "*.session", "*.pem", "*.key", "credentials.json", "id_rsa*", "id_ed25519*")
FORBIDDEN_FOLDERS = (".secrets",)

FORBIDDEN_CONTENTS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("it holds a private key", re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("it holds an Anthropic key", re.compile(rb"sk-ant-[A-Za-z0-9_-]{20,}")),
    ("it holds an AWS key", re.compile(rb"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("it holds a GitHub token", re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{36,}\b")),
    ("it holds a Slack token", re.compile(rb"\bxox[abprs]-[A-Za-z0-9-]{20,}")),
    ("it holds a Google key", re.compile(rb"\bAIza[A-Za-z0-9_-]{35}\b")),
    ("it sets a password of this product", re.compile(rb"(?m)^(?:SMTP|IMAP|ODOO|CALDAV)_(?:PASSWORD|API_KEY)=\S+")),
)


def forbidden_name(path: str) -> str | None:
    """Return why a path must not be committed, None where it may."""
    parts = path.split("/")
    if any(part in FORBIDDEN_FOLDERS for part in parts[:-1]):
        return "the folder is for secrets"
    return "the name is one for secrets" if any(fnmatch(parts[-1], name) for name in FORBIDDEN_NAMES) else None


def forbidden_content(data: bytes) -> str | None:
    """Return why contents must not be committed, None where they may; the secret itself is never repeated."""
    return next((reason for reason, pattern in FORBIDDEN_CONTENTS if pattern.search(data)), None)
