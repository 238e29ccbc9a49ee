"""Settings of the channels beyond e-mail; `settings.py` reads the environment and hands the reader on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from agent_skills.domain.iban import is_bic, is_iban, normalized
from agent_skills.runtime.settings import SettingsReader

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

LINKEDIN_URL = "https://api.linkedin.com"
LINKEDIN_OAUTH_URL = "https://www.linkedin.com"
GRAPH_URL = "https://graph.facebook.com"
TWITTER_URL = "https://api.x.com"
LINKEDIN_VERSION = "202606"
"""Marketing API version of June 2026; LinkedIn keeps a version for a year at least."""

GRAPH_VERSION = "v24.0"
"""Graph API of October 2025; Meta keeps a version for two years."""


@dataclass(frozen=True, slots=True)
class LinkedInRenewalSettings:
    """What renews an access token: LinkedIn's sign-in server, the refresh token and the app's own login."""

    url: str
    refresh_token: SecretStr
    client_id: str
    client_secret: SecretStr


@dataclass(frozen=True, slots=True)
class LinkedInSettings:
    """The member or organization that posts, its token, and what renews that."""

    url: str
    version: str
    token: SecretStr
    author: str
    renewal: LinkedInRenewalSettings | None = None

    def secrets(self) -> list[SecretStr]:
        """Return every credential."""
        renewal = self.renewal
        return [self.token, *([renewal.refresh_token, renewal.client_secret] if renewal else [])]


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
        facebook=_facebook(reader),
        instagram=_instagram(reader),
        twitter=_twitter(reader),
        media=reader.folder("MEDIA_PATH", "Make the folder, or leave it empty.")
        if reader.given("MEDIA_PATH")
        else None,
        timeout_seconds=reader.number("SOCIAL_TIMEOUT_SECONDS", 30, 1, 300),
    )


def _media(reader: SettingsReader) -> Path | None:
    return reader.folder("MEDIA_PATH", "Make the folder, or leave it empty.") if reader.given("MEDIA_PATH") else None


def _linkedin(reader: SettingsReader) -> LinkedInSettings | None:
    author = reader.text("LINKEDIN_AUTHOR_URN")
    complete = _complete(reader, LINKEDIN_ACCESS_TOKEN=reader.text("LINKEDIN_ACCESS_TOKEN"), LINKEDIN_AUTHOR_URN=author)
    if author and not author.startswith(("urn:li:person:", "urn:li:organization:")):
        reader.problem("LINKEDIN_AUTHOR_URN", "is no author", "Like urn:li:person:AbC123 or urn:li:organization:123.")
    version = reader.text("LINKEDIN_VERSION", LINKEDIN_VERSION)
    if not (len(version) == len(LINKEDIN_VERSION) and version.isascii() and version.isdigit()):
        reader.problem("LINKEDIN_VERSION", "is no month", f"Year and month, like {LINKEDIN_VERSION}.")
    url = _private(reader, "LINKEDIN_API_URL", reader.url("LINKEDIN_API_URL", LINKEDIN_URL))
    renewal = _linkedin_renewal(reader)
    if renewal and not (complete or author):
        reader.problem("LINKEDIN_ACCESS_TOKEN", "is missing, though LINKEDIN_REFRESH_TOKEN is set", "Set it as well.")
    return LinkedInSettings(url, version, SecretStr(complete[0]), author, renewal) if complete else None


def _linkedin_renewal(reader: SettingsReader) -> LinkedInRenewalSettings | None:
    url = _private(reader, "LINKEDIN_OAUTH_URL", reader.url("LINKEDIN_OAUTH_URL", LINKEDIN_OAUTH_URL))
    complete = _complete(
        reader,
        LINKEDIN_REFRESH_TOKEN=reader.text("LINKEDIN_REFRESH_TOKEN"),
        LINKEDIN_CLIENT_ID=reader.text("LINKEDIN_CLIENT_ID"),
        LINKEDIN_CLIENT_SECRET=reader.text("LINKEDIN_CLIENT_SECRET"),
    )
    if not complete:
        return None
    refresh_token, client, secret = complete
    return LinkedInRenewalSettings(url, SecretStr(refresh_token), client, SecretStr(secret))


def _facebook(reader: SettingsReader) -> GraphSettings | None:
    page = reader.text("FACEBOOK_PAGE_ID")
    complete = _complete(reader, FACEBOOK_ACCESS_TOKEN=reader.text("FACEBOOK_ACCESS_TOKEN"), FACEBOOK_PAGE_ID=page)
    _check_number(reader, "FACEBOOK_PAGE_ID", page)
    url = _private(reader, "FACEBOOK_API_URL", reader.url("FACEBOOK_API_URL", GRAPH_URL))
    return GraphSettings(url, _graph_version(reader), SecretStr(complete[0]), page) if complete else None


def _instagram(reader: SettingsReader) -> GraphSettings | None:
    user = reader.text("INSTAGRAM_USER_ID")
    complete = _complete(reader, INSTAGRAM_ACCESS_TOKEN=reader.text("INSTAGRAM_ACCESS_TOKEN"), INSTAGRAM_USER_ID=user)
    _check_number(reader, "INSTAGRAM_USER_ID", user)
    url = _private(reader, "INSTAGRAM_API_URL", reader.url("INSTAGRAM_API_URL", GRAPH_URL))
    return GraphSettings(url, _graph_version(reader), SecretStr(complete[0]), user) if complete else None


def _graph_version(reader: SettingsReader) -> str:
    version = reader.text("META_GRAPH_VERSION", GRAPH_VERSION)
    if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]", version):
        reader.problem("META_GRAPH_VERSION", "is no version", f"Like {GRAPH_VERSION}.")
    return version


def _check_number(reader: SettingsReader, name: str, value: str) -> None:
    if value and not (value.isascii() and value.isdigit()):
        reader.problem(name, "is no number", "Use the numeric id, not the name.")


def _twitter(reader: SettingsReader) -> TwitterSettings | None:
    url = _private(reader, "TWITTER_API_URL", reader.url("TWITTER_API_URL", TWITTER_URL))
    complete = _complete(
        reader,
        TWITTER_API_KEY=reader.text("TWITTER_API_KEY"),
        TWITTER_API_SECRET=reader.text("TWITTER_API_SECRET"),
        TWITTER_ACCESS_TOKEN=reader.text("TWITTER_ACCESS_TOKEN"),
        TWITTER_ACCESS_SECRET=reader.text("TWITTER_ACCESS_SECRET"),
    )
    return TwitterSettings(url, *(SecretStr(value) for value in complete)) if complete else None


def _complete(reader: SettingsReader, **values: str) -> list[str]:
    """Return the values where all are given, nothing where none is; some without the others are a problem."""
    missing = [name for name, value in values.items() if not value]
    if missing and len(missing) < len(values):
        reader.problem(missing[0], "is missing", f"Set all of {', '.join(values)}, or none.")
    return [] if missing else list(values.values())


def _private(reader: SettingsReader, name: str, url: str) -> str:
    """Return an address; without encryption only on this machine."""
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
    url = _private(reader, "ODOO_URL", reader.url("ODOO_URL"))
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
    payer, account = reader.text("PAYER_NAME"), reader.text("PAYER_IBAN")
    if not _complete(reader, PAYMENTS_PATH=reader.text("PAYMENTS_PATH"), PAYER_NAME=payer, PAYER_IBAN=account):
        return None
    folder = reader.folder("PAYMENTS_PATH", "Make the folder; it must lie outside the vault.")
    if vault.resolve() in (folder.resolve(), *folder.resolve().parents):
        reader.problem("PAYMENTS_PATH", "lies in the vault", "Payment files must not be synced: choose another folder.")
    iban, bic = normalized(account), normalized(reader.text("PAYER_BIC"))
    if not is_iban(iban):
        reader.problem("PAYER_IBAN", "is no valid account number", "Look at your bank statement.")
    if bic and not is_bic(bic):
        reader.problem("PAYER_BIC", "is no bank code", "Leave it empty; within SEPA it is not needed.")
    return PaymentFileSettings(folder, payer, iban, bic)


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """The calendar server: its address or a calendar's, the login, and the calendar's name (empty for the first)."""

    url: str
    user: str
    password: SecretStr
    calendar: str
    ca_file: Path | None
    timeout_seconds: float


def read_calendar(reader: SettingsReader) -> CalendarSettings | None:
    """Read the settings of the calendar; None where it is not set up."""
    ca_file = reader.file("CALDAV_SSL_CERT_PATH", "A PEM file with the certificate authority of a private server.")
    timeout = reader.number("CALDAV_TIMEOUT_SECONDS", 30, 1, 300)
    url = _private(reader, "CALDAV_URL", reader.url("CALDAV_URL"))
    password = reader.secret("CALDAV_PASSWORD")
    given = password.get_secret_value() if password else ""
    user = reader.text("CALDAV_USER")
    if not _complete(reader, CALDAV_URL=url, CALDAV_USER=user, CALDAV_PASSWORD=given):
        return None
    return CalendarSettings(url, user, SecretStr(given), reader.text("CALDAV_CALENDAR"), ca_file, timeout)
