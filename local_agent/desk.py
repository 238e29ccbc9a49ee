"""The owner's desk beside the dashboard: list, approve, refuse and put off drafts through the same ledger."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from agent_skills.domain.channels import refusal, risks_of
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import StoredFile
from agent_skills.domain.payload import read_payload
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place, Status, channel_of
from local_agent.ledger import How, Ledger, approval, rejection
from local_agent.redraft_request import may_redraft, redraft_request

MAX_REASON = 200
LONGEST_SNOOZE = timedelta(days=366)


class DecisionError(EmployeeError):
    """A decision that cannot be taken; the message says why and what to do."""


class Desk:
    """Decides drafts.

    Args:
        vault: this machine's files.
        ledger: decisions on record.
        clock: for times.
        undo: length of the undo window.
        how: by which way the owner decides here.
    """

    def __init__(self, vault: Vault, ledger: Ledger, clock: Clock, undo: timedelta, how: How = "cli") -> None:
        self._vault = vault
        self._ledger = ledger
        self._clock = clock
        self._undo = undo
        self._how = how

    def waiting(self) -> list[dict[str, Any]]:
        """Return the waiting drafts (architecture §4: the shape of `approvals --json`)."""
        files, _ = self._vault.scan(Place.PENDING)
        return [_card(file) for file in sorted(files, key=lambda file: file.doc.text("created_at"))]

    def approve(self, item_id: str, sha256: str | None) -> str:
        """Approve a draft, if it still has the bytes that were shown.

        Raises:
            DecisionError: there is no such draft, it changed, or it cannot be sent.
        """
        file = self.find(item_id, sha256)
        payload = read_payload(file.doc)
        problem = refusal(channel_of(file.path), payload)
        if problem or payload is None:
            raise DecisionError(f"{file.id} cannot be approved. {problem}")
        self._ledger.write(approval(file.id, file.path, file.sha256, payload, self._how, self._clock(), self._undo))
        self._vault.move(file.path, file.path.replace(Place.PENDING, Place.APPROVED, 1), file.sha256)
        whom = ", ".join(payload.recipients())
        return f"Approved {file.id}: {payload.action} for {whom} in {self._undo.total_seconds():g} s."

    def reject(self, item_id: str, reason: str | None, sha256: str | None = None) -> str:
        """Refuse a draft with a reason of at most 200 characters.

        Raises:
            DecisionError: there is no such draft, it changed, or the reason is too long.
        """
        if len(reason or "") > MAX_REASON:
            raise DecisionError(f"The reason may have at most {MAX_REASON} characters.")
        file, now = self.find(item_id, sha256), self._clock()
        self._ledger.write(rejection(file.id, file.path, file.sha256, self._how, now, reason))
        doc = file.doc.with_front(
            status=Status.REJECTED.value, reject_reason=reason, decided_at=iso(now), updated_at=iso(now)
        )
        self._vault.move(file.path, f"{Place.REJECTED}/{file.id}.md", file.sha256, doc)
        return f"Refused {file.id}; nothing is sent."

    def redraft(self, item_id: str, remark: str, sha256: str | None = None) -> bool:
        """Refuse a draft and ask for another version, where one can be made; returns whether it was asked for.

        The request is written first: a crash in between leaves one draft too many, never a wish unheard.

        Raises:
            DecisionError: as for `reject`.
        """
        file = self.find(item_id, sha256)
        asked = may_redraft(file.doc)
        if asked:
            request = redraft_request(file, remark, self._clock())
            with suppress(FileExistsError):
                self._vault.create(f"{Place.NEEDS_ACTION}/{request.text('id')}.md", request)
        self.reject(item_id, remark, file.sha256)
        return asked

    def snooze(self, item_id: str, until: datetime, sha256: str | None = None) -> None:
        """Put a draft out of sight until a time.

        Raises:
            DecisionError: there is no such draft, it changed, or the time does not lie ahead within a year.
        """
        file, now = self.find(item_id, sha256), self._clock()
        if not timedelta(0) < until - now <= LONGEST_SNOOZE:
            raise DecisionError("Choose a time that lies ahead, within a year.")
        doc = file.doc.with_front(snoozed_until=iso(until), updated_at=iso(now))
        self._vault.write(file.path, doc, file.sha256)

    def find(self, item_id: str, sha256: str | None = None) -> StoredFile:
        """Return a waiting draft, with these bytes where a hash is given.

        Raises:
            DecisionError: there is none, or it changed.
        """
        paths = [path for path in self._vault.find(item_id) if path.startswith(f"{Place.PENDING}/")]
        if len(paths) != 1:
            raise DecisionError(f"No draft {item_id!r} waits for you. See `local-agent approvals`.")
        file = self._vault.read(paths[0])
        if sha256 and sha256 != file.sha256:
            raise DecisionError(f"{file.id} changed since you looked. Look again with `local-agent approvals`.")
        return file


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
