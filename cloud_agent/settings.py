"""The Cloud agent's settings, and what it refuses to hold: nothing that can send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from pydantic import SecretStr

from agent_skills.ai.model_settings import DrafterSettings, read_drafter
from agent_skills.domain.post_limits import PLATFORM_NAMES, PLATFORMS
from agent_skills.domain.states import Agent
from agent_skills.notifications.settings import AlertSettings, read_alerts
from agent_skills.runtime.settings import SettingsReader
from agent_skills.sync.claiming import ClaimMode
from cloud_agent.generators.linkedin_draft import FREQUENCIES

FORBIDDEN = (
    "SMTP_PASSWORD",
    "WHATSAPP_SESSION_PATH",
    "BANK_API_TOKEN",
    "BANK_API_SECRET",
    "PAYMENT_API_KEY",
    "ODOO_PASSWORD",
    "ODOO_API_KEY",
    "LINKEDIN_ACCESS_TOKEN",
    "LINKEDIN_REFRESH_TOKEN",
    "LINKEDIN_CLIENT_SECRET",
    "FACEBOOK_ACCESS_TOKEN",
    "FACEBOOK_APP_SECRET",
    "INSTAGRAM_ACCESS_TOKEN",
    "INSTAGRAM_APP_SECRET",
    "TWITTER_ACCESS_TOKEN",
    "TWITTER_ACCESS_SECRET",
    "TWITTER_API_SECRET",
    "TWITTER_BEARER_TOKEN",
    "CALDAV_PASSWORD",
)
"""Credentials that can send, pay or post (FR-P003, FR-P057): none may be set where the Cloud agent runs."""

AGENT_ID = re.compile(r"cloud(-[a-z0-9]{1,20})?")
"""Names of the folders below In_Progress/ in which Local accepts a Cloud agent's work (`zones.CLOUD_TASKS`)."""

