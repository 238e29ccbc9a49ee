"""Brings branch, working tree and marker to a new tip, file by file, never over a person's unsaved edit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from agent_skills.domain.findings import Finding
from agent_skills.domain.zones import MAX_FILE_BYTES
from agent_skills.sync.git_repo import FILE_MODE, GitError, GitRepo
from agent_skills.sync.marker import Marker
from agent_skills.sync.persons_index import PersonsIndex
from agent_skills.sync.side_by_side import SideBySide
from agent_skills.sync.trees import Entry
from agent_skills.sync.working_tree import LocalChanges, WorkingTree, blob_oid

log = logging.getLogger(__name__)

NOT_APPLIED_REMEDY = "Check permissions and free space of the vault's folder; it is tried again in every cycle."


NOTHING = "0" * 40
"""What git calls the old value of a ref that does not exist yet."""


@dataclass(slots=True)
class Adopted:
    """What reached the working tree, what has to wait for the next cycle, and why."""

    pulled: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Adoption:
    """Applies a tip to one clone.

    Args:
        repo: the clone.
        tree: its working tree.
        marker: remembers which commit the working tree reflects.
        ref: the branch, `refs/heads/…`.
        step: see `GitManager`.
    """

    def __init__(self, repo: GitRepo, tree: WorkingTree, marker: Marker, ref: str, step: Callable[[str], None]) -> None:
        self._repo = repo
        self._tree = tree
        self._marker = marker
        self._ref = ref
        self._step = step
        self._index = PersonsIndex(repo)
        self._index_is_behind = False
        self._side_by_side = SideBySide()

    def adopt(
        self, applied: str | None, head: str | None, tip: str | None, changes: LocalChanges, *, hurry: bool = False
    ) -> Adopted:
        """Move the branch, bring the working tree to the new tip, and note that it is there.

        Args:
            applied: the commit that the working tree reflected before.
            head: the branch as the cycle found it; where a person committed meanwhile, the next cycle adopts both.
            tip: the new commit; None while the vault has none.
            changes: what differed from `applied` when the cycle looked.
            hurry: leave the person's index to the next cycle.
        """
        if tip is None:
            return Adopted()
        if head != tip and not self._move_branch(head, tip):
            return Adopted()
        self._step("branch moved")
        adopted = self._apply(applied, tip, changes) if tip != applied else Adopted()
        self._step("applied")
        if adopted.skipped:
            # The next cycle measures against the old commit again and merges these edits like any other.
            log.info("left for the next cycle: %s", ", ".join(adopted.skipped))
        elif self._marker.read() != tip:
            self._marker.write(tip)
            self._index_is_behind = True
        if self._index_is_behind and not hurry:
            self._index.follow(tip)
            self._index_is_behind = False
        return adopted

    def _move_branch(self, head: str | None, tip: str) -> bool:
        try:
            self._repo.move_ref(self._ref, tip, head or NOTHING)
        except GitError:
            if self._repo.resolve(self._ref) == head:
                raise
            log.info("somebody committed meanwhile; the next cycle brings both together")
            return False
        return True

    def _apply(self, applied: str | None, tip: str, changes: LocalChanges) -> Adopted:
        touched = {*changes.files, *(change.path for change in self._repo.changes(applied, tip))}
        now, after = self._present(applied, changes, touched), self._repo.entries(tip, touched)
        wanted = [path for path in touched if now.get(path) != after.get(path)]
        contents = self._repo.blobs([after[path].oid for path in wanted if path in after], MAX_FILE_BYTES)
        ready = [path for path in wanted if path not in after or _is_ready(after[path], contents)]
        result = Adopted()

        def apply(path: str) -> None:
            self._apply_one(path, now.get(path), contents[after[path].oid] if path in after else None, result)

        for paths in _in_order(ready, after):
            self._side_by_side.map(apply, paths)
        return result

    def _present(self, applied: str | None, changes: LocalChanges, paths: Iterable[str]) -> dict[str, Entry]:
        now = self._repo.entries(applied, paths)
        for path, data in changes.files.items():
            if data is None:
                now.pop(path, None)
            else:
                now[path] = Entry(FILE_MODE, blob_oid(data))
        return now

    def _apply_one(self, path: str, old: Entry | None, new: bytes | None, result: Adopted) -> None:
        try:
            done = self._tree.apply(path, old, new)
        except OSError as error:
            problem = f"{path} could not be brought up to date ({error.strerror or error})."
            result.findings.append(Finding("not_applied", path, problem, NOT_APPLIED_REMEDY))
            done = False
        (result.pulled if done else result.skipped).append(path)


def _is_ready(entry: Entry, contents: Mapping[str, bytes]) -> bool:
    return entry.mode == FILE_MODE and entry.oid in contents


def _in_order(paths: Sequence[str], after: Collection[str]) -> tuple[list[str], list[str], list[str]]:
    """Return what to remove first, as it stands in the way of a written name; what to write; what to remove then."""
    written = {path for path in paths if path in after}
    folders = {str(parent) for path in written for parent in PurePosixPath(path).parents}

    def is_in_the_way(path: str) -> bool:
        return path in folders or any(str(parent) in written for parent in PurePosixPath(path).parents)

    gone = [path for path in paths if path not in written]
    first = {path for path in gone if is_in_the_way(path)}
    return sorted(first), sorted(written), [path for path in gone if path not in first]
