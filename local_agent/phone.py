"""What this machine tells the owner's phone: drafts that wait when it comes back, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from agent_skills.domain.channels import category_of
from agent_skills.domain.clock import Clock
from agent_skills.domain.payload import payload_from_json
from agent_skills.domain.ports import Alert, Vault
from agent_skills.domain.states import Place, channel_of
from agent_skills.journal.journal import Execution
from agent_skills.notifications.notifier import Notifier

LEAST = 5
"""FR-P034: fewer drafts than these are no reason to ring."""

AWAY = timedelta(hours=1)
"""A pause between two rounds as long as this was a closed laptop."""

WORDS: dict[str, str] = {
    "send_email": "Email sent",
    "send_whatsapp": "WhatsApp message sent",
    "create_post": "{channel} post published",
    "create_payment": "Payment prepared",
    "create_event": "Event put into the calendar",
}
"""FR-P035: what was done, by action; everything else is a draft in Odoo."""

Run = Callable[[Callable[[], object]], None]
"""Runs something that may wait for the network, beside the round."""


class OwnerPhone:
    """Implements the `AlertSink` port without ever waiting: sending must not hold up what was approved.

    Args:
        notifier: the way to the phone.
        vault: this machine's files.
        clock: for times.
        run: see `Run`.
    """

    def __init__(self, notifier: Notifier, vault: Vault, clock: Clock, run: Run) -> None:
        self._notifier = notifier
        self._vault = vault
        self._clock = clock
        self._run = run
        self._last_round: datetime | None = None

    def send(self, alert: Alert) -> str:
        """Keep an alert for the end of the round."""
        return self._notifier.keep(alert)

    def confirm(self, execution: Execution) -> None:
        """Tell that something was done."""
        payload = payload_from_json(execution.payload)
        words = WORDS.get(payload.action, "Odoo draft created").format(channel=execution.channel)
        log_path = f"Logs/MCP_Actions/{self._clock():%Y-%m-%d}"
        fields = {"action_type": words, "action_summary": payload.headline(), "log_path": log_path}
        self.send(Alert("confirmation", f"{execution.id}_{execution.sha256}", fields))

    def end_round(self) -> None:
        """Tell of waiting drafts when this machine comes back, and send what may go."""
        now, last = self._clock(), self._last_round
        self._last_round = now
        if last is None or now - last > AWAY:
            self._welcome(now)
        self._run(self._notifier.flush)

    def _welcome(self, now: datetime) -> None:
        channels = [channel_of(path) for path in self._vault.paths(Place.PENDING)]
        counts = Counter(category_of(channel).lower() for channel in channels if channel)
        total = sum(counts.values())
        if total < LEAST:
            return
        named = {"plan_count" if name == "plans" else f"{name}_count": str(count) for name, count in counts.items()}
        self.send(Alert("approval_summary", f"{now:%Y-%m-%dT%H}", {"count": str(total), **named}))
