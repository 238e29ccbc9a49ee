"""The merge as a pure function over three trees (architecture §6.3). Git only carries bytes; the rules are here.

A task or draft is known by its id, and its place is its state; everything else is known by its path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import stem
from agent_skills.domain.states import PLACE_RANK, Agent, Place, place_of
from agent_skills.domain.zones import DASHBOARD, may_write
from agent_skills.sync.contents import Formats, merge_dashboard, merge_file, merge_usage, union
from agent_skills.sync.foreign import Limits, condense, refusal
from agent_skills.sync.foreign_approvals import Judge, claimed, objection, pending_path, refused, returned
from agent_skills.sync.merge_group import Files, Group, grouped
from agent_skills.sync.merge_result import Content, MergeResult, Resolution
from agent_skills.sync.name_clashes import keep_apart
from agent_skills.sync.trees import Change, Entry

FINAL = frozenset({Place.APPROVED, Place.REJECTED, Place.DONE, Place.ARCHIVE})
"""Places whose bytes were decided upon: never blended with an edit from the other side."""


CONFLICTS = "Updates/Conflicts"
"""Where the second version of an item lies that both machines edited in the same place; both may write there."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the merge knows beside the trees.

    Args:
        agent: the machine that merges.
        trusted: whether theirs comes from this machine itself (no zones then).
        read: gives the bytes of an object id.
        formats: parser, serializer, diff3.
        limits: names in use and objects that are too large, for what comes from the other side.
        judge: knows the owner's signed approvals; None where none count.
    """

    agent: Agent
    trusted: bool
    read: Callable[[str], bytes]
    formats: Formats
    limits: Limits = field(default_factory=Limits)
    judge: Judge | None = None


def tree_merge(ours: Sequence[Change], theirs: Sequence[Change], context: Context) -> MergeResult:
    """Merge two sets of changes against their common base.

    Args:
        ours: base → our tree.
        theirs: base → the tree on the remote.
        context: see `Context`.

    Returns:
        the changes to make on top of theirs; a new state of an item has one place only.
    """
    result = MergeResult()
    for key, group in sorted(grouped(ours, theirs).items()):
        if group.theirs != group.base and not context.trusted:
            if _settle_approval(group, context, result):
                continue
            reason = refusal(key, group.base, group.theirs, context.agent, context.limits)
            if reason:
                _keep(group, group.ours, result)
                if group.ours != group.theirs:
                    result.findings.append(reason)
                    result.resolutions.append(Resolution(key, "foreign change refused", _oids(group.theirs)))
                continue
        _merge_group(key, group, context, result)
    keep_apart(result, theirs)
    result.findings = condense(result.findings)
    return result


def _settle_approval(group: Group, context: Context, result: MergeResult) -> bool:
    """Let a signed approval in, or leave its draft waiting; False where the other side approved no draft."""
    path = claimed(group) if context.agent is Agent.LOCAL and context.judge else None
    if path is None or context.judge is None:
        return False
    entry = group.theirs[path]
    judgement = context.judge(path, entry)
    as_draft = {pending_path(path): judgement.waited} if judgement.waited else {}
    if not as_draft or refusal(f"id:{stem(path)}", group.base, as_draft, context.agent, context.limits):
        return False
    reason = objection(path, group, judgement.approval, context.limits)
    if reason is None:
        result.resolutions.append(Resolution(stem(path), "approved by a signed commit"))
        return True
    unseen = judgement.waited if not group.base and not group.ours else None
    _keep(group, returned(path, reason, unseen, context.read, context.formats) if unseen else group.ours, result)
    result.findings.append(refused(path, reason))
    result.resolutions.append(Resolution(stem(path), "approval without a valid signature refused", (entry.oid,)))
    return True


def _merge_group(key: str, group: Group, context: Context, result: MergeResult) -> None:
    if group.ours in (group.theirs, group.base):
        if key == DASHBOARD and not context.trusted and group.ours != group.theirs:
            _merge_paths(key, group, context, result)
        return
    if group.theirs == group.base and key != DASHBOARD:
        _keep(group, group.ours, result)
    elif key.startswith("id:"):
        _merge_item(group, context, result)
    else:
        _merge_paths(key, group, context, result)


def _keep(group: Group, wanted: Mapping[str, Content], result: MergeResult) -> None:
    for path in group.theirs.keys() - wanted.keys():
        result.files[path] = None
    for path, content in wanted.items():
        if group.theirs.get(path) != content:
            result.files[path] = content


def _name(group: Group) -> str:
    return stem(min({*group.base, *group.ours, *group.theirs}))


def _oids(files: Files) -> tuple[str, ...]:
    return tuple(entry.oid for entry in files.values())


def _merge_item(group: Group, context: Context, result: MergeResult) -> None:
    """Decide place and content of one id that both sides changed."""
    if context.agent is Agent.CLOUD and any(not may_write(Agent.CLOUD, path) for path in group.theirs):
        result.resolutions.append(
            Resolution(_name(group), "the owner's machine has it: its version stays", _oids(group.ours))
        )
        return
    if not group.ours or not group.theirs:
        kept = group.ours or group.theirs
        _keep(group, kept, result)
        result.resolutions.append(Resolution(_name(group), "deleted on one side, changed on the other: kept"))
        return
    mine, other = _latest(group.ours), _latest(group.theirs)
    path, fallen = _place(mine, other, group)
    content = _content(path, mine, other, group, context, fallen=fallen)
    if content is None:
        _keep_both(_name(group), path, group.ours[mine], group.theirs[other], group, context, result)
        return
    _keep(group, {path: content}, result)
    decision = "approval fell: the draft was edited meanwhile" if fallen else f"stays in {path.rsplit('/', 1)[0]}"
    kept_oid = content.oid if isinstance(content, Entry) else None
    losing = tuple(oid for oid in {*_oids(group.ours), *_oids(group.theirs)} if oid != kept_oid)
    if mine != other:
        result.resolutions.append(Resolution(_name(group), decision, losing))


def _keep_both(
    item: str, path: str, ours: Entry, theirs: Entry, group: Group, context: Context, result: MergeResult
) -> None:
    """Keep two versions of one item that cannot be blended: the owner's in its place, the Cloud's as a copy beside."""
    owners, clouds = (ours, theirs) if context.agent is Agent.LOCAL else (theirs, ours)
    copy = f"{CONFLICTS}/{item}.conflict-{clouds.oid[:8]}.md"
    _keep(group, {path: owners}, result)
    result.files[copy] = clouds
    result.resolutions.append(Resolution(item, f"both versions kept, the Cloud's as {copy}", (clouds.oid,)))
    problem = f"{item} was edited on both machines in the same place."
    remedy = f"This machine's version stays; the other one is {copy}. Take over what is missing, then remove the copy."
    result.findings.append(Finding("merge_conflict", item, problem, remedy, Severity.WARNING))


def _latest(files: Files) -> str:
    return max(files, key=lambda path: (PLACE_RANK[place_of(path) or Place.INBOX], path))


def _place(mine: str, other: str, group: Group) -> tuple[str, bool]:
    """Return where the item lies after the merge, and whether an approval fell."""
    places = {place_of(mine), place_of(other)}
    if places == {Place.PENDING, Place.APPROVED}:
        pending = mine if place_of(mine) is Place.PENDING else other
        files = group.ours if pending == mine else group.theirs
        edited = bool(group.base) and files[pending].oid not in {entry.oid for entry in group.base.values()}
        return (pending, True) if edited else (other if pending == mine else mine, False)
    if places in ({Place.APPROVED, Place.REJECTED}, {Place.IN_PROGRESS}):
        return other, False  # the one that reached the remote first
    ranks = [PLACE_RANK[place_of(path) or Place.INBOX] for path in (mine, other)]
    return (mine, False) if ranks[0] > ranks[1] else (other, False)


def _content(path: str, mine: str, other: str, group: Group, context: Context, *, fallen: bool) -> Content | None:
    """Return what the item holds after the merge; None where both versions have to be kept."""
    ours, theirs = group.ours[mine], group.theirs[other]
    side = ours if path == mine and path != other else theirs
    if fallen:
        return _with_note(side, context)
    contested = mine != other and place_of(mine) == place_of(other)
    if ours == theirs or contested or (place_of(path) in FINAL and mine != other):
        return side
    base = next(iter(group.base.values()), None)
    return merge_file(
        context.read(base.oid) if base else b"", context.read(ours.oid), context.read(theirs.oid), context.formats
    )


def _with_note(entry: Entry, context: Context) -> Content:
    note = "Approved and edited at the same time, so the approval fell. Look at it again."
    try:
        return context.formats.serialize(context.formats.parse(context.read(entry.oid)).with_front(note=note))
    except ValueError:
        return entry


def _merge_paths(key: str, group: Group, context: Context, result: MergeResult) -> None:
    """Merge one path that both sides changed and that is no task."""
    base, ours, theirs = (side.get(key) for side in (group.base, group.ours, group.theirs))
    if ours is None or theirs is None:
        _keep(group, group.ours or group.theirs, result)
        result.resolutions.append(Resolution(key, "deleted on one side, changed on the other: kept"))
        return
    texts = [context.read(entry.oid) if entry else b"" for entry in (base, ours, theirs)]
    merged = _merged_path(key, texts[0], texts[1], texts[2], context)
    if merged is not None:
        _keep(group, {key: merged}, result)
        return
    name, _, ending = key.rpartition(".")
    copy = f"{name}.conflict-{hashlib.sha256(texts[1]).hexdigest()[:8]}.{ending}"
    _keep(group, {key: theirs, copy: ours}, result)
    result.resolutions.append(Resolution(key, f"both versions kept, this machine's as {copy}", (ours.oid,)))


def _merged_path(key: str, base: bytes, ours: bytes, theirs: bytes, context: Context) -> bytes | None:
    if key == DASHBOARD:
        cloud, local = (theirs, ours) if context.agent is Agent.LOCAL else (ours, theirs)
        return merge_dashboard(cloud, local, context.formats)
    if key.startswith("Logs/API_Usage/"):
        return merge_usage(base, ours, theirs, context.formats)
    if key.startswith("Logs/"):
        return union(base, ours, theirs)
    return merge_file(base, ours, theirs, context.formats)
