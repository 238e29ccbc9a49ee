"""Git through GitPython's command layer: plumbing only, no index, no hooks, no prompts, always with a deadline.

Porcelain merge and rebase pair renamed templated files wrongly and end with exit 0, so they are not used.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import git

from agent_skills.domain.errors import EmployeeError

FILE_MODE = "100644"
"""The only mode of a vault file: no links, submodules or programs."""

GIT_SECONDS = 120
"""A git command that takes longer hangs (a dead connection); it is ended and counts as offline."""

SAFE_CONFIG: tuple[tuple[str, str], ...] = (
    ("core.hooksPath", "/dev/null"),
    ("core.symlinks", "false"),
    ("core.autocrlf", "false"),
    ("core.fsync", "all"),
    ("core.quotePath", "false"),
    ("transfer.fsckObjects", "true"),
    ("merge.directoryRenames", "false"),
    ("protocol.ext.allow", "never"),
    ("commit.gpgSign", "false"),
    ("gc.auto", "0"),
    ("fastimport.unpackLimit", "1000"),
)
"""Given with every command, so that nothing in a pulled file or a user's configuration can act."""

SSH_COMMAND = (
    "ssh -oBatchMode=yes -oConnectTimeout=15 -oControlMaster=auto -oControlPersist=60 -oControlPath=~/.ssh/cm-%C"
)
"""No prompts; one connection kept for the next cycles (328 ms → 21 ms a fetch)."""


class GitError(EmployeeError):
    """A git command failed.

    Args:
        command: its first word.
        status: exit code, or None where it was ended.
        message: last line of its standard error.
        detail: more of it.
    """

    def __init__(self, command: str, status: int | None, message: str, detail: str = "") -> None:
        super().__init__(f"git {command}: {message or status}")
        self.command = command
        self.status = status
        self.message = message
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a tree: mode and object id."""

    mode: str
    oid: str


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs between two trees; None where it is missing on that side."""

    path: str
    old: Entry | None
    new: Entry | None