MAIL_SOURCES = ("maildir", "imap", "gmail")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Which mailbox is watched, read-only."""

    source: str
    maildir: Path | None
    host: str
    port: int
    security: str
    user: str
    password: SecretStr | None
    folder: str
    ca_file: Path | None
    gmail_credentials: Path | None
    gmail_query: str
    poll_seconds: float
    first_run_days: int


@dataclass(frozen=True, slots=True)
class ModelSettings(DrafterSettings):
    """What the Cloud asks the model beyond drafts, and the cost of a week (US dollars) above which it tells."""

    triage_model: str
    weekly_alert: float


@dataclass(frozen=True, slots=True)
class PostSettings:
    """Which platforms campaigns go to, and how often a LinkedIn post is drafted by itself."""

    platforms: tuple[str, ...]
    linkedin_frequency: str


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """Everything the Cloud agent is told."""

    vault: Path
    state: Path
    agent_id: str
    claims: ClaimMode
    branch: str
    remote_url: str
    sync_seconds: float
    log_level: str
    zone: tzinfo | None
    mail: MailSettings | None
    mailbox_password: SecretStr | None
    model: ModelSettings
    posts: PostSettings
    alerts: AlertSettings

    def secrets(self) -> list[SecretStr | None]:
        """Return every credential, so that no log shows one and no commit holds one."""
        return [self.model.api_key, self.mailbox_password, *self.alerts.secrets()]


def read_settings(
    environment: Mapping[str, str], *, with_mail: bool = True, vault: Path | None = None
) -> CloudSettings:
    """Read the Cloud agent's settings.

    Args:
        environment: variable names and values.
        with_mail: whether the mailbox is needed (only by the process that watches it).
        vault: takes the place of VAULT_PATH, for `init`.

    Raises:
        SettingsError: all problems at once; a forbidden credential is one of them.
    """
    reader = SettingsReader(environment)
    zone = reader.zone("TIMEZONE")
    _refuse_credentials(reader)
    settings = CloudSettings(
        vault=vault or reader.folder("VAULT_PATH", "Run `cloud-agent init --vault DIR --remote URL` first."),
        state=reader.state_folder(),
        agent_id=_agent_id(reader),
        claims=ClaimMode(reader.choice("CLAIMS", ClaimMode.MOVES, [mode.value for mode in ClaimMode])),
        branch=reader.text("GIT_BRANCH", "main"),
        remote_url=reader.text("GIT_REMOTE_URL"),
        sync_seconds=reader.number("GIT_SYNC_INTERVAL", 60, 1, 3600),
        log_level=reader.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        zone=zone,
        mail=_mail(reader) if with_mail else None,
        mailbox_password=reader.secret("IMAP_PASSWORD"),
        model=_model(reader),
        posts=_posts(reader),
        alerts=read_alerts(reader, zone),
    )
    reader.finish()
    return settings


def _agent_id(reader: SettingsReader) -> str:
    value = reader.text("AGENT_ID", Agent.CLOUD.value)
    if not AGENT_ID.fullmatch(value):
        remedy = "Use `cloud`, or `cloud-` and up to 20 small letters and digits, such as `cloud-2`."
        reader.problem("AGENT_ID", f"{value!r} cannot be an agent's id", remedy)
    return value


def _refuse_credentials(reader: SettingsReader) -> None:
    for name in FORBIDDEN:
        if reader.given(name):
            reader.problem(
                name,
                "is a credential that can send, pay or post, and the Cloud agent must not hold one",
                "Remove it from this machine (environment and ENV_FILE); it belongs into .env.local only.",
            )


def _mail(reader: SettingsReader) -> MailSettings:
    source = reader.choice("MAIL_SOURCE", "imap", MAIL_SOURCES)
    imap = source == "imap"
    if imap:
        reader.required("IMAP_HOST", "Name your mail provider's IMAP server, or choose another MAIL_SOURCE.")
        reader.required("IMAP_USER", "The mailbox's user name, usually the mail address.")
        reader.required("IMAP_PASSWORD", "An app password, best of an account that can only read.")
    gmail = reader.file("GMAIL_CREDENTIALS_PATH", "Run `cloud-agent gmail-login` to make it.")
    if source == "gmail" and gmail is None and not reader.given("GMAIL_CREDENTIALS_PATH"):
        reader.problem("GMAIL_CREDENTIALS_PATH", "is missing", "Run `cloud-agent gmail-login` to make it.")
    maildir = reader.folder("MAILDIR_PATH", "The folder that holds new/ and cur/.") if source == "maildir" else None
    security = reader.choice("IMAP_SECURITY", "tls", ("tls", "starttls", "none"))
    return MailSettings(
        source=source,
        maildir=maildir,
        host=reader.text("IMAP_HOST"),
        port=reader.port("IMAP_PORT", 993 if security == "tls" else 143),
        security=security,
        user=reader.text("IMAP_USER"),
        password=reader.secret("IMAP_PASSWORD"),
        folder=reader.text("IMAP_FOLDER", "INBOX"),
        ca_file=reader.file("IMAP_CA_FILE", "A PEM file with the certificate authority of a private mail server."),
        gmail_credentials=gmail,
        gmail_query=reader.text("GMAIL_QUERY", "in:inbox"),
        poll_seconds=reader.number("MAIL_POLL_INTERVAL", reader.number("GMAIL_POLL_INTERVAL", 120, 1, 3600), 1, 3600),
        first_run_days=reader.integer("MAIL_FIRST_RUN_DAYS", 2, 0, 3650),
    )


def _model(reader: SettingsReader) -> ModelSettings:
    drafter = read_drafter(reader)
    return ModelSettings(
        api_key=drafter.api_key,
        base_url=drafter.base_url,
        draft_model=drafter.draft_model,
        daily_budget=drafter.daily_budget,
        calls_per_minute=drafter.calls_per_minute,
        timeout_seconds=drafter.timeout_seconds,
        triage_model=reader.text("CLAUDE_TRIAGE_MODEL", "claude-haiku-5-5"),
        weekly_alert=reader.number("COST_ALERT_THRESHOLD", 50.0, 0, 100_000),
    )


def _posts(reader: SettingsReader) -> PostSettings:
    names = [name.strip().lower() for name in reader.text("SOCIAL_PLATFORMS", ",".join(PLATFORMS)).split(",")]
    wanted = tuple(dict.fromkeys(PLATFORM_NAMES.get(name, name) for name in names if name))
    if set(wanted) - set(PLATFORMS):
        remedy = f"Name some of {', '.join(PLATFORMS)}, with commas between."
        reader.problem("SOCIAL_PLATFORMS", "names a platform that is not known", remedy)
    return PostSettings(wanted, reader.choice("LINKEDIN_POSTING_FREQUENCY", "off", tuple(FREQUENCIES)))
