"""Approvals that come through git: a signed one goes on to the gate, any other leaves its draft waiting."""

from __future__ import annotations

from collections.abc import Callable

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import stem
from agent_skills.domain.ports import SignedApproval
from agent_skills.domain.states import Place, channel_of, place_of
from agent_skills.domain.zones import collision_key
from agent_skills.sync.contents import Formats
from agent_skills.sync.foreign import Limits, shown
from agent_skills.sync.merge_group import Group
from agent_skills.sync.merge_result import Content
from agent_skills.sync.signed_approvals import Judgement
from agent_skills.sync.trees import Entry

Judge = Callable[[str, Entry], Judgement]
"""(path in Approved/ of the other side, what lies there) → what its history says."""

REMEDY = (
    "The draft waits as before: approve it on this machine. If you approved it elsewhere, sign the commit with a key "
    "that `local-agent trust-key` knows here; if it was not you, treat the Cloud machine as broken into."
)


def claimed(group: Group) -> str | None:
    """Return the path where the other side says that the owner approved a draft, None where it says no such thing."""
    path = next(iter(group.theirs), "")
    waits = {place_of(known) for known in group.base} <= {Place.PENDING}
    alone = len(group.theirs) == 1 and place_of(path) is Place.APPROVED and channel_of(path) is not None
    return path if alone and waits and group.ours != group.theirs else None


def pending_path(path: str) -> str:
    """Return where a draft in Approved/ had to wait."""
    return path.replace(Place.APPROVED, Place.PENDING, 1)


def objection(path: str, group: Group, approval: SignedApproval, limits: Limits) -> str | None:
    """Return why an approval does not count, None where the gate may look at it."""
    if not approval.who:
        return approval.reason
    pending = {pending_path(path): group.theirs[path]}
    if group.ours != group.base or (group.base and group.base != pending):
        return "the draft was changed, moved or decided on this machine, or is another one"
    if collision_key(path) in limits.taken:
        return "its name differs from another file's only by case or accents"
    return None


def returned(
    path: str, reason: str, waited: Entry, read: Callable[[str], bytes], formats: Formats
) -> dict[str, Content]:
    """Return where a draft waits again that this machine never saw waiting, with a note why."""
    note = f"An approval of it came through git and does not count: {reason}."
    data = read(waited.oid)
    if not data:  # larger than a draft may be
        return {}
    try:
        return {pending_path(path): formats.serialize(formats.parse(data).with_front(note=note))}
    except EmployeeError:
        return {pending_path(path): waited}


def refused(path: str, reason: str) -> Finding:
    """Return what the owner is told of an approval that does not count."""
    problem = f"A change from the remote was refused: the approval {shown(path)!r} does not count, as {reason}."
    return Finding("foreign_change", shown(stem(path)), problem, REMEDY, Severity.SECURITY)
