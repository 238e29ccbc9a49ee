"""Alerts to the owner's phone: each event once, bundled, capped, and nothing lost when the phone cannot be reached."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from filelock import FileLock

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import StoredFile
from agent_skills.domain.ports import Alert, FindingSink, Vault
from agent_skills.domain.states import Agent
from agent_skills.notifications.delivery import Delivery, Trouble
from agent_skills.notifications.outbox import Outbox
from agent_skills.notifications.policy import URGENT, QuietHours, life_of, next_ring
from agent_skills.notifications.templates import bundled, parameters, render

log = logging.getLogger(__name__)

AUDIT = "Logs/{agent}/notifications.md"
AUDIT_HEADING = "# Notifications\n\n| time | id | event | recipient | status | preview |\n|---|---|---|---|---|---|"
FAILURES = "Logs/{agent}/notification_failures.md"
FAILURES_HEADING = "# Failed notifications\n\n| time | channel | event | error |\n|---|---|---|---|"
PREVIEW = 50
"""NFR-P-SEC-005: characters of a text that a log may hold."""

LOCK_SECONDS = 30.0
RETRY_MINUTES = (1, 2, 5, 15, 30)
"""Waits after a message that no channel took; then the last one again and again."""

SWEEP_EVERY = timedelta(hours=1)

FINDINGS = {Trouble.LOGIN: "alerts_login", Trouble.SETUP: "alerts_setup"}


class Channel(Protocol):
    """One way to the owner's phone."""

    name: str
    delivered: str

    def deliver(self, event: str, values: Sequence[str], text: str) -> Delivery:
        """Send a message: a template's name and values, and its whole text. Never raises for trouble."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the owner wants: whether alerts are sent, when not, and where the links lead."""

    enabled: bool
    quiet: QuietHours | None
    dashboard_url: str


