"""Alerts to the owner's phone: one per item, a cap an hour, and nothing lost when the phone cannot be reached."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Alert, Vault
from cloud_agent.notifications.graph_client import GraphClient
from cloud_agent.notifications.templates import parameters, render

log = logging.getLogger(__name__)

AUDIT = "Logs/Cloud/notifications.md"
FAILURES = "Logs/Cloud/notification_failures.md"
AUDIT_HEADING = "# Notifications\n\n| time | id | event | status |\n|---|---|---|---|"
MAX_AN_HOUR = 10
"""More than these and a phone becomes noise; the rest waits in Notifications/."""


class WhatsAppNotifier:
    """Implements the `AlertSink` port.

    Args:
        vault: keeps what could not be delivered, and the audit.
        client: the WhatsApp Cloud API, None where it is not set up (then the alert waits in `Notifications/`).
        enabled: ENABLE_WHATSAPP_NOTIFICATIONS; when off, only the audit is written.
        dashboard_url: for the links.
        clock: for times and the cap.
    """

    def __init__(
        self, vault: Vault, client: GraphClient | None, clock: Clock, dashboard_url: str, *, enabled: bool
    ) -> None:
        self._vault = vault
        self._client = client
        self._enabled = enabled
        self._dashboard_url = dashboard_url
        self._clock = clock
        self._sent: deque[datetime] = deque()

    def send(self, alert: Alert) -> str:
        """Deliver an alert or keep it; never raises, as an alert must not stop the work it tells of."""
        alert_id = _alert_id(alert)
        try:
            if self._told(alert_id):
                return "duplicate"
            status = self._deliver(alert, alert_id)
            self._audit(alert, alert_id, status)
        except (OSError, EmployeeError):
            log.exception("an alert could not be handled")
            return "failed"
        return status

    def _deliver(self, alert: Alert, alert_id: str) -> str:
        if not self._enabled:
            return "disabled"
        if self._client is None or self._capped():
            self._keep(alert, alert_id, "queued")
            return "queued"
        self._sent.append(self._clock())
        outcome = self._client.send(alert.event, parameters(alert, self._dashboard_url))
        if outcome.message_id:
            return "sent"
        row = f"| {iso(self._clock())} | {alert_id} | {alert.event} | {outcome.error} |"
        self._vault.append(FAILURES, AUDIT_HEADING.replace("# Notifications", "# Failed notifications"), row)
        self._keep(alert, alert_id, "failed")
        return "failed"

    def _capped(self) -> bool:
        now = self._clock()
        while self._sent and now - self._sent[0] > timedelta(hours=1):
            self._sent.popleft()
        return len(self._sent) >= MAX_AN_HOUR

    def _keep(self, alert: Alert, alert_id: str, status: str) -> None:
        now = iso(self._clock())
        text = render(alert, self._dashboard_url)
        front = {"id": alert_id, "type": "notification", "status": status, "created_at": now, "updated_at": now}
        self._vault.create(f"Notifications/{alert_id}.md", Document({**front, "event": alert.event}, f"{text}\n"))

    def _told(self, alert_id: str) -> bool:
        if self._vault.exists(f"Notifications/{alert_id}.md"):
            return True
        try:
            return f"| {alert_id} |".encode() in self._vault.read_bytes(AUDIT)
        except FileNotFoundError:
            return False

    def _audit(self, alert: Alert, alert_id: str, status: str) -> None:
        row = f"| {iso(self._clock())} | {alert_id} | {alert.event} | {status} |"
        self._vault.append(AUDIT, AUDIT_HEADING, row)


def _alert_id(alert: Alert) -> str:
    """Return an id that is equal for the same event of the same item."""
    return f"NOTIFY_{alert.event}_{hashlib.sha256(alert.item_id.encode()).hexdigest()[:16]}"
