"""What is refused of the other side's changes (architecture §6.6): outside its zone, or no plain file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import stem
from agent_skills.domain.states import Agent, Place, place_of
from agent_skills.domain.zones import MAX_FILE_BYTES, collision_key, is_safe_path, may_write
from agent_skills.sync.git_repo import FILE_MODE
from agent_skills.sync.trees import Entry

OWNER_FILES = (".gitignore", ".gitattributes", ".obsidian/")
"""Hidden files that belong to the vault; only the owner's machine writes them."""

MANY = 20
"""More refusals in one merge become one note."""

DECIDED = frozenset({Place.APPROVED, Place.REJECTED, Place.DONE})
REMEDY = (
    "Nothing was changed on this machine. If you did not expect this, treat the Cloud machine as broken into: "
    "stop it, change its keys, and look at the commit in the vault's history."
)


@dataclass(slots=True)
class Limits:
    """What no change may take.

    Args:
        taken: collision keys of the names in use, without what theirs changed.
        too_large: object ids of blobs over the limit, or that are not there.
    """

    taken: set[str] = field(default_factory=set)
    too_large: frozenset[str] = frozenset()


def refusal(
    key: str, base: Mapping[str, Entry], theirs: Mapping[str, Entry], agent: Agent, limits: Limits
) -> Finding | None:
    """Return a finding where a change of the other side must not be applied, else None.

    Args:
        key: what the group is known by, for the finding.
        base: files of the group before.
        theirs: files of the group on the remote.
        agent: the machine that merges.
        limits: names that are taken and objects that are too large; the names of what passes are added.
    """
    changed = sorted(path for path in {*base, *theirs} if base.get(path) != theirs.get(path))
    problem = next((text for path in changed if (text := _problem(path, theirs.get(path), agent, limits))), None)
    if key.startswith("id:") and len(theirs) > 1:
        problem = problem or f"it would lie in {len(theirs)} places"
    problem = problem or _against_the_owner(base, theirs, agent)
    if problem is None:
        limits.taken |= {collision_key(path) for path in changed if path in theirs}
        return None
    problem = f"A change from the remote was refused: {problem}."
    subject = stem(changed[0]) if key.startswith("id:") else key
    return Finding("foreign_change", shown(subject), problem, REMEDY, Severity.SECURITY)


def condense(findings: Sequence[Finding]) -> list[Finding]:
    """Return one finding for a storm of refusals instead of a note for each.

    Args:
        findings: of one merge.
    """
    refused = [finding for finding in findings if finding.code == "foreign_change"]
    if len(refused) <= MANY:
        return list(findings)
    names = ", ".join(finding.subject for finding in refused[:MANY])
    problem = f"{len(refused)} changes from the remote were refused, among them {names}. First: {refused[0].problem}"
    storm = Finding("foreign_change", f"{len(refused)} changes", problem, REMEDY, Severity.SECURITY)
    return [storm, *(finding for finding in findings if finding.code != "foreign_change")]


def shown(path: str) -> str:
    """Return a path as it can be printed, whatever bytes are in it."""
    return path.encode("utf-8", "replace").decode()[:120]


def _problem(path: str, entry: Entry | None, agent: Agent, limits: Limits) -> str | None:
    name = shown(path)
    hidden = path.startswith(OWNER_FILES)
    if entry and entry.mode != FILE_MODE:
        return f"{name!r} is no plain file (mode {entry.mode})"
    if not is_safe_path(path) and not hidden:
        return f"{name!r} is no safe file name"
    if agent is Agent.LOCAL and (hidden or not may_write(Agent.CLOUD, path)):
        return f"{name!r} may only be changed on this machine"
    if entry and entry.oid in limits.too_large:
        return f"{name!r} is larger than {MAX_FILE_BYTES // 2**20} MiB"
    if entry and collision_key(path) in limits.taken:
        return f"{name!r} differs from another file only by case or accents"
    return None


def _against_the_owner(base: Mapping[str, Entry], theirs: Mapping[str, Entry], agent: Agent) -> str | None:
    """A draft that the owner has not decided, or has decided, is not the Cloud's to finish."""
    if agent is not Agent.LOCAL:
        return None
    before = {place_of(path) for path in base}
    after = {place_of(path) for path in theirs}
    if before & DECIDED:
        return "it touches what is decided already"
    if Place.PENDING in before and after & {Place.DONE, Place.ARCHIVE}:
        return "it takes a draft away that waits for the owner"
    return None
