"""What the Cloud agent does next: a pure function from the vault's state to a list of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent_skills.domain.items import StoredFile, is_id
from agent_skills.domain.states import Agent, Lane, Status

EMAIL = "email"
REDRAFT = "redraft"
"""The owner asks for another version of a draft (data-model.md §2)."""

BRIEF_TYPES = frozenset({"campaign", "invoice", "bill", "expense", "event"})
"""What the owner orders by a task of their own (cloud_agent.briefs works on it)."""

URGENT = "High"

WORK_AT_ONCE = 3
"""Drafts made before the next look, so that an urgent mail is told of within a minute also on a busy morning."""

CLOSING: dict[str, Status] = {"Rejected": Status.REJECTED, "Done": Status.DONE, "Archive": Status.DONE}
"""Where a draft lies once decided → status of its task (FR-G005: the draft stays in Rejected/, the task goes)."""


@dataclass(frozen=True, slots=True)
class TriageTask:
    """Judge a new mail and move it on."""

    task: StoredFile


@dataclass(frozen=True, slots=True)
class ClaimTasks:
    """Ask the remote for these tasks."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftReply:
    """Draft the answer to a task that is ours."""

    task: StoredFile


@dataclass(frozen=True, slots=True)
class Redraft:
    """Draft another version of what the owner refused."""

    request: StoredFile


@dataclass(frozen=True, slots=True)
class DraftBrief:
    """Draft what the owner ordered by a task of their own."""

    task: StoredFile


@dataclass(frozen=True, slots=True)
class CloseTask:
    """Move a task to Done/, as its draft was decided."""

    task: StoredFile
    status: Status


Action = TriageTask | ClaimTasks | DraftReply | Redraft | DraftBrief | CloseTask


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the plan is made from.

    Args:
        inbox: files in Inbox/.
        needs_action: files in Needs_Action/.
        in_progress: files in this agent's folder under In_Progress/.
        decided: id of a decided draft in lower case → its top folder.
        agent: the id of this agent.
    """

    inbox: Sequence[StoredFile]
    needs_action: Sequence[StoredFile]
    in_progress: Sequence[StoredFile]
    decided: Mapping[str, str]
    agent: str = Agent.CLOUD.value


def plan(snapshot: Snapshot, besides: Sequence[Action] = ()) -> list[Action]:
    """Return the actions that the snapshot asks for, in the order in which they are done.

    New mail is judged first, then tasks are claimed, then some are worked on, one of these between two looks: drafts
    take seconds each, and what is urgent goes before those that are at hand.

    Args:
        snapshot: the vault as it is.
        besides: actions that led to nothing; they hold up no other.
    """
    ours = _urgent_first(file for file in snapshot.in_progress if _is_ours(file, snapshot.agent))
    work = [action for action in map(_work, ours) if action not in besides]
    stages: tuple[Sequence[Action], ...] = (
        [TriageTask(file) for file in snapshot.inbox if _is_new(file)],
        _claims(snapshot.needs_action, busy=len(work) > WORK_AT_ONCE),
        work[:WORK_AT_ONCE],
    )
    left = ([action for action in stage if action not in besides] for stage in stages)
    closings = [action for action in _closings(snapshot) if action not in besides]
    return [*next(filter(None, left), []), *closings]


def _claims(needs_action: Sequence[StoredFile], *, busy: bool) -> list[Action]:
    """Return what is asked for: everything that waits, or only what is urgent while there is enough at hand."""
    wanted = _urgent_first(file for file in needs_action if _is_wanted(file) and (_is_urgent(file) or not busy))
    return [ClaimTasks(tuple(file.path for file in wanted))] if wanted else []


def _urgent_first(files: Iterable[StoredFile]) -> list[StoredFile]:
    return sorted(files, key=lambda file: not _is_urgent(file))


def _is_urgent(file: StoredFile) -> bool:
    return file.doc.text("priority") == URGENT


def _closings(snapshot: Snapshot) -> list[Action]:
    waiting = [file for file in snapshot.in_progress if file.doc.text("status") == Status.AWAITING_APPROVAL]
    ends = [(file, _end(file, snapshot.decided)) for file in waiting]
    return [CloseTask(file, end) for file, end in ends if end]


def _end(file: StoredFile, decided: Mapping[str, str]) -> Status | None:
    """Return how a task ends: once all its drafts are decided, as rejected where all of them are."""
    drafts = file.doc.texts("draft_ids") or [file.doc.text("draft_id")]
    ends = {CLOSING.get(decided.get(draft.lower(), "")) for draft in drafts}
    if None in ends:
        return None
    return Status.DONE if Status.DONE in ends else Status.REJECTED


def _is_new(file: StoredFile) -> bool:
    return file.doc.text("type") == EMAIL and file.doc.text("status") == Status.PENDING


def _is_wanted(file: StoredFile) -> bool:
    doc = file.doc
    if doc.text("type") in BRIEF_TYPES:
        return is_id(file.id) and doc.text("status") in ("", Status.PENDING, Status.TRIAGED)
    return (
        doc.text("type") in (EMAIL, REDRAFT) and doc.text("lane") == Lane.REPLY and doc.text("status") == Status.TRIAGED
    )


def _is_ours(file: StoredFile, agent: str) -> bool:
    doc = file.doc
    ours = doc.text("claimed_by") == agent and bool(doc.text("claim_token"))
    known = doc.text("type") in (EMAIL, REDRAFT, *BRIEF_TYPES)
    return ours and known and doc.text("status") == Status.CLAIMED


def _work(file: StoredFile) -> Action:
    kind = file.doc.text("type")
    if kind in BRIEF_TYPES:
        return DraftBrief(file)
    return Redraft(file) if kind == REDRAFT else DraftReply(file)


def has_waiting(in_progress: Sequence[StoredFile]) -> bool:
    """Tell whether any task waits for the owner's decision, so that the decided drafts must be looked up."""
    return any(file.doc.text("status") == Status.AWAITING_APPROVAL for file in in_progress)
