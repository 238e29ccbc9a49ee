"""Brings the parts of the WhatsApp process together, and those of its two commands."""

from __future__ import annotations

from collections.abc import Callable

import schedule
from filelock import FileLock, Timeout

from agent_skills.domain.clock import system_clock
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.ports import FindingSink
from agent_skills.domain.states import Agent
from agent_skills.notifications.alerting_findings import AlertingFindings
from agent_skills.notifications.compose import make_notifier
from agent_skills.notifications.notifier import Keeping
from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.process import run_process
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.store import FileVault
from local_agent.compose_commands import CommandSession, compose_commands
from local_agent.executors.whatsapp.client import door_path
from local_agent.owner_commands.round import CommandRound
from local_agent.owner_commands.store import CommandStore
from local_agent.settings import LocalSettings
from local_agent.watchers.whatsapp_watcher import Parts, UnlinkedWatcher, WhatsAppWatcher
from local_agent.whatsapp.browser import Browser
from local_agent.whatsapp.check import check_selectors
from local_agent.whatsapp.diagnostics import Diagnostics
from local_agent.whatsapp.door import Door
from local_agent.whatsapp.login import follow_login, log_in
from local_agent.whatsapp.messages import OpenChat
from local_agent.whatsapp.opening import ChatOpener
from local_agent.whatsapp.owner_alerts import OwnerAlerts
from local_agent.whatsapp.owner_chat import OwnerChat
from local_agent.whatsapp.page import WhatsAppPage
from local_agent.whatsapp.page_access import PageAccess
from local_agent.whatsapp.qr_code import QrCode
from local_agent.whatsapp.reader import UnreadReader
from local_agent.whatsapp.seen_store import SeenStore
from local_agent.whatsapp.selectors import SelectorFile
from local_agent.whatsapp.sender import WhatsAppSender
from local_agent.whatsapp.settings import WhatsAppSettings

PROCESS = "whatsapp_watcher"
NOT_SET_UP = "WHATSAPP_SESSION_PATH is not set: name a folder outside the vault in which the session is kept."
IS_RUNNING = "The process whatsapp_watcher has the session. Stop it first, then start it again."


class NotSetUpError(EmployeeError):
    """A WhatsApp command without its settings, or while another process has the browser."""


def run_whatsapp_watcher(settings: LocalSettings, *, once: bool) -> int:
    """Run the WhatsApp watcher."""
    heartbeat = Heartbeat(settings.state, PROCESS, system_clock)
    if settings.whatsapp is None:
        tick = UnlinkedWatcher(heartbeat).tick
        return run_process(PROCESS, settings.state, tick, heartbeat, None, schedule.Scheduler(), once=once)
    parts, stores = make_parts(settings, settings.whatsapp, heartbeat)
    watcher = WhatsAppWatcher(parts)

    def door(wake: Callable[[], None]) -> Door:
        return watcher.open_door(lambda: Door(door_path(settings.state), wake))

    try:
        return run_process(PROCESS, settings.state, watcher.tick, heartbeat, door, schedule.Scheduler(), once=once)
    finally:
        parts.browser.close()
        for store in stores:
            store.close()


def whatsapp_login(settings: LocalSettings, tell: Callable[[str], None]) -> bool:
    """Link this machine by QR code; returns whether it is linked in the end.

    Raises:
        NotSetUpError: see there.
    """
    whatsapp = _given(settings)
    qr = QrCode(settings.state / "whatsapp", system_clock)
    lock = FileLock(settings.state / f"{PROCESS}.lock")
    try:
        with lock.acquire(timeout=0), Browser(whatsapp.browser) as browser:
            return log_in(WhatsAppPage(PageAccess(browser, SelectorFile(whatsapp.selectors))), qr, tell)
    except Timeout:
        return follow_login(settings.state / "health" / f"{PROCESS}.json", qr, tell)


def whatsapp_check(settings: LocalSettings) -> list[dict[str, str]]:
    """Walk through all selectors on the real site without writing or sending anything.

    Raises:
        NotSetUpError: see there.
    """
    whatsapp = _given(settings)
    lock = FileLock(settings.state / f"{PROCESS}.lock")
    try:
        with lock.acquire(timeout=0), Browser(whatsapp.browser) as browser:
            return check_selectors(WhatsAppPage(PageAccess(browser, SelectorFile(whatsapp.selectors))))
    except Timeout as error:
        raise NotSetUpError(IS_RUNNING) from error


def _given(settings: LocalSettings) -> WhatsAppSettings:
    if settings.whatsapp is None:
        raise NotSetUpError(NOT_SET_UP)
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings.whatsapp


def make_parts(
    settings: LocalSettings, whatsapp: WhatsAppSettings, heartbeat: Heartbeat
) -> tuple[Parts, list[SeenStore | CommandStore]]:
    """Return the parts of the process, and the stores that the caller has to close."""
    vault = FileVault(settings.vault)
    browser, selectors = Browser(whatsapp.browser), SelectorFile(whatsapp.selectors)
    page = WhatsAppPage(PageAccess(browser, selectors))
    store = SeenStore(settings.state / "whatsapp" / "seen.sqlite3")
    opener = ChatOpener(page, store)
    sender = WhatsAppSender(page, opener, store, system_clock, whatsapp.pacing)
    findings = _findings(settings, vault)
    number = settings.alerts.number
    owner = OwnerChat(page, opener, store, number) if number else None
    session = CommandSession(owner, store, sender) if owner else None
    commands = compose_commands(settings, session, vault, findings, system_clock)
    passes_over = commands.chat.is_open if commands else _no_chat
    parts = Parts(
        browser=browser,
        page=page,
        selectors=selectors,
        reader=UnreadReader(
            page,
            opener,
            store,
            vault,
            system_clock,
            whatsapp.keywords,
            keep_unread=whatsapp.keep_unread,
            passes_over=passes_over,
        ),
        sender=sender,
        qr=QrCode(settings.state / "whatsapp", system_clock),
        diagnostics=Diagnostics(settings.state / "whatsapp" / "broken", system_clock),
        findings=findings,
        heartbeat=heartbeat,
        clock=system_clock,
        poll_seconds=whatsapp.poll_seconds,
        commands=CommandRound(commands) if commands else None,
        alerts=OwnerAlerts(owner, sender, store) if owner else None,
    )
    return parts, [store, *([commands.store] if commands else [])]


def _findings(settings: LocalSettings, vault: FileVault) -> FindingSink:
    """Return where findings go; critical ones are kept as alerts too, which the orchestrator sends."""
    notes = VaultFindings(vault, system_clock, Agent.LOCAL)
    if not (settings.alerts.set_up or settings.alerts.number):
        return notes
    notifier = make_notifier(Agent.LOCAL, settings.alerts, settings.state, vault, notes, system_clock)
    return AlertingFindings(notes, Keeping(notifier), system_clock)


def _no_chat(_opened: OpenChat) -> bool:
    return False
