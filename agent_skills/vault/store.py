"""The vault on disk: every write is atomic and durable, every change presents the hash of what was read."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from agent_skills.domain.errors import MalformedFileError, StaleWriteError, UnsafePathError, VaultMissingError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, StoredFile, is_id
from agent_skills.domain.zones import MAX_FILE_BYTES, is_safe_path
from agent_skills.vault.problems import malformed
from agent_skills.vault.vault_parser import parse, serialize

NEW_FILE_MODE = 0o600
"""The vault holds private mail: only its owner reads it."""


class FileVault:
    """A folder of markdown files; implements the `Vault` port.

    Args:
        root: the vault's folder. It must exist.

    Raises:
        FileNotFoundError: there is no such folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve(strict=True)
        self._seen: dict[str, tuple[tuple[int, int, int], StoredFile]] = {}

    def read(self, path: str) -> StoredFile:
        """Read and parse one file; see the port."""
        target = self._locate(path)
        signature = _signature(target)
        known = self._seen.get(path)
        if known and known[0] == signature:
            return known[1]
        data = _read_regular(target)
        stored = StoredFile(path, parse(data), hashlib.sha256(data).hexdigest())
        self._seen[path] = (signature, stored)
        return stored

    def read_bytes(self, path: str) -> bytes:
        """Return the exact bytes of a file, at most one over the size limit."""
        return _read_regular(self._locate(path))

    def exists(self, path: str) -> bool:
        """Tell whether a regular file lies there."""
        target = self._locate(path)
        return target.is_file() and not target.is_symlink()

    def paths(self, folder: str) -> list[str]:
        """Return the paths of the `.md` files below a folder, sorted; hidden files and links are passed over."""
        return sorted(self._walk(folder, lambda name: name.endswith(".md") and not name.startswith(".")))

    def _walk(self, folder: str, wanted: Callable[[str], bool]) -> Iterator[str]:
        """Yield the safe paths below a folder whose file names are wanted; hidden folders are passed over."""
        self._expect_root()  # a vault that is gone is not an empty one
        top = self._locate(folder) if folder else self.root
        for parent, folders, files in os.walk(top):
            folders[:] = [name for name in folders if not name.startswith(".")]
            names = [name for name in files if wanted(name)]
            if names:
                base = Path(parent).relative_to(self.root).as_posix()
                prefix = "" if base == "." else base + "/"
                yield from (path for path in (prefix + name for name in names) if is_safe_path(path))

    def scan(self, folder: str) -> tuple[list[StoredFile], list[Finding]]:
        """Read all files below a folder: those that could be read, and a finding for each other one."""
        files: list[StoredFile] = []
        problems: list[Finding] = []
        for path in self.paths(folder):
            try:
                files.append(self.read(path))
            except FileNotFoundError:
                continue  # moved away since the folder was listed
            except (MalformedFileError, UnsafePathError, OSError) as error:
                problems.append(malformed(path, error))
        return files, problems

    def find(self, item_id: str) -> list[str]:
        """Return every path whose stem is that id, compared without case."""
        name = f"{item_id}.md".lower()
        return sorted(self._walk("", lambda found: found.lower() == name)) if is_id(item_id) else []

    def create(self, path: str, doc: Document) -> StoredFile:
        """Write a new file durably; see the port."""
        target = self._locate(path)
        self._make_folder_of(target)
        data = serialize(doc)
        draft = _write_beside(target, data)
        try:
            os.link(draft, target)  # fails where something lies there: nothing is ever overwritten
        finally:
            draft.unlink()
        sync_folder(target.parent)
        return StoredFile(path, doc, hashlib.sha256(data).hexdigest())

    def write(self, path: str, doc: Document, expect: str) -> StoredFile:
        """Replace a file durably, if it still has the hash that was read; see the port."""
        target = self._locate(path)
        data = serialize(doc)
        draft = _write_beside(target, data)
        try:
            self._check(path, expect)
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
        return StoredFile(path, doc, hashlib.sha256(data).hexdigest())

    def move(self, source: str, target: str, expect: str, doc: Document | None = None) -> StoredFile:
        """Move a file, then rewrite it where asked; see the port.

        The place is the state, so the place changes first: a crash in between leaves the file moved and whole.
        """
        self._check(source, expect)
        start, goal = self._locate(source), self._locate(target)
        if os.path.lexists(goal):
            raise FileExistsError(target)
        self._make_folder_of(goal)
        start.rename(goal)
        sync_folder(start.parent)
        if doc is not None:
            return self.write(target, doc, expect)  # which makes the move itself durable as well
        sync_folder(goal.parent)
        return self.read(target)

    def remove(self, path: str) -> None:
        """Remove a file; see the port."""
        target = self._locate(path)
        target.unlink()
        sync_folder(target.parent)

    def append(self, path: str, heading: str, line: str) -> None:
        """Append one line to a log file, made with its heading when new; see the port."""
        target = self._locate(path)
        self._make_folder_of(target)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        with os.fdopen(os.open(target, flags, NEW_FILE_MODE), "ab") as log:
            start = f"{heading.rstrip()}\n" if log.tell() == 0 else ""
            log.write(f"{start}{' '.join(line.splitlines())}\n".encode())
            log.flush()
            os.fsync(log.fileno())

    def _make_folder_of(self, target: Path) -> None:
        self._expect_root()  # made anew, it would stand in the way of the one that comes back
        target.parent.mkdir(parents=True, exist_ok=True)

    def _expect_root(self) -> None:
        if not self.root.is_dir():
            raise VaultMissingError(self.root)

    def _check(self, path: str, expect: str) -> None:
        try:
            actual = hashlib.sha256(self.read_bytes(path)).hexdigest()
        except FileNotFoundError as error:
            raise StaleWriteError(path, expect, None) from error
        if actual != expect:
            raise StaleWriteError(path, expect, actual)

    def _locate(self, path: str) -> Path:
        if not is_safe_path(path):
            raise UnsafePathError(path)
        folder = str(self.root)  # a text: a path object for each part would cost more than the look itself
        for part in path.split("/"):
            if os.path.islink(folder):  # noqa: PTH114
                raise UnsafePathError(path)
            folder = f"{folder}/{part}"
        return self.root / path


def _signature(target: Path) -> tuple[int, int, int]:
    found = target.lstat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read_regular(target: Path) -> bytes:
    with os.fdopen(os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def _write_beside(target: Path, data: bytes) -> Path:
    draft = target.with_name(f".{secrets.token_hex(8)}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, NEW_FILE_MODE), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable (fsync of the folder itself)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
