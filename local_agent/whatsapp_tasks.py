"""What becomes of WhatsApp tasks on the owner's machine: a draft, a place for the owner, or just a record."""

from __future__ import annotations

import logging
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from agent_skills.ai.rules import risk_of, triage_by_rules
from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import Document, StoredFile, Value, stem
from agent_skills.domain.ports import FindingSink, Reply, Vault
from agent_skills.domain.states import Agent, Lane, Place, Status, done_path, in_progress
from agent_skills.vault.handbook import read_handbook
from local_agent.generators.whatsapp_draft import WhatsAppDraftGenerator, draft_id

log = logging.getLogger(__name__)

WHATSAPP = "whatsapp"
QUIET = timedelta(seconds=5)
"""A chat gets one draft for all that was written with shorter pauses."""

FOLDER = f"{Place.PENDING}/WhatsApp"
SUSPICIOUS = "Looks suspicious, so nothing was drafted."

ReplyMaker = Callable[[Sequence[Document], Document | None], Reply | None]
"""Makes a reply from the new messages of a chat and the handbook; None where they look suspicious after all."""

CLOSING: dict[str, Status] = {"Rejected": Status.REJECTED, "Done": Status.DONE, "Archive": Status.DONE}
"""Where a draft lies once decided → status of its tasks (FR-G005: the draft stays in Rejected/, the task goes)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What triage says of a message: lane and the sentence for the card."""

    lane: Lane
    why: str


def triage(task: Document) -> Verdict:
    """Judge one message by rules.

    Returns:
        REPLY for what holds a keyword or asks for something, OWNER for what a person has to look at, FYI for the talk
        of groups.
    """
    if "suspicious" in risk_of(task):
        return Verdict(Lane.OWNER, SUSPICIOUS)
    keywords = task.texts("keywords_matched")
    told = triage_by_rules(task).why
    if keywords:
        return Verdict(Lane.REPLY, f"Mentions {', '.join(keywords)}. {told}".replace("mail", "message"))
    if task.front.get("group"):
        return Verdict(Lane.FYI, "Talk in a group, without any of your keywords.")
    if task.text("media"):
        return Verdict(Lane.OWNER, f"A message with {task.text('media')}; look at it on your phone.")
    if told.startswith("Asks"):
        return Verdict(Lane.REPLY, told)
    return Verdict(Lane.OWNER, "A personal message that asks for nothing.")


