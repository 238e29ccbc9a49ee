"""Brings what the journal knows into the vault and the outbox, where the owner sees it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from agent_skills.domain.channels import category_of
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import FrontMatter, StoredFile
from agent_skills.domain.payload import payload_from_json
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.states import Place, Status, done_path, place_of
from agent_skills.journal.journal import Execution, ExecutionState
from agent_skills.runtime.health import read_json, write_json
from local_agent.action_log import ActionLog
from local_agent.reflections import Reflections

log = logging.getLogger(__name__)


class Projection:
    """Writes outcomes into drafts, logs and `outbox.json`.

    Args:
        vault: this machine's files.
        actions: the owner's log.
        findings: told of what failed.
        clock: for the times.
        outbox: path of `outbox.json`.
        confirm: tells the owner's phone what was done; None where no phone is set up.
    """

    def __init__(
        self,
        vault: Vault,
        actions: ActionLog,
        findings: FindingSink,
        clock: Clock,
        outbox: Path,
        confirm: Callable[[Execution], None] | None = None,
    ) -> None:
        self._vault = vault
        self._actions = actions
        self._findings = findings
        self._clock = clock
        self._outbox = outbox
        self._confirm = confirm
        self._reflections = Reflections(vault, clock)

    def project(self, execution: Execution) -> None:
        """Bring a finished execution into the vault; doing it twice changes nothing more."""
        file = self._draft(execution)
        if execution.state is ExecutionState.SENT:
            self._sent(execution, file)
            if self._confirm:
                self._confirm(execution)
        else:
            self._failed(execution, file)
        self._reflections.write(execution)
        action = payload_from_json(execution.payload).action
        self._actions.action(execution.id, action, execution.state.value, execution.sha256)

    def give_back(self, path: str, sha256: str, note: str) -> None:
        """Return a draft to Pending_Approval/ with a note; it has to be approved again."""
        file = self._vault.read(path)
        front: FrontMatter = {
            "status": Status.PENDING_APPROVAL.value,
            "note": note,
            "updated_at": iso(self._clock()),
        }
        target = path.replace(Place.APPROVED, Place.PENDING, 1)
        self._vault.move(path, target, sha256, file.doc.with_front(**front))

    def write_outbox(self, executions: Sequence[Execution]) -> None:
        """Replace `outbox.json`, if anything in it changed."""
        items = [_item(execution) for execution in executions]
        before = read_json(self._outbox)
        if not isinstance(before, dict) or before.get("items") != items:
            write_json(self._outbox, {"at": iso(self._clock()), "items": items})

    def _draft(self, execution: Execution) -> StoredFile | None:
        for path in self._places(execution):
            try:
                if self._vault.exists(path):
                    return self._vault.read(path)
            except EmployeeError:
                continue
        return None

    def _places(self, execution: Execution) -> Iterator[str]:
        """Yield where the draft may be: looking through the whole vault comes last."""
        yield execution.path
        yield from self._vault.find(execution.id)

    def _sent(self, execution: Execution, file: StoredFile | None) -> None:
        now = self._clock()
        if file is None:
            problem = f"{execution.id} was sent, but its file is gone from the vault."
            self._findings.report(Finding("sent_draft_missing", execution.id, problem, "Restore it from the history."))
            return
        front: FrontMatter = {
            "status": Status.SENT.value,
            "sent_at": execution.sent_at,
            "message_id": execution.client_ref,
            "receipt": execution.receipt,
            "processed_by": "local",
            "completed_at": execution.sent_at,
            "updated_at": iso(now),
            "note": None,
        }
        doc = file.doc.with_front(**front)
        if place_of(file.path) is Place.DONE:
            self._vault.write(file.path, doc, file.sha256)
        else:
            self._vault.move(file.path, done_path(execution.id, now), file.sha256, doc)
        self._findings.clear(retry_code(execution), execution.id)
        self._findings.clear("not_approved", execution.id)

    def _failed(self, execution: Execution, file: StoredFile | None) -> None:
        reason = execution.error or "The attempt failed."
        remedy = execution.remedy or "Edit the draft and approve it again, or refuse it."
        problem = f"{execution.id} was not sent. {reason}"
        self._findings.report(Finding(retry_code(execution), execution.id, problem, remedy))
        if file and place_of(file.path) is Place.APPROVED:
            self.give_back(file.path, file.sha256, f"Not sent: {reason} {remedy}")


def retry_code(execution: Execution) -> str:
    """Return the code of the note about a failure, which tells the channel (FR-G008, FR-G030, G-US8.6)."""
    return "retry_send" if execution.channel == "Email" else f"retry_{execution.channel.lower()}"


def _item(execution: Execution) -> dict[str, Any]:
    payload = payload_from_json(execution.payload)
    finished = execution.state is ExecutionState.PROJECTED
    return {
        "id": execution.id,
        "category": category_of(execution.channel),
        "to": payload.recipients(),
        "subject": payload.headline(),
        "state": execution.outcome if finished and execution.outcome else execution.state.value,
        "approved_at": execution.approved_at,
        "claimed_at": execution.claimed_at,
        "sent_at": execution.sent_at,
        "message_id": execution.client_ref if execution.sent_at else None,
        "error": execution.error,
        "remedy": execution.remedy,
        "next_try": iso(execution.next_try) if execution.next_try else None,
    }
