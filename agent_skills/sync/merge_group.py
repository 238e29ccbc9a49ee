"""What the merge decides as one: the files of one id, or one path, on the three sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent_skills.domain.items import is_id, stem
from agent_skills.domain.states import place_of
from agent_skills.sync.trees import Change, Entry

Files = dict[str, Entry]


@dataclass(slots=True)
class Group:
    """The files by path: in the common base, here, and on the remote."""

    base: Files = field(default_factory=dict)
    ours: Files = field(default_factory=dict)
    theirs: Files = field(default_factory=dict)


def grouped(ours: Sequence[Change], theirs: Sequence[Change]) -> dict[str, Group]:
    """Return the files of each item and path that a side changed, by key.

    Args:
        ours: base → our tree.
        theirs: base → the tree on the remote.
    """
    groups: dict[str, Group] = defaultdict(Group)
    for side, changes in (("ours", ours), ("theirs", theirs)):
        for change in changes:
            group = groups[_key(change.path)]
            if change.old:
                group.base[change.path] = change.old
            if change.new:
                getattr(group, side)[change.path] = change.new
    for side, changes in (("ours", ours), ("theirs", theirs)):
        touched = {change.path for change in changes}
        for group in groups.values():
            files: Files = getattr(group, side)
            files.update({path: entry for path, entry in group.base.items() if path not in touched})
    return dict(groups)


def _key(path: str) -> str:
    name = stem(path)
    return f"id:{name.lower()}" if place_of(path) and path.endswith(".md") and is_id(name) else path
