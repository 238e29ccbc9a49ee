"""The in-memory twin of the file vault, for tests and dry runs."""

from __future__ import annotations

import hashlib

from agent_skills.domain.errors import MalformedFileError, StaleWriteError, UnsafePathError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, StoredFile, is_id, same_id, stem
from agent_skills.domain.zones import is_safe_path
from agent_skills.vault.problems import malformed
from agent_skills.vault.vault_parser import parse, serialize


class MemoryVault:
    """Holds bytes by path and follows the contract of the `Vault` port."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, path: str) -> StoredFile:
        """Read and parse one file; see the port."""
        data = self.read_bytes(path)
        return StoredFile(path, parse(data), hashlib.sha256(data).hexdigest())

    def read_bytes(self, path: str) -> bytes:
        """Return the exact bytes of a file."""
        _check_path(path)
        if path not in self.files:
            raise FileNotFoundError(path)
        return self.files[path]

    def exists(self, path: str) -> bool:
        """Tell whether a file lies there."""
        _check_path(path)
        return path in self.files

    def paths(self, folder: str) -> list[str]:
        """Return the paths of the `.md` files below a folder, sorted."""
        prefix = f"{folder}/" if folder else ""
        return sorted(path for path in self.files if path.startswith(prefix) and path.endswith(".md"))

    def scan(self, folder: str) -> tuple[list[StoredFile], list[Finding]]:
        """Read all files below a folder; a finding for each that cannot be read."""
        files: list[StoredFile] = []
        problems: list[Finding] = []
        for path in self.paths(folder):
            try:
                files.append(self.read(path))
            except MalformedFileError as error:
                problems.append(malformed(path, error))
        return files, problems

    def find(self, item_id: str) -> list[str]:
        """Return every path whose stem is that id, compared without case."""
        return [path for path in self.paths("") if same_id(stem(path), item_id)] if is_id(item_id) else []

    def create(self, path: str, doc: Document) -> StoredFile:
        """Write a new file; see the port."""
        if self.exists(path):
            raise FileExistsError(path)
        return self._put(path, doc)

    def write(self, path: str, doc: Document, expect: str) -> StoredFile:
        """Replace a file, if it still has the hash that was read; see the port."""
        self._check(path, expect)
        return self._put(path, doc)

    def move(self, source: str, target: str, expect: str, doc: Document | None = None) -> StoredFile:
        """Move a file and rewrite it where asked; see the port."""
        self._check(source, expect)
        if self.exists(target):
            raise FileExistsError(target)
        self.files[target] = self.files.pop(source)
        return self.read(target) if doc is None else self._put(target, doc)

    def remove(self, path: str) -> None:
        """Remove a file; see the port."""
        if not self.exists(path):
            raise FileNotFoundError(path)
        del self.files[path]

    def append(self, path: str, heading: str, line: str) -> None:
        """Append one line to a log file, made with its heading when new; see the port."""
        _check_path(path)
        before = self.files.get(path) or f"{heading.rstrip()}\n".encode()
        self.files[path] = before + f"{' '.join(line.splitlines())}\n".encode()

    def _put(self, path: str, doc: Document) -> StoredFile:
        data = serialize(doc)
        self.files[path] = data
        return StoredFile(path, doc, hashlib.sha256(data).hexdigest())

    def _check(self, path: str, expect: str) -> None:
        found = self.files.get(path)
        actual = None if found is None else hashlib.sha256(found).hexdigest()
        if actual != expect:
            raise StaleWriteError(path, expect, actual)


def _check_path(path: str) -> None:
    if not is_safe_path(path):
        raise UnsafePathError(path)