class Notifier:
    """Implements the `AlertSink` port.

    Args:
        agent: who tells; each has an audit of its own.
        vault: keeps the audit.
        outbox: keeps what waits.
        channels: tried in order; without any, alerts wait in `Notifications/`.
        findings: told what only the owner can mend. Must not alert in turn.
        habits: the owner's wishes.
        clock: for times.
        lock: held while sending; two processes share the outbox.
    """

    def __init__(
        self,
        agent: Agent,
        vault: Vault,
        outbox: Outbox,
        channels: Sequence[Channel],
        findings: FindingSink,
        habits: Habits,
        clock: Clock,
        lock: FileLock,
    ) -> None:
        self._folder = agent.value.capitalize()
        self._vault = vault
        self._outbox = outbox
        self._channels = channels
        self._findings = findings
        self._habits = habits
        self._clock = clock
        self._lock = lock
        self._swept: datetime | None = None

    def send(self, alert: Alert) -> str:
        """Deliver an alert or keep it; never raises, as an alert must not stop the work it tells of."""
        status = self.keep(alert)
        if status != "queued":
            return status
        self.flush()
        return self._outbox.status(alert)

    def keep(self, alert: Alert) -> str:
        """Keep an alert for the next `flush`; never raises and never waits for the network."""
        try:
            url = self._habits.dashboard_url
            text, values = render(alert, url), parameters(alert, url)
            note = self._outbox.add(alert, text, values, hand_over=not self._channels)
            if note is None:
                return "duplicate"
            return "queued" if self._habits.enabled else self._switch_off(note)
        except (OSError, EmployeeError, ValueError, KeyError):
            log.exception("an alert could not be handled")
            return "failed"

    def flush(self) -> float | None:
        """Send what waits and may go now; returns the seconds until something may go, None where nothing waits."""
        try:
            with self._lock.acquire(timeout=LOCK_SECONDS):
                return self._flush()
        except (OSError, EmployeeError):
            log.exception("waiting alerts could not be sent")
            return None

    def _flush(self) -> float | None:
        now, loud = self._clock(), self._may_wake_now()
        failures, not_before = self._outbox.failures()
        due = max(next_ring(now, self._outbox.sent_lately(), None if loud else self._habits.quiet), not_before or now)
        if due > now and self._channels and self._outbox.is_any():  # not one file is read before its time
            return (due - now).total_seconds()
        if not self._channels or not self._habits.enabled:
            self._sweep(now)
            return None
        waiting = [file for file in self._still_wanted() if not loud or file.doc.text("event") in URGENT]
        if not waiting:
            return self._after_the_quiet(now) if loud else None
        if self._deliver(waiting):
            return None
        wait = timedelta(minutes=RETRY_MINUTES[min(failures, len(RETRY_MINUTES) - 1)])
        self._outbox.note_failure(failures + 1, now + wait)
        return wait.total_seconds()

    def _sweep(self, now: datetime) -> None:
        """Where nothing is sent, file what lies too long; at most once an hour, as it reads every note."""
        if self._swept is None or now - self._swept > SWEEP_EVERY:
            self._swept = now
            self._still_wanted()

    def _may_wake_now(self) -> bool:
        """Tell whether it is quiet now and urgent events may ring all the same."""
        quiet = self._habits.quiet
        return quiet is not None and quiet.urgent and quiet.end_after(self._clock()) is not None

    def _after_the_quiet(self, now: datetime) -> float | None:
        end = self._habits.quiet.end_after(now) if self._habits.quiet else None
        return (end - now).total_seconds() if end and self._outbox.is_any() else None

    def _still_wanted(self) -> list[StoredFile]:
        """Return what waits; what was decided meanwhile or is old news is filed unsent."""
        kept: list[StoredFile] = []
        for file in self._outbox.waiting():
            status = self._overtaken(file)
            if status:
                self._outbox.close(file, status)
                self._audit(file, status)
            else:
                kept.append(file)
        return kept

    def _overtaken(self, file: StoredFile) -> str | None:
        made = parse_iso(file.doc.front.get("created_at"))
        if made and self._clock() - made > life_of(file.doc.text("event"), can_send=bool(self._channels)):
            return "expired"
        return "decided" if self._outbox.is_decided(file) else None

    def _deliver(self, waiting: Sequence[StoredFile]) -> bool:
        event, values, text = self._message(waiting)
        for channel in self._channels:
            outcome = channel.deliver(event, values, text)
            if outcome.message_id:
                self._delivered(channel, waiting)
                return True
            self._refused(channel, event, outcome)
            text = f"{text}\n({channel.name}: {outcome.error})"
        for file in waiting:
            self._outbox.mark(file, "failed")
        return False

    def _message(self, waiting: Sequence[StoredFile]) -> tuple[str, list[str], str]:
        if len(waiting) == 1:
            doc = waiting[0].doc
            return doc.text("event"), doc.texts("values"), doc.body.strip()
        bundle = bundled([file.doc.body for file in waiting])
        url = self._habits.dashboard_url
        return bundle.event, parameters(bundle, url), render(bundle, url)

    def _delivered(self, channel: Channel, waiting: Sequence[StoredFile]) -> None:
        self._outbox.note_sent()
        for file in waiting:
            self._outbox.close(file, channel.delivered)
            self._audit(file, channel.delivered)
        for code in FINDINGS.values():
            self._findings.clear(code, channel.name)

    def _refused(self, channel: Channel, event: str, outcome: Delivery) -> None:
        row = f"| {iso(self._clock())} | {channel.name} | {event} | {outcome.error} |"
        self._vault.append(FAILURES.format(agent=self._folder), FAILURES_HEADING, row)
        code = FINDINGS.get(outcome.trouble) if outcome.trouble else None
        if code:
            problem = f"Alerts by {channel.name} are refused ({outcome.error}). They wait in Notifications/ meanwhile."
            self._findings.report(Finding(code, channel.name, problem, outcome.remedy, Severity.CRITICAL))

    def _switch_off(self, note: StoredFile) -> str:
        self._outbox.close(note, "disabled")
        self._audit(note, "disabled")
        return "disabled"

    def _audit(self, file: StoredFile, status: str) -> None:
        preview = " ".join(file.doc.body.split())[:PREVIEW].replace("|", "¦")
        cells = [iso(self._clock()), file.id, file.doc.text("event"), "owner", status, preview]
        self._vault.append(AUDIT.format(agent=self._folder), AUDIT_HEADING, f"| {' | '.join(cells)} |")


class Keeping:
    """An `AlertSink` that only keeps; another process of this machine sends.

    Args:
        notifier: keeps.
    """

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier

    def send(self, alert: Alert) -> str:
        """Keep an alert; never waits for the network."""
        return self._notifier.keep(alert)
