"""The Local agent's settings: every credential that can act lives here, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from email.utils import parseaddr
from pathlib import Path

from pydantic import SecretStr

from agent_skills.ai.model_settings import DrafterSettings, read_drafter
from agent_skills.notifications.settings import AlertSettings, read_alerts
from agent_skills.runtime.settings import SettingsReader
from local_agent.channel_settings import (
    LOOPBACK,
    CalendarSettings,
    OdooSettings,
    PaymentFileSettings,
    SocialSettings,
    read_calendar,
    read_odoo,
    read_payment_files,
    read_social,
)
from local_agent.mail_accounts import SmtpSettings, read_accounts
from local_agent.whatsapp.settings import WhatsAppSettings, read_whatsapp


@dataclass(frozen=True, slots=True)
class SentFolderSettings:
    """Where sent mail can be looked up again (IMAP)."""

    host: str
    port: int
    security: str
    user: str
    password: SecretStr | None
    folder: str
    save_sent: bool
    ca_file: Path | None


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Everything the Local agent is told."""

    vault: Path
    state: Path
    allowed_signers: Path
    branch: str
    remote_url: str
    cloud_enabled: bool
    sync_seconds: float
    undo_seconds: float
    log_level: str
    smtp: SmtpSettings | None
    accounts: Mapping[str, SmtpSettings]
    sent: SentFolderSettings | None
    whatsapp: WhatsAppSettings | None
    social: SocialSettings
    odoo: OdooSettings | None
    calendar: CalendarSettings | None
    payment_files: PaymentFileSettings | None
    dashboard_url: str
    alerts: AlertSettings
    zone: tzinfo | None = None
    model: DrafterSettings | None = None

    def secrets(self) -> list[SecretStr | None]:
        """Return every credential, so that no log shows one and no commit holds one."""
        social = self.social
        found = [part.password for part in (self.smtp, self.sent, *self.accounts.values()) if part]
        found += [part.token for part in (social.facebook, social.instagram) if part]
        found += social.linkedin.secrets() if social.linkedin else []
        if social.twitter:
            x = social.twitter
            found += [x.api_key, x.api_secret, x.token, x.token_secret]
        return [
            *found,
            *([self.odoo.key] if self.odoo else []),
            *([self.calendar.password] if self.calendar else []),
            *([self.model.api_key] if self.model else []),
            *self.alerts.secrets(),
        ]


def read_settings(environment: Mapping[str, str], *, vault: Path | None = None) -> LocalSettings:
    """Read the Local agent's settings.

    Args:
        environment: variable names and values.
        vault: takes the place of VAULT_PATH, for `init`.

    Raises:
        SettingsError: all problems at once.
    """
    reader = SettingsReader(environment)
    zone = reader.zone("TIMEZONE")
    root = vault or reader.folder("VAULT_PATH", "Run `local-agent init --vault DIR` first.")
    smtp = _smtp(reader)
    settings = LocalSettings(
        vault=root,
        state=reader.state_folder(),
        allowed_signers=_allowed_signers(reader, root),
        branch=reader.text("GIT_BRANCH", "main"),
        remote_url=reader.text("GIT_REMOTE_URL"),
        cloud_enabled=reader.flag("ENABLE_CLOUD_AGENT", default=True),
        sync_seconds=reader.number("GIT_SYNC_INTERVAL", 60, 1, 3600),
        undo_seconds=reader.number("UNDO_WINDOW_SECONDS", 3, 0, 60),
        log_level=reader.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        smtp=smtp,
        accounts=read_accounts(reader, smtp),
        sent=_sent(reader),
        whatsapp=read_whatsapp(reader),
        social=read_social(reader),
        odoo=read_odoo(reader),
        calendar=read_calendar(reader),
        payment_files=read_payment_files(reader, root),
        dashboard_url=reader.url("DASHBOARD_URL", "http://localhost:3000"),
        alerts=read_alerts(reader, zone),
        zone=zone,
        model=read_drafter(reader),
    )
    reader.finish()
    return settings


def _allowed_signers(reader: SettingsReader, vault: Path) -> Path:
    """Return where the keys stand that may approve; never where the Cloud or the remote can write."""
    file = Path(reader.text("ALLOWED_SIGNERS_FILE") or reader.state_folder() / "allowed_signers").expanduser()
    if file.resolve().is_relative_to(vault.resolve()):
        name = "ALLOWED_SIGNERS_FILE" if reader.given("ALLOWED_SIGNERS_FILE") else "AI_EMPLOYEE_STATE"
        reader.problem(name, "lies in the vault, where others can write", "Name a place outside the vault.")
    return file


def _smtp(reader: SettingsReader) -> SmtpSettings | None:
    if not reader.given("SMTP_HOST"):
        for name in ("SMTP_USER", "SMTP_PASSWORD"):
            if reader.given(name):
                reader.problem("SMTP_HOST", f"is missing, though {name} is set", "Name your provider's SMTP server.")
        return None
    host = reader.text("SMTP_HOST")
    security = reader.choice("SMTP_SECURITY", "starttls", ("starttls", "tls", "none"))
    if security == "none" and host not in LOOPBACK:
        reader.problem("SMTP_SECURITY", "none would send the password in the clear", "Use starttls or tls.")
    if reader.given("SMTP_USER") != reader.given("SMTP_PASSWORD"):
        reader.problem("SMTP_PASSWORD", "and SMTP_USER belong together", "Set both or neither.")
    sender = reader.text("SMTP_FROM", reader.text("SMTP_USER"))
    if "@" not in parseaddr(sender)[1]:
        reader.problem("SMTP_FROM", "is no mail address", "Set the address that your mail comes from.")
    return SmtpSettings(
        host=host,
        port=reader.port("SMTP_PORT", 465 if security == "tls" else 587),
        security=security,
        user=reader.text("SMTP_USER"),
        password=reader.secret("SMTP_PASSWORD"),
        sender=sender,
        sender_name=reader.text("SMTP_FROM_NAME"),
        ca_file=reader.file("SMTP_CA_FILE", "A PEM file with the certificate authority of a private mail server."),
        timeout_seconds=reader.number("SMTP_TIMEOUT_SECONDS", 30, 1, 300),
    )


def _sent(reader: SettingsReader) -> SentFolderSettings | None:
    if not reader.given("IMAP_HOST"):
        return None
    reader.required("IMAP_USER", "The mailbox's user name, usually the mail address.")
    reader.required("IMAP_PASSWORD", "The mailbox's password or app password.")
    security = reader.choice("IMAP_SECURITY", "tls", ("tls", "starttls", "none"))
    return SentFolderSettings(
        host=reader.text("IMAP_HOST"),
        port=reader.port("IMAP_PORT", 993 if security == "tls" else 143),
        security=security,
        user=reader.text("IMAP_USER"),
        password=reader.secret("IMAP_PASSWORD"),
        folder=reader.text("IMAP_SENT_FOLDER", "Sent"),
        save_sent=reader.flag("IMAP_SAVE_SENT", default=False),
        ca_file=reader.file("IMAP_CA_FILE", "A PEM file with the certificate authority of a private mail server."),
    )
