"""The working tree against a commit: what a person or an agent changed, and applying what came."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import stem
from agent_skills.domain.states import Place, place_of
from agent_skills.domain.zones import MAX_FILE_BYTES, is_safe_path, stays_local
from agent_skills.sync.foreign import OWNER_FILES
from agent_skills.sync.git_repo import FILE_MODE, GitError, GitRepo
from agent_skills.sync.ignore_rules import IgnoreRules
from agent_skills.sync.notice import Notice
from agent_skills.sync.object_writer import object_id
from agent_skills.sync.secrets_check import SecretsCheck
from agent_skills.sync.trees import Entry

MayCommit = Callable[[str, bytes], bool]
"""Tells whether a file may be committed from this machine (architecture §7: Approved/ needs its ledger entry)."""

MAX_LOOKS = 20
"""So often the folders are read again when they change meanwhile; then the next cycle has to do it."""


@dataclass(slots=True)
class LocalChanges:
    """What differs from the applied commit: content or None for removed; and what was left out, with the reason."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the paths that may differ.

    Args:
        entries: what the applied commit holds there.
        present: object ids of what lies there.
        gone: what the commit holds and the vault does not.
        equal: what needs no further look.
    """

    entries: Mapping[str, Entry]
    present: Mapping[str, str]
    gone: frozenset[str]
    equal: set[str]


class WorkingTree:
    """Reads and writes the files of one clone.

    Args:
        repo: the clone.
        may_commit: see `MayCommit`.
        secrets_check: keeps credentials out of commits.
    """

    def __init__(self, repo: GitRepo, may_commit: MayCommit, secrets_check: SecretsCheck | None = None) -> None:
        self._secrets = secrets_check or SecretsCheck()
        self._repo = repo
        self._root = repo.root
        self._may_commit = may_commit
        self._ignore = IgnoreRules(repo)
        self._notice = Notice(repo, self._ignore.forget)

    def changes(self, applied: str | None) -> LocalChanges:
        """Compare the files with the commit that was applied last (None: with no files)."""
        for _ in range(MAX_LOOKS):
            try:
                return self._changes(applied)
            except FileNotFoundError:
                continue  # an agent moved a file while this looked
        raise GitError("scan", None, "the vault keeps changing")

    def _changes(self, applied: str | None) -> LocalChanges:
        result = LocalChanges()
        look = self._settled(applied)
        for path, oid in look.present.items():
            if path not in look.entries or look.entries[path].oid != oid:
                self._take(path, result)
        for path in look.gone:
            result.files[path] = None
        self._notice.settle(look.equal)
        self._hold_back_undecided(result)
        return result

    def _take(self, path: str, result: LocalChanges) -> None:
        data = (self._root / path).read_bytes()
        reason = self._secrets.reason(path, data) if len(data) <= MAX_FILE_BYTES else None
        if len(data) > MAX_FILE_BYTES:
            remedy = "Keep it outside the vault; a note can link to it."
            result.findings.append(
                Finding("file_too_large", path, f"{path} is larger than 1 MiB, so it is not synced.", remedy)
            )
        elif reason:
            problem = f"{path} was not committed: {reason}. It stays on this machine only."
            remedy = "Take the secret out of it, or it out of the vault. If it was ever pushed, replace the secret."
            result.findings.append(Finding("secret_in_vault", path, problem, remedy, Severity.SECURITY))
        else:
            result.files[path] = data

    def _hold_back_undecided(self, result: LocalChanges) -> None:
        """Leave a move to Approved/ uncommitted until the gate has its decision on record."""
        for path, data in list(result.files.items()):
            if place_of(path) is Place.APPROVED and data is not None and not self._may_commit(path, data):
                del result.files[path]
                for other in list(result.files):
                    if result.files[other] is None and stem(other).lower() == stem(path).lower():
                        del result.files[other]

    def _settled(self, applied: str | None) -> Look:
        """Return what lies there; where files seem gone, look until two looks agree.

        A file that moves while the paths are looked at one by one could be missed in both places, and would look
        deleted.
        """
        look = self._look(applied)
        for _ in range(MAX_LOOKS):
            if not look.gone:
                return look
            again = self._look(applied)
            if again == look:
                return look
            look = again
        raise FileNotFoundError

    def _look(self, applied: str | None) -> Look:
        paths = self._notice.candidates(applied)
        entries = self._repo.entries(applied, paths)
        present = self._present(paths)
        unknown = [path for path in present if path not in entries]
        local = [path for path in unknown if stays_local(path)]
        for path in {*local, *self._ignore.ignored(unknown)}:
            del present[path]
        absent = entries.keys() - present.keys()
        gone = frozenset(path for path in absent if entries[path].mode == FILE_MODE and not self._is_link(path))
        equal = {path for path in paths - gone if path not in present or _oid(entries, path) == present[path]}
        return Look(entries, present, gone, equal)

    def _is_link(self, path: str) -> bool:
        return (self._root / path).is_symlink()

    def _present(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the object ids of those paths that are files of the vault now."""
        folders: dict[str, bool] = {"": True}
        safe = (path for path in sorted(paths) if is_safe_path(path) or path.startswith(OWNER_FILES))
        inside = (path for path in safe if self._is_inside(path.rpartition("/")[0], folders))
        found = {path: _read_oid(self._root / path) for path in inside}
        return {path: oid for path, oid in found.items() if oid}

    def _is_inside(self, folder: str, known: dict[str, bool]) -> bool:
        """Tell whether a folder is one of the vault's own, not a link to elsewhere."""
        if folder not in known:
            parent = folder.rpartition("/")[0]
            known[folder] = self._is_inside(parent, known) and not self._is_link(folder)
        return known[folder]

    def apply(self, path: str, old: Entry | None, new: bytes | None) -> bool:
        """Bring one file to its new content, if it is still the one that is known.

        Args:
            path: a path that the merge accepted.
            old: what the working tree should hold now.
            new: content to write, None to remove.

        Returns:
            False where a person changed the file meanwhile: then it is left alone and becomes a local edit.
        """
        target = self._root / path
        if any((self._root / parent).is_symlink() for parent in target.relative_to(self._root).parents):
            return False
        current = blob_oid(target.read_bytes()) if target.is_file() and not target.is_symlink() else None
        wanted = None if new is None else blob_oid(new)
        if current == wanted:
            return True
        if current != (old.oid if old else None) or _occupied(target) != (current is not None):
            return False
        if new is None:
            target.unlink()
        else:
            _replace(target, new)
        return True


def blob_oid(data: bytes) -> str:
    """Return git's object id of a blob (SHA-1 of its header and bytes)."""
    return object_id("blob", data)


def _read_oid(target: Path) -> str | None:
    """Return the object id of a regular file, None where there is none."""
    try:
        return blob_oid(target.read_bytes()) if stat.S_ISREG(target.lstat().st_mode) else None
    except (FileNotFoundError, NotADirectoryError):
        return None


def _oid(entries: Mapping[str, Entry], path: str) -> str | None:
    return entries[path].oid if path in entries else None


def _replace(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        _remove_empty(target)
    draft = target.with_name(f".{secrets.token_hex(8)}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _occupied(target: Path) -> bool:
    """Tell whether something lies there; a folder that holds only empty folders may be replaced."""
    if target.is_dir() and not target.is_symlink():
        return any(names for _parent, _folders, names in os.walk(target))
    return os.path.lexists(target)


def _remove_empty(folder: Path) -> None:
    """Remove a folder that holds nothing but empty folders; anything in it is an error and stays."""
    for parent, _folders, _names in os.walk(folder, topdown=False):
        Path(parent).rmdir()
