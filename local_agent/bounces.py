"""A mail of ours that came back: its bounce is led to the draft that was sent, by the Message-ID that only we know."""

from __future__ import annotations

import logging

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import StoredFile
from agent_skills.domain.mail import MailKind
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.states import Place
from agent_skills.journal.journal import Execution, Journal

log = logging.getLogger(__name__)

PLACES = (Place.INBOX, Place.NEEDS_ACTION)
NOTE = "It came back: the recipient's server did not take it."
DELAYED = "Action: delayed"
FAILED = "Action: failed"


class Bounces:
    """Looks at bounces among the tasks; anybody can write one, but nobody else knows our Message-IDs.

    Args:
        vault: this machine's files.
        journal: knows what was sent, and under which Message-ID.
        findings: told once of each mail that came back.
        clock: for the times.
    """

    def __init__(self, vault: Vault, journal: Journal, findings: FindingSink, clock: Clock) -> None:
        self._vault = vault
        self._journal = journal
        self._findings = findings
        self._clock = clock

    def run(self) -> None:
        """Look at every bounce once."""
        for place in PLACES:
            files, _ = self._vault.scan(place)
            for file in files:
                if file.doc.text("kind") == MailKind.BOUNCE and file.doc.texts("returned_ids"):
                    self._look(file)

    def _look(self, bounce: StoredFile) -> None:
        if DELAYED in bounce.doc.body and FAILED not in bounce.doc.body:
            return  # the server still tries
        found = [self._journal.by_reference(known) for known in bounce.doc.texts("returned_ids")]
        for execution in found:
            if execution and self._journal.first_time(f"bounce--{bounce.id}--{execution.id}"):
                self._tell(bounce, execution)

    def _tell(self, bounce: StoredFile, execution: Execution) -> None:
        problem = f"The mail of {execution.id} came back undelivered; what its server says stands in {bounce.id}."
        remedy = f"Check the address in {execution.id} (in Done/) and write again, or reach them another way."
        self._findings.report(
            Finding("mail_bounced", execution.id, problem, remedy, Severity.WARNING, evidence=bounce.path)
        )
        now = iso(self._clock())
        for path in self._vault.find(execution.id):
            try:
                file = self._vault.read(path)
                doc = file.doc.with_front(bounced_at=now, bounce_id=bounce.id, note=NOTE, updated_at=now)
                self._vault.write(path, doc, file.sha256)
            except (OSError, EmployeeError) as error:
                log.info("%s is not marked as bounced: %s", execution.id, error)
