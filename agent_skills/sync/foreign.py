"""What is refused of the other side's changes (architecture §6.6): outside its zone, or no plain file."""

from __future__ import annotations

from collections.abc import Mapping

from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.states import Agent, Place, place_of
from agent_skills.domain.zones import collision_key, is_safe_path, may_write
from agent_skills.sync.git_repo import FILE_MODE, Entry

OWNER_FILES = (".gitignore", ".gitattributes", ".obsidian/")
"""Hidden files that belong to the vault; only the owner's machine writes them."""

DECIDED = frozenset({Place.APPROVED, Place.REJECTED, Place.DONE})
REMEDY = (
    "Nothing was changed on this machine. If you did not expect this, treat the Cloud machine as broken into: "
    "stop it, change its keys, and look at the commit in the vault's history."
)


def refusal(
    key: str, base: Mapping[str, Entry], theirs: Mapping[str, Entry], agent: Agent, taken: frozenset[str]
) -> Finding | None:
    """Return a finding where a change of the other side must not be applied, else None.

    Args:
        key: what the group is known by, for the finding.
        base: files of the group before.
        theirs: files of the group on the remote.
        agent: the machine that merges.
        taken: collision keys of other files.
    """
    changed = [path for path in {*base, *theirs} if base.get(path) != theirs.get(path)]
    problem = next((text for path in sorted(changed) if (text := _problem(path, theirs.get(path), agent, taken))), None)
    problem = problem or _against_the_owner(base, theirs, agent)
    if problem is None:
        return None
    subject = key.removeprefix("id:").encode("utf-8", "replace").decode()
    return Finding(
        "foreign_change", subject, f"A change from the remote was refused: {problem}.", REMEDY, Severity.SECURITY
    )


def _problem(path: str, entry: Entry | None, agent: Agent, taken: frozenset[str]) -> str | None:
    shown = path.encode("utf-8", "replace").decode()[:120]
    hidden = path.startswith(OWNER_FILES)
    if entry and entry.mode != FILE_MODE:
        return f"{shown!r} is no plain file (mode {entry.mode})"
    if not is_safe_path(path) and not hidden:
        return f"{shown!r} is no safe file name"
    if agent is Agent.LOCAL and (hidden or not may_write(Agent.CLOUD, path)):
        return f"{shown!r} may only be changed on this machine"
    if entry and collision_key(path) in taken:
        return f"{shown!r} differs from another file only by case or accents"
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
