"""From a command and what is the case to what has to be done. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import singledispatch

from local_agent.owner_commands import wording
from local_agent.owner_commands.drafts import WaitingDraft
from local_agent.owner_commands.parsing import (
    ApproveDraft,
    AskHelp,
    AskStatus,
    Command,
    ListDrafts,
    Misspelt,
    RejectDraft,
    ShowDraft,
    SnoozeDraft,
)
from local_agent.owner_commands.store import Listed
from local_agent.owner_commands.times import snooze_until

TOO_OLD = timedelta(minutes=10)
"""A command that is found later than this is not carried out: the queue has changed, and the owner has given up."""

LIST_LENGTH = 6
"""Drafts of one list; more do not fit into a message of 500 characters."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is the case now.

    Args:
        waiting: the queue in its order.
        listed: what the numbers of the last list stand for.
        now: the present moment in the owner's time zone.
        approvals: whether approving by a message is switched on.
        health: names of the parts that do not fare well.
        sent_today: messages that left today.
        on_the_way: approved and not yet out.
    """

    waiting: Sequence[WaitingDraft]
    listed: Mapping[int, Listed]
    now: datetime
    approvals: bool
    health: Sequence[str] = ()
    sent_today: int = 0
    on_the_way: int = 0


@dataclass(frozen=True, slots=True)
class Tell:
    """Just answer."""

    text: str


@dataclass(frozen=True, slots=True)
class TellList:
    """Bind the numbers to these drafts, and answer."""

    drafts: tuple[Listed, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show a draft; with `code` a code is made that the dashboard shows."""

    number: int
    draft: WaitingDraft
    code: bool


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse a draft; with a reason another version is wanted."""

    number: int
    draft: WaitingDraft
    reason: str | None


@dataclass(frozen=True, slots=True)
class PutOff:
    """Put a draft off."""

    number: int
    draft: WaitingDraft
    until: datetime


@dataclass(frozen=True, slots=True)
class Redeem:
    """Approve a draft, if the code is right."""

    number: int
    draft: WaitingDraft
    code: str


Action = Tell | TellList | Show | Refuse | PutOff | Redeem


def is_too_old(sent: datetime | None, now: datetime) -> bool:
    """Tell whether a command is not carried out because of its age; without a readable time it is not either.

    Args:
        sent: when it was written, to the minute, as the page tells it.
        now: the present moment.
    """
    return sent is None or not -timedelta(minutes=2) <= now - sent <= TOO_OLD


@singledispatch
def plan(command: Command, snapshot: Snapshot) -> Action:  # noqa: ARG001 - as all that are registered
    """Return what a command leads to."""
    raise TypeError(type(command).__name__)


@plan.register
def _list(command: ListDrafts, snapshot: Snapshot) -> Action:
    del command
    drafts = snapshot.waiting[:LIST_LENGTH]
    listed = tuple(Listed(draft.item_id, draft.sha256) for draft in drafts)
    return TellList(listed, wording.listing(drafts, len(snapshot.waiting)))


@plan.register
def _status(command: AskStatus, snapshot: Snapshot) -> Action:
    del command
    return Tell(wording.status(len(snapshot.waiting), snapshot.on_the_way, snapshot.sent_today, snapshot.health))


@plan.register
def _help(command: AskHelp, snapshot: Snapshot) -> Action:
    del command
    return Tell(wording.help_text(approvals=snapshot.approvals))


@plan.register
def _misspelt(command: Misspelt, snapshot: Snapshot) -> Action:
    del snapshot
    return Tell(wording.misspelt(command.verb))


@plan.register
def _show(command: ShowDraft, snapshot: Snapshot) -> Action:
    draft = _wanted(command.number, snapshot)
    if isinstance(draft, Tell):
        return draft
    return Show(command.number, draft, snapshot.approvals and draft.barred is None)


@plan.register
def _reject(command: RejectDraft, snapshot: Snapshot) -> Action:
    draft = _wanted(command.number, snapshot)
    return draft if isinstance(draft, Tell) else Refuse(command.number, draft, command.reason)


@plan.register
def _snooze(command: SnoozeDraft, snapshot: Snapshot) -> Action:
    draft = _wanted(command.number, snapshot)
    if isinstance(draft, Tell):
        return draft
    until = snooze_until(command.until, snapshot.now)
    return PutOff(command.number, draft, until) if until else Tell(wording.NO_TIME)


@plan.register
def _approve(command: ApproveDraft, snapshot: Snapshot) -> Action:
    if not snapshot.approvals:
        return Tell(wording.APPROVALS_OFF)
    draft = _wanted(command.number, snapshot)
    if isinstance(draft, Tell):
        return draft
    if draft.barred:
        return Tell(wording.barred(command.number, draft.barred))
    return Redeem(command.number, draft, command.code) if command.code else Show(command.number, draft, code=True)


def _wanted(number: int, snapshot: Snapshot) -> WaitingDraft | Tell:
    """Return the draft that a number of the last list stands for, if it still lies there with the same bytes."""
    listed = snapshot.listed.get(number)
    if listed is None:
        return Tell(wording.no_such_number(number))
    draft = next((known for known in snapshot.waiting if known.item_id == listed.item_id), None)
    if draft is None:
        return Tell(wording.gone(number))
    return draft if draft.sha256 == listed.sha256 else Tell(wording.changed(number))
