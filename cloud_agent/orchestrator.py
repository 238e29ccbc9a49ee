"""The Cloud agent's round: look, plan, act. It drafts and alerts; it has no way to send."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent_skills.ai.templates import signed
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError, StaleWriteError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, StoredFile, is_id, stem
from agent_skills.domain.payload import CREATE_POST
from agent_skills.domain.ports import Alert, AlertOutlet, Analyzer, FindingSink, Reply, Sync, Vault
from agent_skills.domain.states import Agent, Lane, Place, Status, done_path
from agent_skills.runtime.health import HealthState, Heartbeat
from agent_skills.vault.dashboard_updater import DashboardUpdater
from agent_skills.vault.handbook import read_handbook
from cloud_agent.briefs import Briefs, Placed, drafts_of, missing_pictures, unclear
from cloud_agent.generators.campaign import BriefError
from cloud_agent.generators.redraft import Sources, find_sources, redraft_impossible
from cloud_agent.planning import (
    Action,
    ClaimTasks,
    CloseTask,
    DraftBrief,
    DraftReply,
    Redraft,
    Snapshot,
    TriageTask,
    has_waiting,
    plan,
)

log = logging.getLogger(__name__)

DraftBuilder = Callable[[Document, Reply], Document]
"""Makes the draft file from a task and a reply (cloud_agent.generators.email_draft)."""

ROUND_SECONDS = 60.0
"""The floor: a round at least this often, should an event be lost."""

LANE_PLACE: dict[str, Place] = {Lane.REPLY: Place.NEEDS_ACTION, Lane.OWNER: Place.NEEDS_ACTION}
"""Where triage puts a mail; everything else is filed in Done/."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the orchestrator works with; compose.py brings them together."""

    vault: Vault
    sync: Sync
    analyzer: Analyzer
    build_draft: DraftBuilder
    briefs: Briefs
    alerts: AlertOutlet
    findings: FindingSink
    dashboard: DashboardUpdater
    heartbeat: Heartbeat
    clock: Clock
    agent_id: str = Agent.CLOUD.value