class GitRepo:
    """One clone.

    Args:
        root: its working tree.
        ssh_command: takes the place of `SSH_COMMAND`.
    """

    def __init__(self, root: Path, ssh_command: str = SSH_COMMAND) -> None:
        self.root = root
        self._git = git.Git(str(root))
        self._git.update_environment(
            GIT_TERMINAL_PROMPT="0", GIT_SSH_COMMAND=ssh_command, LC_ALL="C", GIT_OPTIONAL_LOCKS="0"
        )
        self._known: tuple[str, dict[str, Entry]] | None = None
        self._options = [part for key, value in SAFE_CONFIG for part in ("-c", f"{key}={value}")]

    def run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Run one git command and return what it printed.

        Raises:
            GitError: it failed or took longer than `GIT_SECONDS`.
        """
        # Arguments are a list and never pass a shell.
        command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *self._options, *arguments]
        with tempfile.TemporaryFile() as feed:
            feed.write(stdin or b"")
            feed.seek(0)
            try:
                status, output, errors = self._execute(command, feed)
            except (git.GitCommandError, OSError) as error:
                raise GitError(arguments[0], None, str(error)) from error
        if status != 0:
            raise GitError(arguments[0], status, _last_line(errors), errors[-2000:])
        return output

    def _execute(self, command: list[str], feed: Any) -> tuple[int, bytes, str]:
        status, output, errors = self._git.execute(
            command,
            istream=feed,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            kill_after_timeout=GIT_SECONDS,
        )
        raw = output if isinstance(output, bytes) else str(output).encode()
        return int(status), raw, str(errors)

    def line(self, *arguments: str) -> str:
        """Run a command that prints one line."""
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def resolve(self, ref: str) -> str | None:
        """Return the commit that a ref names, None where it does not exist."""
        try:
            return self.line("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        except GitError:
            return None

    def tree(self, commit: str) -> dict[str, Entry]:
        """Return every file of a commit by path; paths that are no UTF-8 are kept with surrogates."""
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", commit)
        return dict(_tree_row(row) for row in listed.split(b"\0") if row)

    def known_tree(self, commit: str | None) -> dict[str, Entry]:
        """Return the files of a commit (none for None); the last one asked for is remembered."""
        if commit is None:
            return {}
        if self._known is None or self._known[0] != commit:
            self._known = (commit, self.tree(commit))
        return self._known[1]

    def changes(self, old: str, new: str) -> list[Change]:
        """Return what differs between two commits, without guessing renames."""
        raw = self.run("diff-tree", "-r", "-z", "--no-renames", "--raw", "--no-commit-id", old, new)
        parts = raw.split(b"\0")
        return [_change_row(parts[n], parts[n + 1]) for n in range(0, len(parts) - 1, 2)]

    def blobs(self, oids: Sequence[str], limit: int) -> dict[str, bytes]:
        """Return the contents of blobs up to `limit` bytes; larger or missing ones are left out."""
        wanted = list(dict.fromkeys(oids))
        if not wanted:
            return {}
        listed = "".join(f"{oid}\n" for oid in wanted).encode()
        sizes = self.run("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", stdin=listed)
        rows = [row.split() for row in sizes.decode().splitlines()]
        small = [row[0] for row in rows if len(row) == len(("oid", "type", "size")) and int(row[2]) <= limit]
        if not small:
            return {}
        return dict(_batch(self.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in small).encode())))

    def commit(self, parents: Sequence[str], files: Mapping[str, bytes | Entry | None], message: str, who: str) -> str:
        """Make a commit without an index (`git fast-import`); cost follows the change, not the vault.

        Args:
            parents: the first one is the tree to change; none for a first commit.
            files: path → content, an entry that exists already, or None to remove it.
            message: text of the commit.
            who: `Name <address>` of author and committer.

        Returns:
            the commit's id. No branch moves.
        """
        stream = b"".join(_fast_import(parents, files, message, who))
        name = "refs/ai-employee/import"
        self.run(
            "fast-import", "--quiet", "--force", "--date-format=now", stdin=stream.replace(b"@REF@", name.encode())
        )
        made = self.resolve(name)
        if made is None:
            raise GitError("fast-import", None, "made no commit")
        self.run("update-ref", "-d", name)
        return made

    def is_ancestor(self, old: str, new: str) -> bool:
        """Tell whether one commit is contained in another."""
        try:
            self.run("merge-base", "--is-ancestor", old, new)
        except GitError:
            return False
        return True

    def merge_base(self, left: str, right: str) -> str | None:
        """Return the best common ancestor, None for unrelated histories."""
        try:
            return self.line("merge-base", left, right)
        except GitError:
            return None


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""


def _tree_row(row: bytes) -> tuple[str, Entry]:
    head, path = row.split(b"\t", 1)
    mode, _kind, oid = head.decode().split()
    return os.fsdecode(path), Entry(mode, oid)


def _change_row(head: bytes, path: bytes) -> Change:
    old_mode, new_mode, old_oid, new_oid, _kind = head.decode().lstrip(":").split()
    old = None if set(old_oid) == {"0"} else Entry(old_mode, old_oid)
    new = None if set(new_oid) == {"0"} else Entry(new_mode, new_oid)
    return Change(os.fsdecode(path), old, new)


def _batch(output: bytes) -> Iterator[tuple[str, bytes]]:
    start = 0
    while start < len(output):
        end = output.index(b"\n", start)
        oid, _kind, size = output[start:end].decode().split()
        yield oid, output[end + 1 : end + 1 + int(size)]
        start = end + 1 + int(size) + 1


def _fast_import(
    parents: Sequence[str], files: Mapping[str, bytes | Entry | None], message: str, who: str
) -> Iterable[bytes]:
    text = message.encode()
    yield f"commit @REF@\nauthor {who} now\ncommitter {who} now\ndata {len(text)}\n".encode() + text + b"\n"
    if parents:
        yield f"from {parents[0]}\n".encode()
    for parent in parents[1:]:
        yield f"merge {parent}\n".encode()
    for path in sorted(files, key=lambda name: files[name] is not None):  # removals first: a file may become a folder
        yield from _file_command(path, files[path])
    yield b"\n"


def _file_command(path: str, content: bytes | Entry | None) -> Iterable[bytes]:
    name = b'"' + os.fsencode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"\n'
    if content is None:
        yield b"D " + name
    elif isinstance(content, Entry):
        yield f"M {content.mode} {content.oid} ".encode() + name
    else:
        yield f"M {FILE_MODE} inline ".encode() + name + f"data {len(content)}\n".encode() + content + b"\n"
