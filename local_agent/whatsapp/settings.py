"""Settings of the WhatsApp session (all begin with WHATSAPP_)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent_skills.runtime.settings import SettingsReader
from local_agent.whatsapp.pacing import Pacing
from local_agent.whatsapp.selectors import SHIPPED, SelectorFile, SelectorFileError

OFFICIAL_URL = "https://web.whatsapp.com/"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

KEYWORDS = "urgent,meeting,payment,deadline,invoice,asap,help,client,contract"
"""FR-G019: words that make a message High."""


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """Where the session lives and what shows it.

    Args:
        profile: folder of the browser profile; it holds the linked session and is as secret as a password.
        url: address of WhatsApp Web.
        executable: a Chromium on this machine, None for Playwright's own.
        headless: no window.
    """

    profile: Path
    url: str
    executable: Path | None = None
    headless: bool = True


@dataclass(frozen=True, slots=True)
class CommandSettings:
    """Whose messages are commands, and whether approving is one of them.

    Args:
        number: the owner's own (E.164).
        approvals: whether a draft may be approved by a message with a code.
    """

    number: str
    approvals: bool


@dataclass(frozen=True, slots=True)
class WhatsAppSettings:
    """What the owner set for WhatsApp."""

    browser: BrowserSettings
    selectors: Path
    poll_seconds: float
    keywords: tuple[str, ...]
    keep_unread: bool
    pacing: Pacing
    commands: CommandSettings | None = None


def read_whatsapp(reader: SettingsReader) -> WhatsAppSettings | None:
    """Read the settings; None where WhatsApp is not set up.

    Args:
        reader: gets every problem.
    """
    if not reader.given("WHATSAPP_SESSION_PATH"):
        return None
    interval = reader.number("WHATSAPP_POLL_INTERVAL", 30, 1, 3600)
    words = reader.text("WHATSAPP_KEYWORDS", KEYWORDS).split(",")
    return WhatsAppSettings(
        browser=BrowserSettings(
            profile=_profile(reader),
            url=_url(reader),
            executable=reader.file("WHATSAPP_BROWSER_PATH", "The program of a Chromium or Chrome on this machine."),
            headless=reader.flag("WHATSAPP_HEADLESS", default=True),
        ),
        selectors=_selectors(reader),
        poll_seconds=reader.number("WHATSAPP_POLL_SECONDS", interval, 1, 3600),
        keywords=tuple(word.strip().lower() for word in words if word.strip()),
        keep_unread=reader.flag("WHATSAPP_KEEP_UNREAD", default=True),
        pacing=Pacing(
            per_hour=reader.integer("WHATSAPP_MAX_PER_HOUR", 20, 1, 200),
            per_day=reader.integer("WHATSAPP_MAX_PER_DAY", 60, 1, 1000),
            gap_seconds=reader.number("WHATSAPP_GAP_SECONDS", 10, 0, 3600),
            milliseconds_per_key=reader.number("WHATSAPP_TYPING_MILLISECONDS", 45, 0, 500),
        ),
        commands=_commands(reader),
    )


def _commands(reader: SettingsReader) -> CommandSettings | None:
    wanted = reader.flag("WHATSAPP_COMMANDS", default=False)
    approvals = reader.flag("WHATSAPP_APPROVALS", default=False)
    if approvals and not wanted:
        reader.problem("WHATSAPP_APPROVALS", "is on without WHATSAPP_COMMANDS", "Set WHATSAPP_COMMANDS=true as well.")
    number = reader.text("WHATSAPP_NOTIFICATION_NUMBER")
    if wanted and not number:
        remedy = "Set WHATSAPP_NOTIFICATION_NUMBER to your own number, like +4915112345678."
        reader.problem("WHATSAPP_COMMANDS", "is on, but not whose messages are commands", remedy)
    return CommandSettings(number, approvals) if wanted and number else None


def _profile(reader: SettingsReader) -> Path:
    path = Path(reader.text("WHATSAPP_SESSION_PATH")).expanduser()
    vault = reader.text("VAULT_PATH")
    if vault and path.resolve().is_relative_to(Path(vault).expanduser().resolve()):
        remedy = "Name a folder outside the vault: what lies in the vault goes to its git remote."
        reader.problem("WHATSAPP_SESSION_PATH", "lies in the vault", remedy)
    return path


def _url(reader: SettingsReader) -> str:
    url = reader.url("WHATSAPP_URL", OFFICIAL_URL) + "/"
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        reader.problem("WHATSAPP_URL", "is not encrypted", f"Use https, or leave it empty for {OFFICIAL_URL}")
    return url


def _selectors(reader: SettingsReader) -> Path:
    path = reader.file("WHATSAPP_SELECTORS_FILE", "A mended copy of local_agent/whatsapp/selectors.toml.") or SHIPPED
    try:
        SelectorFile(path)
    except SelectorFileError as error:
        if path.is_file():
            reader.problem("WHATSAPP_SELECTORS_FILE", str(error), "Mend it, or leave it empty for the shipped one.")
    return path