class CloudOrchestrator:
    """Triages, claims, drafts, closes.

    Args:
        parts: see `Parts`.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known_problems: set[str] = set()
        self._failed: list[Action] = []

    def tick(self) -> float:
        """Do rounds until nothing is left to do; returns the seconds until the next one at the latest."""
        worked = False
        idle: list[Action] = []
        while actions := plan(self._look(), [*self._failed, *idle]):
            for action in actions:
                if self._act(action):
                    worked = True
                else:
                    idle.append(action)
                self._parts.heartbeat.beat(HealthState.OK)  # a long queue is no silence
            self._parts.alerts.flush()
        if worked:
            self._publish()
        self._parts.heartbeat.beat(HealthState.OK)
        due = self._parts.alerts.flush()
        return ROUND_SECONDS if due is None else min(due, ROUND_SECONDS)

    def _look(self) -> Snapshot:
        inbox = self._scan(Place.INBOX)
        needs_action = self._scan(Place.NEEDS_ACTION)
        in_progress = self._scan(f"{Place.IN_PROGRESS}/{self._parts.agent_id}")
        decided = self._decided() if has_waiting(in_progress) else {}
        return Snapshot(inbox, needs_action, in_progress, decided, self._parts.agent_id)

    def _scan(self, folder: str) -> Sequence[StoredFile]:
        files, problems = self._parts.vault.scan(folder)
        for problem in problems:
            self._parts.findings.report(problem)
        self._clear_mended(folder, {problem.subject for problem in problems})
        return files

    def _clear_mended(self, folder: str, broken: set[str]) -> None:
        before = {path for path in self._known_problems if path.startswith(f"{folder}/")}
        for path in before - broken:
            self._parts.findings.clear("malformed_file", path)
        self._known_problems = (self._known_problems - before) | broken

    def _decided(self) -> dict[str, str]:
        folders = (Place.REJECTED, Place.DONE, Place.ARCHIVE)
        return {stem(path).lower(): str(folder) for folder in folders for path in self._parts.vault.paths(folder)}

    def _act(self, action: Action) -> bool:
        """Do one action; returns whether it changed anything, so that a refused one is not tried in a circle."""
        try:
            match action:
                case TriageTask(task):
                    return self._triage(task)
                case ClaimTasks(paths):
                    return any(result.won for result in self._parts.sync.claim(paths))
                case CloseTask(task, status):
                    return self._close(task, status)
                case _:
                    return self._work_on(action)
        except (StaleWriteError, FileNotFoundError, FileExistsError) as error:
            log.info("left for the next round: %s", error)
        except (EmployeeError, ValueError) as error:
            self._give_up(action, error)
        return False

    def _work_on(self, action: DraftReply | Redraft | DraftBrief) -> bool:
        match action:
            case DraftReply(task):
                return self._draft(task)
            case Redraft(request):
                return self._redraft(request)
            case DraftBrief(task):
                return self._brief(task)

    def _give_up(self, action: Action, error: Exception) -> None:
        """Tell the owner of a task that cannot be worked on, and leave it as it is, so that it holds up no other."""
        subject = _subject(action)
        log.error("%s failed: %s", subject, type(error).__name__)
        self._failed.append(action)
        problem = f"{subject} could not be worked on ({type(error).__name__})."
        self._parts.findings.report(Finding("task_failed", subject, problem, "Answer this one yourself."))

    def _triage(self, task: StoredFile) -> bool:
        verdict = self._parts.analyzer.triage(task.doc)
        now = self._parts.clock()
        judged = task.doc.with_front(
            status=Status.TRIAGED.value,
            priority=verdict.priority,
            category=verdict.category,
            lane=verdict.lane,
            why=verdict.why,
            confidence=verdict.confidence,
            risk=[*verdict.risk],
            updated_at=iso(now),
        )
        place = LANE_PLACE.get(verdict.lane)
        if place is None:
            judged = judged.with_front(status=Status.FILED.value, processed_by="cloud", completed_at=iso(now))
        target = f"{place}/{task.id}.md" if place else done_path(task.id, now)
        self._parts.vault.move(task.path, target, task.sha256, judged)
        log.info("triaged %s: %s, %s", task.id, verdict.priority, verdict.lane)
        return True

    def _draft(self, task: StoredFile) -> bool:
        handbook = read_handbook(self._parts.vault, self._parts.findings)
        draft = self._parts.build_draft(task.doc, self._reply(task.doc, handbook))
        draft_id = draft.text("id")
        if not is_id(draft_id):
            raise ValueError(f"no id for a draft: {draft_id!r}")
        self._check_claim(task)
        waiting = task.doc.with_front(
            status=Status.AWAITING_APPROVAL.value, draft_id=draft_id, updated_at=iso(self._parts.clock())
        )
        if not self._parts.vault.find(draft_id):
            self._parts.vault.create(f"{Place.PENDING}/Email/{draft_id}.md", draft)
        self._parts.vault.write(task.path, waiting, task.sha256)
        self._parts.dashboard.add_update("cloud", f"drafted a reply, [[{draft_id}]] ({draft.text('priority')})")
        self._publish()
        self._alert(task, draft_id)
        log.info("drafted %s by %s", draft_id, draft.text("drafted_by"))
        return True

    def _reply(self, task: Document, handbook: Document | None) -> Reply:
        reply = self._parts.analyzer.draft_reply(task, handbook)
        return replace(reply, text=signed(reply.text, handbook))

    def _redraft(self, request: StoredFile) -> bool:
        """Draft the next version of a refused draft; the request is done then, or failed where the mail is gone."""
        sources = find_sources(self._parts.vault, request.doc)
        if sources is None:
            self._parts.findings.report(redraft_impossible(request))
            return self._close(request, Status.FAILED)
        placed = self._another_version(sources, request)
        draft = placed.doc
        self._check_claim(request)
        if not self._parts.vault.find(draft.text("id")):
            self._parts.vault.create(placed.path, draft)
        self._parts.dashboard.add_update("cloud", f"drafted another version, [[{draft.text('id')}]]")
        log.info("drafted %s by %s", draft.text("id"), draft.text("drafted_by"))
        return self._close(request, Status.DONE)

    def _another_version(self, sources: Sources, request: StoredFile) -> Placed:
        handbook = read_handbook(self._parts.vault, self._parts.findings)
        if sources.refused.text("action") == CREATE_POST:
            return self._parts.briefs.another(sources, request.doc.text("remark"), handbook)
        reply = self._reply(sources.remarked_task(request.doc), handbook)
        draft = sources.next_version(self._parts.build_draft(sources.task, reply))
        return Placed(f"{Place.PENDING}/Email/{draft.text('id')}.md", draft)

    def _brief(self, task: StoredFile) -> bool:
        """Draft what the owner ordered; an order that cannot be read goes back to them."""
        handbook = read_handbook(self._parts.vault, self._parts.findings)
        try:
            drafts = self._parts.briefs.drafts(task, handbook)
        except BriefError as error:
            return self._send_back(task, unclear(task, str(error)))
        self._check_claim(task)
        for draft in drafts:
            self._parts.vault.create(draft.path, draft.doc)
        for finding in missing_pictures(drafts):
            self._parts.findings.report(finding)
        self._parts.findings.clear("brief_unclear", task.id)
        self._await_decisions(task, drafts)
        return True

    def _await_decisions(self, task: StoredFile, drafts: Sequence[Placed]) -> None:
        ids = drafts_of(self._parts.vault, task.id) or [draft.doc.text("id") for draft in drafts]
        status, now = Status.AWAITING_APPROVAL.value, iso(self._parts.clock())
        waiting = task.doc.with_front(id=task.id, status=status, draft_ids=[*ids], updated_at=now)
        self._parts.vault.write(task.path, waiting, task.sha256)
        self._parts.dashboard.add_update("cloud", f"drafted {len(ids)} from [[{task.id}]]")
        self._publish()

    def _send_back(self, task: StoredFile, finding: Finding) -> bool:
        self._parts.findings.report(finding)
        front = {"status": Status.FAILED.value, "note": finding.problem, "claimed_by": None, "claim_token": None}
        doc = task.doc.with_front(**front, updated_at=iso(self._parts.clock()))
        self._parts.vault.move(task.path, f"{Place.NEEDS_ACTION}/{task.id}.md", task.sha256, doc)
        return True

    def _check_claim(self, task: StoredFile) -> None:
        """Refuse a result whose claim was lost meanwhile (fencing): the task's bytes hold our token."""
        if self._parts.vault.read(task.path).sha256 != task.sha256:
            raise StaleWriteError(task.path, task.sha256, None)

    def _alert(self, task: StoredFile, draft_id: str) -> None:
        if task.doc.text("priority") != "High":
            return
        fields = {"sender_name": task.doc.text("from_name"), "subject": task.doc.text("subject"), "draft_id": draft_id}
        self._parts.alerts.send(Alert("urgent_email", draft_id, fields))

    def _close(self, task: StoredFile, status: Status) -> bool:
        now = self._parts.clock()
        closed = task.doc.with_front(
            status=status.value, processed_by="cloud", completed_at=iso(now), updated_at=iso(now)
        )
        self._parts.vault.move(task.path, done_path(task.id, now), task.sha256, closed)
        return True

    def _publish(self) -> None:
        for finding in self._parts.sync.sync().findings:
            self._parts.findings.report(finding)


def _subject(action: Action) -> str:
    match action:
        case TriageTask(file) | DraftReply(file) | Redraft(file) | DraftBrief(file) | CloseTask(file, _):
            return file.id
        case ClaimTasks(paths):
            return ", ".join(paths)
