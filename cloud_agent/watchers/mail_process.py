"""The gmail_watcher process: look, file, wait for the mailbox's own signal; trouble is shown and retried."""

from __future__ import annotations

import logging
import threading

from agent_skills.domain.findings import Finding
from agent_skills.domain.ports import FindingSink, MailSource
from agent_skills.runtime.health import HealthState, Heartbeat
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.mail_intake import MailIntake

log = logging.getLogger(__name__)

TELL_AFTER = 2
"""Failures in a row after which the owner is told; a single hiccup is none of their business."""


class MailProcess:
    """Watches one mailbox.

    Args:
        source: the mailbox.
        intake: files what comes.
        findings: told when the mailbox stays away.
        heartbeat: `health/mailbox.json`.
        interval: seconds between looks where the mailbox gives no signal.
    """

    def __init__(
        self, source: MailSource, intake: MailIntake, findings: FindingSink, heartbeat: Heartbeat, interval: float
    ) -> None:
        self._source = source
        self._intake = intake
        self._findings = findings
        self._heartbeat = heartbeat
        self._interval = interval
        self._failures = 0
        self.stopped = threading.Event()

    def tick(self) -> float:
        """Look once; returns the seconds to wait before the next look."""
        try:
            report = self._intake.run_once(self._source)
        except MailboxError as error:
            return 0.0 if self.stopped.is_set() else self._failed(error)  # `stop` closes what is being read
        if report.filed:
            log.info("%d new mail(s) filed", len(report.filed))
        self._failures = 0
        self._findings.clear("mailbox_unreachable", self._source.name)
        self._heartbeat.beat(HealthState.OK)
        return 0.0

    def run(self) -> None:
        """Look until stopped, each time the mailbox signals, and at an interval."""
        while not self.stopped.is_set():
            pause = self.tick()
            if pause:
                self.stopped.wait(pause)
            else:
                self._source.wait(self._interval)

    def stop(self) -> None:
        """End after the present mail."""
        self.stopped.set()
        self._source.close()

    def _failed(self, error: MailboxError) -> float:
        self._failures += 1
        log.warning("%s Next look in %.0f s.", error.reason, error.retry_after)
        self._heartbeat.beat(HealthState.DOWN, error.reason, error.remedy)
        if self._failures >= TELL_AFTER:
            self._findings.report(Finding("mailbox_unreachable", self._source.name, error.reason, error.remedy))
        return error.retry_after
