"""Claims that another agent was faster with: they are no work, so they need no trace in the history.

A merge commit that only says who lost would be pushed as well, and take the remote from those who win.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import stem
from agent_skills.domain.states import Place, place_of
from agent_skills.sync.contents import Formats
from agent_skills.sync.trees import Change

MARKS = ("status", "claimed_by", "claim_token", "claimed_at", "updated_at")
"""What a claim writes into a task."""


def only_claims(changes: Sequence[Change], read: Callable[[str], bytes], formats: Formats) -> bool:
    """Tell whether a side did nothing but claim tasks.

    Args:
        changes: what it changed since the base.
        read: gives the bytes of an object id.
        formats: parser of vault files.
    """
    left = {stem(change.path): change.old for change in changes if change.new is None}
    came = {stem(change.path): change.new for change in changes if change.old is None}
    if not left or len(left) + len(came) != len(changes) or left.keys() != came.keys():
        return False
    if not all(place_of(change.path) is _place(change) for change in changes):
        return False
    try:
        return all(
            old and new and _without_marks(read(old.oid), formats) == _without_marks(read(new.oid), formats)
            for old, new in ((left[item], came[item]) for item in left)
        )
    except EmployeeError:
        return False


def _place(change: Change) -> Place:
    return Place.NEEDS_ACTION if change.new is None else Place.IN_PROGRESS


def _without_marks(data: bytes, formats: Formats) -> tuple[dict[str, object], str]:
    task = formats.parse(data)
    return {key: value for key, value in task.front.items() if key not in MARKS}, task.body
