"""Drafts that nobody decided for a week leave the queue; nothing is deleted (P-EC9)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import StoredFile
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.states import Place, Status

log = logging.getLogger(__name__)

UNDECIDED = timedelta(days=7)
FOLDER = f"{Place.ARCHIVE}/old_drafts"
NOTE = "Nobody decided within 7 days."


def forgotten(drafts: Sequence[StoredFile], now: datetime) -> list[StoredFile]:
    """Return the drafts that were made, changed or put off more than a week ago.

    Args:
        drafts: what lies in Pending_Approval/.
        now: the time.
    """
    return [draft for draft in drafts if (touched := _touched(draft)) and now - touched > UNDECIDED]


def _touched(draft: StoredFile) -> datetime | None:
    """Return the last time that somebody did something with it; without any time it is left alone."""
    fields = ("created_at", "updated_at", "snoozed_until")
    times = [moment for field in fields if (moment := parse_iso(draft.doc.front.get(field)))]
    return max(times, default=None)


class Archiver:
    """Moves forgotten drafts to Archive/old_drafts/.

    Args:
        vault: this machine's files.
        findings: told how many and where they are.
        clock: for their age.
    """

    def __init__(self, vault: Vault, findings: FindingSink, clock: Clock) -> None:
        self._vault = vault
        self._findings = findings
        self._clock = clock

    def run(self) -> list[str]:
        """Archive what is due; returns the ids."""
        now = self._clock()
        drafts, _ = self._vault.scan(Place.PENDING)
        moved = [draft.id for draft in forgotten(drafts, now) if self._move(draft, now)]
        if moved:
            problem = f"{len(moved)} drafts waited for more than 7 days and were archived: {', '.join(moved[:10])}."
            remedy = f"They lie in {FOLDER}/. To use one, move it back to Pending_Approval/."
            self._findings.report(Finding("drafts_archived", f"{now:%Y-%m-%d}", problem, remedy, Severity.INFO))
        return moved

    def _move(self, draft: StoredFile, now: datetime) -> bool:
        doc = draft.doc.with_front(status=Status.DISCARDED.value, note=NOTE, updated_at=iso(now))
        try:
            self._vault.move(draft.path, f"{FOLDER}/{draft.id}.md", draft.sha256, doc)
        except (OSError, EmployeeError) as error:
            log.info("not archived: %s", error)
            return False
        return True
