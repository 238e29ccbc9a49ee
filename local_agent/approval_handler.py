"""The gate's thin shell: looks at Approved/ and Rejected/, asks `gate.rule`, and acts on its answer."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import StoredFile, stem
from agent_skills.domain.payload import Payload
from agent_skills.domain.ports import Alert, AlertSink, FindingSink, SignedApproval, Sync, Vault
from agent_skills.domain.states import Place, Status, channel_of
from agent_skills.domain.zones import stays_local
from agent_skills.journal.journal import ExecutionState, Journal
from local_agent.action_log import ActionLog
from local_agent.gate import Evidence, Ruling, Verdict, rule
from local_agent.ledger import Entry, How, Ledger, approval, rejection

log = logging.getLogger(__name__)

REMEDY = "Read the draft on the dashboard and approve it there, or refuse it."


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that may be executed now."""

    file: StoredFile
    entry: Entry
    payload: Payload


class ApprovalHandler:
    """Turns what lies in Approved/ and Rejected/ into approvals, waits, returns and records.

    Args:
        vault: this machine's files.
        sync: tells an owner's move on this machine from a file that came through git.
        ledger: decisions on record.
        journal: what was executed.
        actions: the owner's log.
        findings: told of everything that is refused.
        alerts: told of what nobody approved here.
        clock: for times and expiry.
        undo: length of the undo window.
        single_machine: there is no remote (ENABLE_CLOUD_AGENT=false), so every move is made here.
    """

    def __init__(
        self,
        vault: Vault,
        sync: Sync,
        ledger: Ledger,
        journal: Journal,
        actions: ActionLog,
        findings: FindingSink,
        alerts: AlertSink | None,
        clock: Clock,
        undo: timedelta,
        *,
        single_machine: bool,
    ) -> None:
        self._vault = vault
        self._sync = sync
        self._ledger = ledger
        self._journal = journal
        self._actions = actions
        self._findings = findings
        self._alerts = alerts
        self._clock = clock
        self._undo = undo
        self._single_machine = single_machine
        self._places: dict[str, list[str]] = {}
        self._told: set[str] = set()

    def review(self) -> tuple[list[Approved], datetime | None]:
        """Look at every file in Approved/.

        Returns:
            what may be executed now, and when the next undo window ends.
        """
        files, problems = self._vault.scan(Place.APPROVED)
        for problem in problems:
            self._findings.report(problem)
        self._places = self._look_around() if files else {}
        ready: list[Approved] = []
        waits: list[datetime] = []
        for file in files:
            entry = self._ledger.find(file.id, file.sha256)
            ruling = self._rule(file, entry)
            if ruling.verdict is Verdict.RECORD and ruling.payload:
                entry = self._record(file, ruling.payload, ruling.signed)
                ruling = self._rule(file, entry)
            if ruling.verdict is Verdict.EXECUTE and entry and ruling.payload:
                ready.append(Approved(file, entry, ruling.payload))
            elif ruling.verdict is Verdict.WAIT and entry:
                waits.append(entry.not_before)
            elif ruling.verdict is Verdict.RETURN:
                self._return(file, ruling)
        return ready, min(waits, default=None)

    def close_rejections(self) -> None:
        """Record drafts that were moved to Rejected/ in Obsidian (FR-G005, FR-P022)."""
        files, problems = self._vault.scan(Place.REJECTED)
        for problem in problems:
            self._findings.report(problem)
        for file in files:
            if file.doc.text("status") != Status.REJECTED:
                self._close_rejection(file)

    def audit(self) -> None:
        """Write every decision on record into the owner's log, each exactly once."""
        entries, problems = self._ledger.entries(besides=self._told)
        for problem in problems:
            self._findings.report(problem)
        for entry in sorted(entries, key=lambda known: known.when):
            if self._journal.first_time(entry.name):
                self._actions.decision(entry)
            self._told.add(entry.name)

    def may_commit(self, path: str, data: bytes) -> bool:
        """Tell git sync whether a file in Approved/ is on record with these bytes."""
        return may_commit(self._ledger, path, data)

    def _rule(self, file: StoredFile, entry: Entry | None) -> Ruling:
        running = self._journal.get(file.id, file.sha256)
        if running and running.state is not ExecutionState.PROJECTED:
            return Ruling(Verdict.WAIT) if entry is None else Ruling(Verdict.EXECUTE)
        used = running is not None or self._journal.sent(file.id)
        twins = tuple(path for path in self._places.get(file.id.lower(), ()) if path != file.path)
        evidence = Evidence(
            file,
            entry,
            used,
            self._moved_here(file),
            twins,
            other_bytes=bool(self._unused(file)),
            decided=self._ledger.decided(file.id, file.sha256),
        )
        if entry is None and not evidence.moved_here:
            elsewhere = tuple(path for path in self._vault.find(file.id) if path != file.path)
            evidence = replace(evidence, signed=self._signed(file), elsewhere=elsewhere)
        return rule(evidence, self._clock())

    def _signed(self, file: StoredFile) -> SignedApproval:
        """Ask git whether the owner signed the commit that put exactly these bytes there."""
        try:
            data = self._vault.read_bytes(file.path)
        except OSError:
            return SignedApproval(None)
        same = hashlib.sha256(data).hexdigest() == file.sha256
        return self._sync.signed_approval(file.path, data) if same else SignedApproval(None)

    def _look_around(self) -> dict[str, list[str]]:
        """Return where each id lies in Pending_Approval/ and Approved/: one look for all files of a round."""
        places: dict[str, list[str]] = {}
        for place in (Place.PENDING, Place.APPROVED):
            for path in self._vault.paths(place):
                places.setdefault(stem(path).lower(), []).append(path)
        return places

    def _unused(self, file: StoredFile) -> list[Entry]:
        """Return approvals of this id for other bytes that nothing was executed for."""
        return [
            entry
            for entry in self._ledger.approvals(file.id)
            if entry.sha256 != file.sha256 and self._journal.get(entry.id, entry.sha256) is None
        ]

    def _moved_here(self, file: StoredFile) -> bool:
        """Tell whether a person made this move on this machine: git brought neither it nor its removal."""
        pending = file.path.replace(Place.APPROVED, Place.PENDING, 1)
        if self._sync.came_from_git(file.path) or self._vault.exists(pending):
            return False
        if self._single_machine or stays_local(file.path):
            return True
        return self._sync.head_bytes(pending) is not None

    def _record(self, file: StoredFile, payload: Payload, signed: SignedApproval | None) -> Entry | None:
        how: How = "signed commit" if signed else "obsidian"
        entry = approval(file.id, file.path, file.sha256, payload, how, self._clock(), self._undo, signed)
        self._ledger.write(entry)
        log.info("approved by %s: %s", "a signed commit" if signed else "a move on this machine", file.id)
        return self._ledger.find(file.id, file.sha256)

    def _return(self, file: StoredFile, ruling: Ruling) -> None:
        for entry in self._unused(file):  # what was approved is gone: the next approval has to be a new one
            self._ledger.undo(entry.id, entry.sha256, self._clock())
        severity = Severity.SECURITY if ruling.foreign else Severity.WARNING
        problem = f"{file.id} lay in Approved/ and was not sent: {ruling.reason}"
        self._findings.report(Finding("not_approved", file.id, problem, REMEDY, severity, file.path))
        status = Status.PENDING_APPROVAL.value
        doc = file.doc.with_front(status=status, note=ruling.reason, updated_at=iso(self._clock()))
        target = self._way_back(file)
        try:
            self._vault.move(file.path, target, file.sha256, doc)
        except (OSError, EmployeeError) as error:
            log.warning("could not take %s back: %s", file.id, error)
        if ruling.foreign and self._alerts:
            fields = {
                "error_type": "Unapproved draft stopped",
                "brief_description": "A draft lay in Approved/ that nobody approved here.",
                "recommended_action": "Look at the dashboard.",
            }
            self._alerts.send(Alert("critical_error", f"not_approved_{file.id}", fields))

    def _way_back(self, file: StoredFile) -> str:
        """Return where a refused file goes: to its pending folder, or aside where that place or id is taken."""
        pending = file.path.replace(Place.APPROVED, Place.PENDING, 1)
        known = channel_of(file.path) is not None
        free = len(self._vault.find(file.id)) == 1
        if known and free and not self._journal.sent(file.id):
            return pending
        return f"{Place.ARCHIVE}/old_drafts/{file.id[:100]}_{file.sha256[:8]}.md"

    def _close_rejection(self, file: StoredFile) -> None:
        now = self._clock()
        reason = file.doc.text("reject_reason") or None
        self._ledger.write(rejection(file.id, file.path, file.sha256, "obsidian", now, reason))
        doc = file.doc.with_front(status=Status.REJECTED.value, decided_at=iso(now), updated_at=iso(now))
        try:
            self._vault.write(file.path, doc, file.sha256)
        except (OSError, EmployeeError) as error:
            log.info("left for the next round: %s", error)


def may_commit(ledger: Ledger, path: str, data: bytes) -> bool:
    """Tell whether the ledger has a live approval for a file's exact bytes.

    Args:
        ledger: decisions on record.
        path: vault path in Approved/.
        data: its bytes.
    """
    name = path.rsplit("/", 1)[-1].removesuffix(".md")
    return ledger.find(name, hashlib.sha256(data).hexdigest()) is not None
