"""Settings of the channels beyond e-mail; `settings.py` reads the environment and hands the reader on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from agent_skills.domain.iban import is_bic, is_iban, normalized
from agent_skills.runtime.settings import SettingsReader

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

LINKEDIN_URL = "https://api.linkedin.com"
GRAPH_URL = "https://graph.facebook.com"
TWITTER_URL = "https://api.x.com"
LINKEDIN_VERSION = "202606"
"""Marketing API version of June 2026; LinkedIn keeps a version for a year at least."""

GRAPH_VERSION = "v24.0"
"""Graph API of October 2025; Meta keeps a version for two years."""


@dataclass(frozen=True, slots=True)
class LinkedInSettings:
    """The member or organization that posts, and its token."""

    url: str
    version: str
    token: SecretStr
    author: str


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """A Facebook page or an Instagram professional account, and its token."""

    url: str
    version: str
    token: SecretStr
    account: str


@dataclass(frozen=True, slots=True)
class TwitterSettings:
    """The four parts of an OAuth 1.0a user credential."""

    url: str
    api_key: SecretStr
    api_secret: SecretStr
    token: SecretStr
    token_secret: SecretStr


@dataclass(frozen=True, slots=True)
class SocialSettings:
    """The platforms that are set up, the pictures, and how long a call may take."""

    linkedin: LinkedInSettings | None
    facebook: GraphSettings | None
    instagram: GraphSettings | None
    twitter: TwitterSettings | None
    media: Path | None
    timeout_seconds: float


def read_social(reader: SettingsReader) -> SocialSettings:
    """Read the settings of the social platforms; contradictions become problems of the reader."""
    return SocialSettings(
        linkedin=_linkedin(reader),
        facebook=_graph(reader, "FACEBOOK", "FACEBOOK_PAGE_ID"),
        instagram=_graph(reader, "INSTAGRAM", "INSTAGRAM_USER_ID"),
        twitter=_twitter(reader),
        media=reader.folder("MEDIA_PATH", "Make the folder, or leave it empty.")
        if reader.given("MEDIA_PATH")
        else None,
        timeout_seconds=reader.number("SOCIAL_TIMEOUT_SECONDS", 30, 1, 300),
    )


def _media(reader: SettingsReader) -> Path | None:
    return reader.folder("MEDIA_PATH", "Make the folder, or leave it empty.") if reader.given("MEDIA_PATH") else None


def _linkedin(reader: SettingsReader) -> LinkedInSettings | None:
    token = _complete(reader, ("LINKEDIN_ACCESS_TOKEN", "LINKEDIN_AUTHOR_URN"))
    author = reader.text("LINKEDIN_AUTHOR_URN")
    if author and not author.startswith(("urn:li:person:", "urn:li:organization:")):
        reader.problem("LINKEDIN_AUTHOR_URN", "is no author", "Like urn:li:person:AbC123 or urn:li:organization:123.")
    version = reader.text("LINKEDIN_VERSION", LINKEDIN_VERSION)
    if not (len(version) == len(LINKEDIN_VERSION) and version.isascii() and version.isdigit()):
        reader.problem("LINKEDIN_VERSION", "is no month", f"Year and month, like {LINKEDIN_VERSION}.")
    url = service_url(reader, "LINKEDIN_API_URL", LINKEDIN_URL)
    return LinkedInSettings(url, version, token, author) if token else None


def _graph(reader: SettingsReader, platform: str, account: str) -> GraphSettings | None:
    token = _complete(reader, (f"{platform}_ACCESS_TOKEN", account))
    found = reader.text(account)
    if found and not (found.isascii() and found.isdigit()):
        reader.problem(account, "is no number", "Use the numeric id, not the name.")
    url = service_url(reader, f"{platform}_API_URL", GRAPH_URL)
    version = reader.text("META_GRAPH_VERSION", GRAPH_VERSION)
    return GraphSettings(url, version, token, found) if token else None


def _twitter(reader: SettingsReader) -> TwitterSettings | None:
    names = ("TWITTER_API_KEY", "TWITTER_API_SECRET", "TWITTER_ACCESS_TOKEN", "TWITTER_ACCESS_SECRET")
    url = service_url(reader, "TWITTER_API_URL", TWITTER_URL)
    if not _complete(reader, names):
        return None
    key, secret, token, token_secret = (SecretStr(reader.text(name)) for name in names)
    return TwitterSettings(url, key, secret, token, token_secret)


def _complete(reader: SettingsReader, names: tuple[str, ...]) -> SecretStr | None:
    """Return the first setting where all are given; some without the others are a problem."""
    missing = [name for name in names if not reader.given(name)]
    if missing and len(missing) < len(names):
        reader.problem(missing[0], "is missing", f"Set all of {', '.join(names)}, or none.")
    return None if missing else reader.secret(names[0])


def service_url(reader: SettingsReader, name: str, default: str = "") -> str:
    """Return an address; without encryption only on this machine."""
    url = reader.url(name, default)
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        reader.problem(name, "would send the credential in the clear", "Use https.")
    return url


@dataclass(frozen=True, slots=True)
class OdooSettings:
    """The books: address, database, and the login of a user who may make drafts."""

    url: str
    database: str
    user: str
    key: SecretStr
    ca_file: Path | None
    timeout_seconds: float


def read_odoo(reader: SettingsReader) -> OdooSettings | None:
    """Read the settings of Odoo; None where it is off or not set up."""
    ca_file = reader.file("ODOO_SSL_CERT_PATH", "A PEM file with the certificate authority of a private Odoo.")
    timeout = reader.number("ODOO_TIMEOUT_SECONDS", 30, 1, 300)
    url = service_url(reader, "ODOO_URL")
    if not reader.flag("ENABLE_ODOO", default=bool(url)):
        return None
    reader.required("ODOO_URL", "The address of your Odoo, like https://books.example.org.")
    reader.required("ODOO_DB", "The name of its database.")
    key = reader.secret("ODOO_API_KEY", "ODOO_PASSWORD")
    if key is None:
        reader.problem("ODOO_API_KEY", "is missing", "Make one in Odoo: My Profile, Account Security, New API Key.")
    return OdooSettings(url, reader.text("ODOO_DB"), reader.text("ODOO_USER"), key or SecretStr(""), ca_file, timeout)


@dataclass(frozen=True, slots=True)
class PaymentFileSettings:
    """Where payment files for the bank are put, and whose account they are drawn on."""

    folder: Path
    payer: str
    iban: str
    bic: str


def read_payment_files(reader: SettingsReader, vault: Path) -> PaymentFileSettings | None:
    """Read the settings of payment files; None where they are not set up."""
    names = ("PAYMENTS_PATH", "PAYER_NAME", "PAYER_IBAN")
    if not _complete(reader, names):
        return None
    folder = reader.folder("PAYMENTS_PATH", "Make the folder; it must lie outside the vault.")
    if vault.resolve() in (folder.resolve(), *folder.resolve().parents):
        reader.problem("PAYMENTS_PATH", "lies in the vault", "Payment files must not be synced: choose another folder.")
    iban, bic = normalized(reader.text("PAYER_IBAN")), normalized(reader.text("PAYER_BIC"))
    if not is_iban(iban):
        reader.problem("PAYER_IBAN", "is no valid account number", "Look at your bank statement.")
    if bic and not is_bic(bic):
        reader.problem("PAYER_BIC", "is no bank code", "Leave it empty; within SEPA it is not needed.")
    return PaymentFileSettings(folder, reader.text("PAYER_NAME"), iban, bic)
