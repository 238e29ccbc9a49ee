"""What never goes into a commit: names and contents that look like credentials (FR-P010, FR-P054, FR-P055).

Only shapes that a service gives to its credentials, and this machine's own ones word for word: ordinary mail is full of
random-looking ids, so nothing is judged by its entropy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from typing import Protocol

from agent_skills.domain.redaction import written_forms

FORBIDDEN_NAMES = (".env", ".env.*", "*.session", "*.pem", "*.key", "credentials.json", "id_rsa*", "id_ed25519*")
FORBIDDEN_FOLDERS = (".secrets",)

EDGE = rb"(?<![A-Za-z0-9+/=_-])"
"""A credential begins a word; inside of base64 its letters come about by chance."""
END = rb"(?![A-Za-z0-9+/=_-])"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of credential looks like.

    Args:
        reason: for the owner.
        marks: one of these stands in it; they are found a hundred times faster than the pattern.
        pattern: takes time in proportion to the file, whatever is in it: a mail may be made to be slow.
    """

    reason: str
    marks: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    def is_in(self, data: bytes) -> bool:
        """Tell whether a file holds one."""
        return any(mark in data for mark in self.marks) and self.pattern.search(data) is not None


def _shape(reason: str, marks: bytes, pattern: bytes) -> Shape:
    return Shape(reason, tuple(marks.split()), re.compile(pattern))


SHAPES: tuple[Shape, ...] = (
    _shape("it holds a private key", b"PRIVATE", rb"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----"),
    _shape("it holds an Anthropic key", b"sk-ant-", rb"sk-ant-[A-Za-z0-9_-]{20,}"),
    _shape("it holds an OpenAI key", b"T3BlbkFJ", rb"[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"),
    _shape("it holds an AWS key", b"AKIA ASIA", rb"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    _shape("it holds a GitHub token", b"ghp_ gho_ ghu_ ghs_ ghr_", rb"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
    _shape("it holds a GitHub token", b"github_pat_", rb"\bgithub_pat_[A-Za-z0-9_]{60,}\b"),
    _shape("it holds a Slack token", b"xox", rb"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    _shape("it holds a Google key", b"AIza", rb"\bAIza[A-Za-z0-9_-]{35}\b"),
    _shape("it holds a Google login", b"1//0", EDGE + rb"1//0[A-Za-z0-9_-]{40,}"),
    _shape("it holds a Google login", b"ya29.", EDGE + rb"ya29\.[A-Za-z0-9_-]{60,}"),
    _shape("it holds a Google client secret", b"GOCSPX-", EDGE + rb"GOCSPX-[A-Za-z0-9_-]{28}"),
    _shape("it holds a WhatsApp or Facebook token", b"EAA", EDGE + rb"EAA[A-Za-z0-9]{97,}" + END),
    _shape("it holds a LinkedIn token", b"AQ", EDGE + rb"AQ[A-Za-z0-9_-]{248,}" + END),
    _shape("it holds an npm token", b"npm_", rb"\bnpm_[A-Za-z0-9]{36}\b"),
    _shape(
        "it sets a password of this product",
        b"_PASSWORD= _KEY= _TOKEN= _SECRET=",
        rb"(?m)^(?:export )?(?:SMTP_PASSWORD|IMAP_PASSWORD|CALDAV_PASSWORD|ODOO_(?:PASSWORD|API_KEY)"
        rb"|(?:ANTHROPIC|CLAUDE|TWITTER)_API_(?:KEY|SECRET)|TWITTER_ACCESS_(?:TOKEN|SECRET)"
        rb"|(?:LINKEDIN|FACEBOOK|INSTAGRAM)_ACCESS_TOKEN|WHATSAPP_CLOUD_TOKEN|NEXTAUTH_SECRET)=\S+",
    ),
)

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
    own = next((shape.reason for shape in SHAPES if shape.is_in(data)), None)
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
