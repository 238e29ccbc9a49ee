"""Alerts that wait: one note each in `Notifications/`, moved to `Done/` once the owner has it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.items import Document, FrontMatter, StoredFile, is_id, stem
from agent_skills.domain.ports import Alert, Vault
from agent_skills.domain.states import Agent, Place, done_month, done_path, place_of
from agent_skills.notifications.policy import HOUR
from agent_skills.notifications.templates import TEMPLATES
from agent_skills.runtime.health import read_json, write_json

FOLDER = "Notifications"
OPEN = frozenset({Place.PENDING, Place.NEEDS_ACTION})


class Outbox:
    """Keeps alerts in the vault, and what was sent lately in the state folder.

    Args:
        agent: whose alerts these are; the notes of the other one are left to it.
        vault: holds the notes.
        memory: JSON file of the state folder: times of the last hour's messages, and when to try again.
        clock: for times.
    """

    def __init__(self, agent: Agent, vault: Vault, memory: Path, clock: Clock) -> None:
        self._agent = agent
        self._vault = vault
        self._memory = memory
        self._clock = clock

    def add(self, alert: Alert, text: str, values: Sequence[str], *, hand_over: bool) -> StoredFile | None:
        """Keep an alert, as it will be sent; returns None where it was told before, this month or the last.

        Args:
            alert: what is told.
            text: the whole message.
            values: of its template.
            hand_over: this machine has no way to the phone, so the owner's own one may deliver it.
        """
        item_id = alert_id(alert)
        now = self._clock()
        last_month = now.replace(day=1) - timedelta(days=1)
        told = (path for month in (now, last_month) for path in self._vault.paths(done_month(month)))
        if any(stem(path) == item_id for path in told):
            return None
        front: FrontMatter = {
            "id": item_id,
            "type": "notification",
            "status": "queued",
            "created_at": iso(now),
            "updated_at": iso(now),
            "agent": self._agent.value,
            "event": alert.event,
            "values": [*values],
            "about": alert.fields.get("draft_id") or alert.fields.get("finding_id"),
            "deliver_by": Agent.LOCAL.value if hand_over else self._agent.value,
        }
        try:
            return self._vault.create(f"{FOLDER}/{item_id}.md", Document(front, f"{text}\n"))
        except FileExistsError:
            return None

    def waiting(self) -> list[StoredFile]:
        """Return the alerts that wait, oldest first; files that no template fits are passed over."""
        files, _ = self._vault.scan(FOLDER)
        found = [file for file in files if _is_alert(file) and self._is_mine(file.doc)]
        return sorted(found, key=lambda file: (file.doc.text("created_at"), file.id))

    def is_any(self) -> bool:
        """Tell whether any note lies there, without reading one."""
        return bool(self._vault.paths(FOLDER))

    def status(self, alert: Alert) -> str:
        """Return how an alert fares: `sent` once it waits no more, else what its note says."""
        path = f"{FOLDER}/{alert_id(alert)}.md"
        return self._vault.read(path).doc.text("status") if self._vault.exists(path) else "sent"

    def is_decided(self, file: StoredFile) -> bool:
        """Tell whether the draft or finding that an alert is about waits no more."""
        about = file.doc.text("about")
        places = self._vault.find(about) if is_id(about) else []
        return bool(places) and not any(place_of(path) in OPEN for path in places)

    def _is_mine(self, doc: Document) -> bool:
        return self._agent in (doc.text("agent"), doc.text("deliver_by"))

    def close(self, file: StoredFile, status: str) -> None:
        """Move a delivered alert to Done/."""
        now = self._clock()
        doc = file.doc.with_front(status=status, sent_at=iso(now), updated_at=iso(now))
        self._vault.move(file.path, done_path(file.id, now), file.sha256, doc)

    def mark(self, file: StoredFile, status: str) -> None:
        """Note on an alert how it waits; only when that is new, as each change is a commit."""
        if file.doc.text("status") != status:
            doc = file.doc.with_front(status=status, updated_at=iso(self._clock()))
            self._vault.write(file.path, doc, file.sha256)

    def sent_lately(self) -> list[datetime]:
        """Return when the messages of the last hour went, oldest first."""
        remembered = self._remembered("sent")
        times = [parse_iso(text) for text in remembered] if isinstance(remembered, list) else []
        now = self._clock()
        return sorted(moment for moment in times if moment and timedelta(0) <= now - moment <= HOUR)

    def failures(self) -> tuple[int, datetime | None]:
        """Return how many tries failed in a row, and before when no other is made."""
        count = self._remembered("failures")
        return count if isinstance(count, int) else 0, parse_iso(self._remembered("not_before"))

    def note_sent(self) -> None:
        """Remember that a message went."""
        times = [iso(moment) for moment in [*self.sent_lately(), self._clock()]]
        write_json(self._memory, {"sent": times, "failures": 0, "not_before": ""})

    def note_failure(self, count: int, not_before: datetime) -> None:
        """Remember that a try failed."""
        times = [iso(moment) for moment in self.sent_lately()]
        write_json(self._memory, {"sent": times, "failures": count, "not_before": iso(not_before)})

    def _remembered(self, key: str) -> Any:
        content = read_json(self._memory)
        return content.get(key) if isinstance(content, dict) else None


def alert_id(alert: Alert) -> str:
    """Return an id that is equal for the same event of the same item."""
    return f"NOTIFY_{alert.event}_{hashlib.sha256(alert.item_id.encode()).hexdigest()[:16]}"


def _is_alert(file: StoredFile) -> bool:
    doc = file.doc
    fits = doc.text("event") in TEMPLATES and len(doc.texts("values")) == TEMPLATES[doc.text("event")].slots
    return doc.text("type") == "notification" and fits
