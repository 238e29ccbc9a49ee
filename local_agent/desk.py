"""The owner's desk at the terminal: list, approve and refuse drafts through the same ledger as the dashboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent_skills.domain.channels import refusal, risks_of
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import StoredFile
from agent_skills.domain.payload import read_payload
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place, Status, channel_of
from local_agent.ledger import Ledger, approval, rejection

MAX_REASON = 200


class DecisionError(EmployeeError):
    """A decision that cannot be taken; the message says why and what to do."""


class Desk:
    """Decides drafts.

    Args:
        vault: this machine's files.
        ledger: decisions on record.
        clock: for times.
        undo: length of the undo window.
    """

    def __init__(self, vault: Vault, ledger: Ledger, clock: Clock, undo: timedelta) -> None:
        self._vault = vault
        self._ledger = ledger
        self._clock = clock
        self._undo = undo

    def waiting(self) -> list[dict[str, Any]]:
        """Return the waiting drafts (architecture §4: the shape of `approvals --json`)."""
        files, _ = self._vault.scan(Place.PENDING)
        return [_card(file) for file in sorted(files, key=lambda file: file.doc.text("created_at"))]

    def approve(self, item_id: str, sha256: str | None) -> str:
        """Approve a draft, if it still has the bytes that were shown.

        Raises:
            DecisionError: there is no such draft, it changed, or it cannot be sent.
        """
        file = self._find(item_id)
        if sha256 and sha256 != file.sha256:
            raise DecisionError(f"{file.id} changed since you looked. Look again with `local-agent approvals`.")
        payload = read_payload(file.doc)
        problem = refusal(channel_of(file.path), payload)
        if problem or payload is None:
            raise DecisionError(f"{file.id} cannot be approved. {problem}")
        self._ledger.write(approval(file.id, file.path, file.sha256, payload, "cli", self._clock(), self._undo))
        self._vault.move(file.path, file.path.replace(Place.PENDING, Place.APPROVED, 1), file.sha256)
        whom = ", ".join(payload.recipients())
        return f"Approved {file.id}: {payload.action} for {whom} in {self._undo.total_seconds():g} s."

    def reject(self, item_id: str, reason: str) -> str:
        """Refuse a draft with a reason of at most 200 characters.

        Raises:
            DecisionError: there is no such draft, or the reason is too long.
        """
        if len(reason) > MAX_REASON:
            raise DecisionError(f"The reason may have at most {MAX_REASON} characters.")
        file, now = self._find(item_id), self._clock()
        self._ledger.write(rejection(file.id, file.path, file.sha256, "cli", now, reason))
        doc = file.doc.with_front(
            status=Status.REJECTED.value, reject_reason=reason, decided_at=iso(now), updated_at=iso(now)
        )
        self._vault.move(file.path, f"{Place.REJECTED}/{file.id}.md", file.sha256, doc)
        return f"Refused {file.id}; nothing is sent."

    def _find(self, item_id: str) -> StoredFile:
        paths = [path for path in self._vault.find(item_id) if path.startswith(f"{Place.PENDING}/")]
        if len(paths) != 1:
            raise DecisionError(f"No draft {item_id!r} waits for you. See `local-agent approvals`.")
        return self._vault.read(paths[0])


def _card(file: StoredFile) -> dict[str, Any]:
    doc = file.doc
    payload = read_payload(doc)
    headline = payload.headline() if payload else doc.text("subject")
    return {
        "id": file.id,
        "category": channel_of(file.path),
        "action": doc.text("action"),
        "title": headline[:60],
        "to": payload.recipients() if payload else doc.texts("to"),
        "subject": headline,
        "sha256": file.sha256,
        "path": file.path,
        "risk": risks_of(doc.texts("risk"), payload),
        "created_at": doc.text("created_at"),
    }
