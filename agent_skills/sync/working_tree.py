"""The working tree against a commit: what a person or an agent changed, and applying what came."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import stem
from agent_skills.domain.states import Place, place_of
from agent_skills.domain.zones import MAX_FILE_BYTES, is_safe_path, stays_local
from agent_skills.sync.foreign import OWNER_FILES
from agent_skills.sync.git_repo import FILE_MODE, GitError, GitRepo
from agent_skills.sync.secrets_check import forbidden_content, forbidden_name
from agent_skills.sync.trees import Entry

MayCommit = Callable[[str, bytes], bool]
"""Tells whether a file may be committed from this machine (architecture §7: Approved/ needs its ledger entry)."""

MAX_LOOKS = 20
"""So often the folders are read again when they change meanwhile; then the next cycle has to do it."""

Signature = tuple[int, int, int]


@dataclass(slots=True)
class LocalChanges:
    """What differs from the applied commit: content or None for removed; and what was left out, with the reason."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class WorkingTree:
    """Reads and writes the files of one clone.

    Args:
        repo: the clone.
        may_commit: see `MayCommit`.
    """

    def __init__(self, repo: GitRepo, may_commit: MayCommit) -> None:
        self._repo = repo
        self._root = repo.root
        self._may_commit = may_commit
        self._hashes: dict[str, tuple[Signature, str]] = {}

    def changes(self, applied: Mapping[str, Entry]) -> LocalChanges:
        """Compare the files with the tree that was applied last.

        Args:
            applied: path → entry of that tree.
        """
        for _ in range(MAX_LOOKS):
            try:
                return self._changes(applied)
            except FileNotFoundError:
                continue  # an agent moved a file while this looked
        raise GitError("scan", None, "the vault keeps changing")

    def _changes(self, applied: Mapping[str, Entry]) -> LocalChanges:
        result = LocalChanges()
        present = self._settled(applied)
        for path, oid in present.items():
            if path not in applied or applied[path].oid != oid:
                self._take(path, result)
        for path in applied.keys() - present.keys():
            if applied[path].mode == FILE_MODE and not (self._root / path).is_symlink():
                result.files[path] = None
        self._hold_back_undecided(result)
        return result

    def _take(self, path: str, result: LocalChanges) -> None:
        data = (self._root / path).read_bytes()
        reason = forbidden_name(path) or forbidden_content(data)
        if len(data) > MAX_FILE_BYTES:
            remedy = "Keep it outside the vault; a note can link to it."
            result.findings.append(
                Finding("file_too_large", path, f"{path} is larger than 1 MiB, so it is not synced.", remedy)
            )
        elif reason:
            problem = f"{path} was not committed: {reason}."
            remedy = "Move it out of the vault and, if it was ever pushed, replace the secret."
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

    def _settled(self, applied: Mapping[str, Entry]) -> dict[str, str]:
        """Return what lies there; where files seem gone, look until two looks agree.

        A file that moves while the folders are read one by one could be missed in both, and would look deleted.
        """
        present = self._present(applied)
        for _ in range(MAX_LOOKS):
            if applied.keys() <= present.keys():
                return present
            again = self._present(applied)
            if again == present:
                return present
            present = again
        raise FileNotFoundError

    def _present(self, applied: Mapping[str, Entry]) -> dict[str, str]:
        """Return the object id of every file that belongs to the vault."""
        found: dict[str, str] = {}
        unknown: list[str] = []
        for path, target in self._walk():
            if stays_local(path) and path not in applied:
                continue
            found[path] = self._oid(path, target)
            if path not in applied:
                unknown.append(path)
        for path in self._ignored(unknown):
            del found[path]
        return found

    def _walk(self) -> list[tuple[str, Path]]:
        files: list[tuple[str, Path]] = []
        for parent, folders, names in os.walk(self._root):
            top = Path(parent) == self._root
            folders[:] = [name for name in folders if not name.startswith(".") or (top and name == ".obsidian")]
            base = Path(parent).relative_to(self._root).as_posix()
            for name in names:
                path = name if base == "." else f"{base}/{name}"
                target = Path(parent) / name
                if (
                    (is_safe_path(path) or path.startswith(OWNER_FILES))
                    and target.is_file()
                    and not target.is_symlink()
                ):
                    files.append((path, target))
        return files

    def _oid(self, path: str, target: Path) -> str:
        status = target.stat()
        signature = (status.st_ino, status.st_mtime_ns, status.st_size)
        known = self._hashes.get(path)
        if known and known[0] == signature:
            return known[1]
        oid = blob_oid(target.read_bytes())
        self._hashes[path] = (signature, oid)
        return oid

    def _ignored(self, paths: list[str]) -> list[str]:
        if not paths:
            return []
        listed = "\0".join(paths).encode() + b"\0"
        try:
            output = self._repo.run("check-ignore", "-z", "--stdin", "--no-index", stdin=listed)
        except GitError as error:
            if error.status == 1:  # none is ignored
                return []
            raise
        return [part.decode() for part in output.split(b"\0") if part]

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
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


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
