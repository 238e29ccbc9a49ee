"""Findings as notes in `Needs_Action/`: the owner sees each trouble once, in Obsidian and on the page."""

from __future__ import annotations

import logging
import threading

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place, Status, done_path

log = logging.getLogger(__name__)


class VaultFindings:
    """Writes each finding as one file; implements the `FindingSink` port.

    Args:
        vault: where the notes go.
        clock: for the times in them.
        agent: who found it, `cloud` or `local`.
    """

    def __init__(self, vault: Vault, clock: Clock, agent: str) -> None:
        self._vault = vault
        self._clock = clock
        self._agent = agent
        self._lock = threading.Lock()

    def report(self, finding: Finding) -> bool:
        """Tell the owner once; a finding that is still open is not told again."""
        with self._lock:
            return self._report(finding)

    def clear(self, code: str, subject: str) -> None:
        """Move the note to Done/, once its cause is gone."""
        now = self._clock()
        item = Finding(code, subject, "", "").id
        path = f"{Place.NEEDS_ACTION}/{item}.md"
        with self._lock:
            if not self._vault.exists(path):
                return
            try:
                note = self._vault.read(path)
                closed = note.doc.with_front(status=Status.DONE, updated_at=iso(now), completed_at=iso(now))
                self._vault.move(path, self._free(done_path(item, now)), note.sha256, closed)
            except (OSError, EmployeeError):
                log.exception("could not close the finding %s", item)

    def _report(self, finding: Finding) -> bool:
        path = f"{Place.NEEDS_ACTION}/{finding.id}.md"
        log.warning("finding %s (%s): %s", finding.code, finding.severity, finding.problem)
        try:
            self._vault.create(path, self._note(finding))
        except FileExistsError:
            return False
        except OSError:
            log.exception("could not write the finding %s", finding.id)
        return True

    def _note(self, finding: Finding) -> Document:
        now = iso(self._clock())
        front = {
            "id": finding.id,
            "type": "finding",
            "status": Status.PENDING.value,
            "created_at": now,
            "updated_at": now,
            "code": finding.code,
            "severity": finding.severity.value,
            "subject": finding.subject,
            "evidence": finding.evidence or None,
            "reported_by": self._agent,
        }
        parts = ["# Something needs you", "## What happened", finding.problem, "## What to do", finding.remedy]
        return Document({**front}, "\n\n".join(parts) + "\n")

    def _free(self, path: str) -> str:
        """Return the path, or one with a number where the same trouble was closed before this month."""
        number = 1
        free = path
        while self._vault.exists(free):
            number += 1
            free = f"{path.removesuffix('.md')}_{number}.md"
        return free
