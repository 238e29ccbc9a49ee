"""What never goes into a commit: names and contents that look like credentials (FR-P010, FR-P054, FR-P055).

Only shapes that a service gives to its credentials, and this machine's own ones word for word: ordinary mail is full of
random-looking ids, so nothing is judged by its entropy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from functools import cache
from typing import Protocol

from agent_skills.domain.redaction import written_forms

FORBIDDEN_NAMES = (".env", ".env.*", "*.session", "*.pem", "*.key", "credentials.json", "id_rsa*", "id_ed25519*")
FORBIDDEN_FOLDERS = (".secrets",)

EDGE = rb"(?<![A-Za-z0-9+/=_-])"
"""A credential begins a word; inside of base64 its letters come about by chance."""

FORBIDDEN_CONTENTS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("it holds a private key", re.compile(rb"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----")),
    ("it holds an Anthropic key", re.compile(rb"sk-ant-[A-Za-z0-9_-]{20,}")),
    ("it holds an OpenAI key", re.compile(rb"[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}")),
    ("it holds an AWS key", re.compile(rb"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("it holds a GitHub token", re.compile(rb"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b")),
    ("it holds a Slack token", re.compile(rb"\bxox[abprs]-[A-Za-z0-9-]{20,}")),
    ("it holds a Google key", re.compile(rb"\bAIza[A-Za-z0-9_-]{35}\b")),
    ("it holds a Google login", re.compile(EDGE + rb"(?:1//0[A-Za-z0-9_-]{40,}|ya29\.[A-Za-z0-9_-]{60,})")),
    ("it holds a Google client secret", re.compile(EDGE + rb"GOCSPX-[A-Za-z0-9_-]{28}")),
    ("it holds a WhatsApp or Facebook token", re.compile(EDGE + rb"EAA[A-Za-z0-9]{97,}(?![A-Za-z0-9+/=_-])")),
    ("it holds a LinkedIn token", re.compile(EDGE + rb"AQ[A-Za-z0-9_-]{248,}(?![A-Za-z0-9+/=_-])")),
    ("it holds an npm token", re.compile(rb"\bnpm_[A-Za-z0-9]{36}\b")),
    (
        "it sets a password of this product",
        re.compile(
            rb"(?m)^(?:export )?(?:SMTP_PASSWORD|IMAP_PASSWORD|CALDAV_PASSWORD|ODOO_(?:PASSWORD|API_KEY)"
            rb"|(?:ANTHROPIC|CLAUDE|TWITTER)_API_(?:KEY|SECRET)|TWITTER_ACCESS_(?:TOKEN|SECRET)"
            rb"|(?:LINKEDIN|FACEBOOK|INSTAGRAM)_ACCESS_TOKEN|WHATSAPP_CLOUD_TOKEN|NEXTAUTH_SECRET)=\S{4,}"
        ),
    ),
)
"""Each takes time in proportion to the file, whatever is in it: a mail may be made to be slow."""

LONG_SECRET = 12
SHORT_SECRET = 8
"""A password below this, or a plain word below the other, stands in ordinary mail by chance."""


class Detector(Protocol):
    """A detector of detect-secrets."""

    secret_type: str

    def analyze_string(self, string: str) -> Iterable[str]:
        """Return what looks like a secret."""


def forbidden_name(path: str) -> str | None:
    """Return why a path must not be committed, None where it may."""
    parts = path.split("/")
    if any(part in FORBIDDEN_FOLDERS for part in parts[:-1]):
        return "the folder is for secrets"
    return "the name is one for secrets" if any(fnmatch(parts[-1], name) for name in FORBIDDEN_NAMES) else None


def forbidden_content(data: bytes) -> str | None:
    """Return why contents must not be committed, None where they may; the secret itself is never repeated."""
    own = next((reason for reason, pattern in FORBIDDEN_CONTENTS if pattern.search(data)), None)
    return own or _known_shape(data.decode("latin-1"))


def _known_shape(text: str) -> str | None:
    found = (detector.secret_type for detector in detectors() if any(True for _ in detector.analyze_string(text)))
    return next((f"it looks like a secret ({kind})" for kind in found), None)


@cache
def detectors() -> tuple[Detector, ...]:
    """Return those detectors of detect-secrets that know a service's own shape and take linear time."""
    # Its import takes a third of a second, which no command should wait for that commits nothing.
    from detect_secrets.plugins import (  # noqa: PLC0415
        aws,
        azure_storage_key,
        gitlab_token,
        private_key,
        pypi_token,
        sendgrid,
        square_oauth,
        stripe,
    )

    return (
        aws.AWSKeyDetector(),
        azure_storage_key.AzureStorageKeyDetector(),
        gitlab_token.GitLabTokenDetector(),
        private_key.PrivateKeyDetector(),
        pypi_token.PypiTokenDetector(),
        sendgrid.SendGridDetector(),
        square_oauth.SquareOAuthDetector(),
        stripe.StripeDetector(),
    )


class SecretsCheck:
    """Looks at what is about to be committed.

    Args:
        secrets: this machine's own credentials; none of them leaves it, in whatever form it is written.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        telling = (secret for secret in secrets if _is_telling(secret))
        self._forms = {form.encode("utf-8", "surrogatepass") for secret in telling for form in written_forms(secret)}

    def reason(self, path: str, data: bytes) -> str | None:
        """Return why a file must not be committed, None where it may."""
        if any(form in data for form in self._forms):
            return "it holds a credential of this machine's settings"
        return forbidden_name(path) or forbidden_content(data)


def _is_telling(secret: str) -> bool:
    plain = secret.isalpha() or secret.isdecimal()
    return len(secret) >= LONG_SECRET or (len(secret) >= SHORT_SECRET and not plain)
