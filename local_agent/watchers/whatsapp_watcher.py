"""The process that owns the WhatsApp Web session: reads what is unread, sends what was approved."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import FindingSink
from agent_skills.runtime.health import HealthState, Heartbeat
from local_agent.executors.contract import Outcome, Result
from local_agent.owner_commands.round import CommandRound
from local_agent.owner_commands.store import CommandStoreError
from local_agent.whatsapp.browser import Browser
from local_agent.whatsapp.diagnostics import Diagnostics
from local_agent.whatsapp.door import Door
from local_agent.whatsapp.errors import BrowserGoneError, SelectorMissingError, WhatsAppError
from local_agent.whatsapp.messages import ChatRow
from local_agent.whatsapp.owner_alerts import OwnerAlerts
from local_agent.whatsapp.page import Look, WhatsAppPage
from local_agent.whatsapp.qr_code import QrCode
from local_agent.whatsapp.reader import UnreadReader
from local_agent.whatsapp.selectors import SelectorFile
from local_agent.whatsapp.sender import WhatsAppSender

log = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
"""How long the page may show nothing that is known before that counts as a break."""

LOGIN_ROUND_SECONDS = 5.0
"""The site changes its QR code every 20 s or so."""

TROUBLE_ROUND_SECONDS = 15.0
RENEW_AFTER = timedelta(hours=24)
"""A tab that lives for days grows; the session lies in the profile and survives."""

TIDY_EVERY = timedelta(minutes=5)
LATER = timedelta(minutes=5)
GLANCE_SECONDS = 2.0
"""So often the top of the list is looked at between two polls; nothing is clicked unless something new stands there."""

BEAT_EVERY = timedelta(seconds=25)
EARLY = timedelta(seconds=0.2)
"""A round that comes so much before its time was asked for."""

SUBJECT = "whatsapp"
EXPIRED = "WhatsApp Web is not linked, so no message is read and none is sent."
LINK_IT = "Log in on the health page, or run `local-agent whatsapp-login`, and scan the code with your phone."


@dataclass(frozen=True, slots=True)
class Parts:
    """What the process works with; compose_whatsapp.py brings them together."""

    browser: Browser
    page: WhatsAppPage
    selectors: SelectorFile
    reader: UnreadReader
    sender: WhatsAppSender
    qr: QrCode
    diagnostics: Diagnostics
    findings: FindingSink
    heartbeat: Heartbeat
    clock: Clock
    poll_seconds: float
    commands: CommandRound | None = None
    alerts: OwnerAlerts | None = None


class WhatsAppWatcher:
    """One round: serve the door, read what is unread, tell how it goes.

    Args:
        parts: see `Parts`.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._door: Door | None = None
        self._poll_at: datetime | None = None
        self._started: datetime | None = None
        self._broken: set[str] = set()
        self._linked: bool | None = None
        self._left: frozenset[ChatRow] = frozenset()
        self._told: tuple[str, datetime] | None = None
        self._next_at: datetime | None = None
        self._tidied: datetime | None = None

    def open_door(self, make: Callable[[], Door]) -> Door:
        """Keep the door whose orders the rounds serve."""
        self._door = make()
        return self._door

    def tick(self) -> float:
        """Do one round; returns the seconds until the next one at the latest."""
        try:
            self._renew()
            return self._round()
        except CommandStoreError as error:
            return self._trouble(HealthState.DEGRADED, str(error), "Check the disk and the rights of the state folder.")
        except SelectorMissingError as error:
            return self._changed(error)
        except BrowserGoneError as error:
            log.warning("the browser is gone: %s", error)
            self._parts.browser.close()
            self._refuse("The browser for WhatsApp Web does not run.")
            detail = "The browser for WhatsApp Web ended or does not start, or the site is out of reach."
            remedy = "It is started again by itself. Check the network and WHATSAPP_BROWSER_PATH."
            return self._trouble(HealthState.DOWN, detail, remedy)
        except WhatsAppError as error:
            log.warning("the page did not answer: %s", error)
            self._refuse("WhatsApp Web did not answer.")
            return self._trouble(HealthState.DEGRADED, "WhatsApp Web did not answer in time.", "It is tried again.")

    def _round(self) -> float:
        look = self._parts.page.wait_for_look(LOOK_SECONDS)
        if look is Look.READY:
            return self._work()
        if look is Look.LOGIN:
            return self._not_linked()
        if look is Look.STRANGE:
            raise SelectorMissingError("list.chat_list")
        if look is Look.TAKEN:
            self._parts.page.use_here()
            return self._trouble(HealthState.DEGRADED, "Another window had taken the session.", "It is taken back.")
        self._refuse("WhatsApp Web is not connected now.")
        detail = "WhatsApp Web has no connection." if look is Look.OFFLINE else "WhatsApp Web is still loading."
        return self._trouble(HealthState.DEGRADED, detail, "It is tried again by itself. Check the network.")

    def _work(self) -> float:
        parts = self._parts
        if not self._linked:
            parts.qr.clear()
            parts.findings.clear("whatsapp_session_expired", SUBJECT)
        self._linked = True
        self._serve()
        self._obey()
        if self._is_poll_due():
            self._poll()
            self._serve()
        self._well()
        return self._pause()

    def _obey(self) -> None:
        commands = self._parts.commands
        if commands and commands.is_due(self._parts.page.top_rows()):
            commands.run()

    def _is_poll_due(self) -> bool:
        """Tell whether the time has come, or something stands at the top of the list that the last poll did not see."""
        if self._poll_at is None or self._parts.clock() >= self._poll_at:
            return True
        return bool(self._parts.reader.wanted(self._parts.page.top_rows()) - self._left)

    def _poll(self) -> None:
        report = self._parts.reader.run_once(self._is_wanted)
        self._left = self._parts.reader.wanted(self._parts.page.top_rows())
        now = self._parts.clock()
        self._poll_at = now + timedelta(seconds=self._parts.poll_seconds)
        if self._tidied is None or now - self._tidied >= TIDY_EVERY:
            self._parts.browser.tidy()
            self._tidied = now
        if report.filed or report.missed:
            log.info("filed %d, read %d chats, missed %d", len(report.filed), report.chats, report.missed)

    def _pause(self) -> float:
        until_poll = (self._poll_at - self._parts.clock()).total_seconds() if self._poll_at else 0.0
        pause = min(max(until_poll, 0.05), GLANCE_SECONDS)
        self._next_at = self._parts.clock() + timedelta(seconds=pause)
        return pause

    def _serve(self) -> None:
        tell = self._parts.alerts.tell if self._parts.alerts else None
        if self._door and self._door.serve(self._parts.sender, tell=tell):
            self._poll_at = None  # what came into the open chat has no mark; look at once

    def _is_wanted(self) -> bool:
        return self._door is not None and self._door.is_waiting()

    def _refuse(self, problem: str) -> None:
        if self._door:
            remedy = "It is tried again by itself; see whatsapp_watcher on the health page."
            self._door.serve(None, Outcome(Result.TRANSIENT, error=problem, remedy=remedy, wait=LATER))

    def _well(self) -> None:
        for name in self._broken:
            self._parts.findings.clear("whatsapp_page_changed", name)
        self._broken.clear()
        state, detail, remedy = self._condition()
        if self._is_worth_telling(detail or ""):
            self._parts.heartbeat.beat(state, detail, remedy, linked=True)
            self._told = (detail or "", self._parts.clock())

    def _condition(self) -> tuple[HealthState, str | None, str | None]:
        problem, commands = self._parts.selectors.problem, self._parts.commands
        if problem:
            detail = f"The new selector file is not used: {problem}."
            return HealthState.DEGRADED, detail, "Mend WHATSAPP_SELECTORS_FILE."
        if commands and commands.problem:
            return (
                HealthState.DEGRADED,
                commands.problem,
                "Check WHATSAPP_NOTIFICATION_NUMBER; write to that chat once.",
            )
        return HealthState.OK, None, None

    def _is_worth_telling(self, detail: str) -> bool:
        """Tell whether a heartbeat is due: something is new, somebody asked, or the last one is old.

        A glance every two seconds that told of itself would wake every page that is open.
        """
        if self._told is None or self._told[0] != detail or self._next_at is None:
            return True
        now = self._parts.clock()
        return now < self._next_at - EARLY or now - self._told[1] >= BEAT_EVERY

    def _not_linked(self) -> float:
        parts = self._parts
        parts.qr.update(parts.page)
        self._poll_at = None
        self._refuse("WhatsApp Web is not linked.")
        if self._linked is not False:
            parts.findings.report(Finding("whatsapp_session_expired", SUBJECT, EXPIRED, LINK_IT, Severity.CRITICAL))
        self._linked = False
        self._told = None
        parts.heartbeat.beat(HealthState.DEGRADED, EXPIRED, LINK_IT, linked=False, qr=str(parts.qr.svg.name))
        return LOGIN_ROUND_SECONDS

    def _changed(self, error: SelectorMissingError) -> float:
        parts = self._parts
        self._refuse("The page of WhatsApp Web has changed.")
        version = parts.selectors.current.version
        detail = f"The page has changed: no selector of {error.name} (version {version}) fits any more."
        remedy = "Run `local-agent whatsapp-check`, mend that line in the selector file; it is read again by itself."
        if error.name not in self._broken:
            self._broken.add(error.name)
            evidence = parts.diagnostics.keep(parts.page, error.name)
            finding = Finding("whatsapp_page_changed", error.name, detail, remedy, Severity.CRITICAL, evidence)
            parts.findings.report(finding)
        self._told = None
        parts.heartbeat.beat(HealthState.DOWN, detail, remedy, selector=error.name)
        return TROUBLE_ROUND_SECONDS

    def _trouble(self, state: HealthState, detail: str, remedy: str) -> float:
        self._told = None
        self._parts.heartbeat.beat(state, detail, remedy)
        return TROUBLE_ROUND_SECONDS

    def _renew(self) -> None:
        now = self._parts.clock()
        if self._started is None or now - self._started > RENEW_AFTER:
            self._parts.browser.close()
            self._started = now


class UnlinkedWatcher:
    """Holds the place of the process where WhatsApp is not set up.

    Args:
        heartbeat: `health/whatsapp_watcher.json`.
    """

    def __init__(self, heartbeat: Heartbeat) -> None:
        self._heartbeat = heartbeat

    def tick(self) -> float:
        """Tell so; returns the seconds until the next round."""
        self._heartbeat.beat(HealthState.OK, "WhatsApp is not set up; mail and approvals work without it.")
        return 60.0