class WhatsAppTasks:
    """Works off WhatsApp tasks; the Cloud never sees them (agent_skills.domain.zones.stays_local).

    Args:
        vault: this machine's files.
        findings: told of a broken handbook.
        generator: makes the draft file.
        reply: makes its text.
        clock: for the times.
        run: runs the drafting, which may wait for a model; what was approved must not wait for it.
    """

    def __init__(
        self,
        vault: Vault,
        findings: FindingSink,
        generator: WhatsAppDraftGenerator,
        reply: ReplyMaker,
        clock: Clock,
        run: Callable[[Callable[[], object]], object] = operator.call,
    ) -> None:
        self._vault = vault
        self._findings = findings
        self._generator = generator
        self._reply = reply
        self._clock = clock
        self._run = run

    def tick(self) -> datetime | None:
        """Triage what is new, draft, and close tasks whose draft was decided.

        Returns:
            when a chat that is still being written in wants to be looked at again.
        """
        wanted: dict[str, list[StoredFile]] = {}
        for task in self._tasks(Place.INBOX, Status.PENDING):
            judged = self._judge(task)
            if judged:
                wanted.setdefault(judged.doc.text("chat_id"), []).append(judged)
        now = self._clock()
        quiet = {chat: _quiet_at(tasks) for chat, tasks in wanted.items()}
        ready = [tasks for chat, tasks in wanted.items() if quiet[chat] <= now]
        if ready:
            self._run(partial(self._draft_all, ready))
        self._close_decided()
        return min((moment for moment in quiet.values() if moment > now), default=None)

    def _tasks(self, folder: str, status: Status) -> list[StoredFile]:
        files, problems = self._vault.scan(folder)
        for problem in problems:
            if stem(problem.subject).startswith("WHATSAPP_"):
                self._findings.report(problem)
        mine = [file for file in files if file.doc.text("type") == WHATSAPP and file.doc.text("status") == status]
        return sorted(mine, key=lambda file: (file.doc.text("received"), file.doc.text("created_at")))

    def _judge(self, task: StoredFile) -> StoredFile | None:
        """Return a task that wants a reply, with what triage says; the others are moved to their place."""
        verdict = triage(task.doc)
        front: dict[str, Value] = {"lane": verdict.lane.value, "why": verdict.why, "risk": [*risk_of(task.doc)]}
        judged = task.doc.with_front(**front, category=triage_by_rules(task.doc).category)
        if verdict.lane is Lane.REPLY:
            return StoredFile(task.path, judged, task.sha256)
        if verdict.lane is Lane.OWNER:
            target, status = f"{Place.NEEDS_ACTION}/{task.id}.md", Status.TRIAGED
        else:
            target, status = done_path(task.id, self._clock()), Status.FILED
        self._guarded(partial(self._move, task, judged, target, status))
        return None

    def _draft_all(self, chats: list[list[StoredFile]]) -> None:
        for tasks in chats:
            self._guarded(partial(self._draft, tasks))

    def _draft(self, tasks: list[StoredFile]) -> None:
        """Draft one reply to all new messages of a chat."""
        newest = tasks[-1].doc
        item = draft_id(newest.text("id"))
        if not self._vault.find(item):
            reply = self._reply([task.doc for task in tasks], read_handbook(self._vault, self._findings))
            if reply is None:
                self._leave_to_owner(tasks)
                return
            self._vault.create(f"{FOLDER}/{item}.md", self._generator.build([task.doc for task in tasks], reply))
            log.info("drafted %s by %s", item, reply.drafted_by)
        for task in tasks:
            waiting = task.doc.with_front(draft_id=item, claimed_by=Agent.LOCAL.value)
            self._move(task, waiting, in_progress(Agent.LOCAL, task.id), Status.AWAITING_APPROVAL)

    def _leave_to_owner(self, tasks: list[StoredFile]) -> None:
        for task in tasks:
            risk = list(dict.fromkeys([*task.doc.texts("risk"), "suspicious"]))
            doc = task.doc.with_front(lane=Lane.OWNER.value, why=SUSPICIOUS, risk=[*risk])
            self._move(task, doc, f"{Place.NEEDS_ACTION}/{task.id}.md", Status.TRIAGED)

    def _close_decided(self) -> None:
        waiting = self._tasks(f"{Place.IN_PROGRESS}/{Agent.LOCAL}", Status.AWAITING_APPROVAL)
        decided = self._decided() if waiting else {}
        for task in waiting:
            folder = decided.get(task.doc.text("draft_id").lower())
            if folder:
                done = done_path(task.id, self._clock())
                self._guarded(partial(self._move, task, task.doc, done, CLOSING[folder]))

    def _decided(self) -> dict[str, str]:
        paths: Iterable[str] = (path for folder in CLOSING for path in self._vault.paths(folder))
        return {stem(path).lower(): path.split("/", 1)[0] for path in paths}

    def _move(self, task: StoredFile, doc: Document, target: str, status: Status) -> None:
        now = iso(self._clock())
        front: dict[str, Value] = {"status": status.value, "updated_at": now}
        if status not in (Status.TRIAGED, Status.AWAITING_APPROVAL):
            front |= {"processed_by": "local", "completed_at": now}
        self._vault.move(task.path, target, task.sha256, doc.with_front(**front))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (OSError, EmployeeError) as error:
            log.info("left for the next round: %s", error)


def _quiet_at(tasks: list[StoredFile]) -> datetime:
    """Return when a chat has been quiet for long enough: people write one thought in several messages."""
    came = [moment for task in tasks if (moment := parse_iso(task.doc.front.get("created_at")))]
    return max(came, default=datetime.min.replace(tzinfo=UTC)) + QUIET
