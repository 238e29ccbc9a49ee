"""Git through GitPython's command layer: plumbing only, no index, no hooks, no prompts, always with a deadline.

Porcelain merge and rebase pair renamed templated files wrongly and end with exit 0, so they are not used.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import git

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.redaction import without_login
from agent_skills.sync.git_options import MEMORY, SAFE_CONFIG, SSH_COMMAND
from agent_skills.sync.git_process import GitHangsError, run_to_the_end
from agent_skills.sync.git_words import cause, refusal
from agent_skills.sync.lasting_git import LastingGit, LastingGitError
from agent_skills.sync.marker import COMMIT
from agent_skills.sync.object_reader import GitObject, ObjectReader
from agent_skills.sync.object_writer import ObjectWriter
from agent_skills.sync.ref_writer import RefWriter
from agent_skills.sync.trees import Change, Entry, Trees

Found = TypeVar("Found")

FILE_MODE = "100644"
"""The only mode of a vault file: no links, submodules or programs."""

GIT_SECONDS = 120
"""A git command that takes longer hangs (a dead connection); it is ended and counts as offline."""

REMEMBERED = 64
"""Commits whose tree is remembered."""

NEAR = 8
"""So many commits are looked at before git is asked about ancestors."""


class GitError(EmployeeError):
    """A git command failed.

    Args:
        command: its first word.
        status: exit code, or None where it was ended.
        message: the line of its standard error that names the cause; told within a sentence, so without its full stop.
        detail: more of it.
        output: what it printed before.
    """

    def __init__(self, command: str, status: int | None, message: str, detail: str = "", output: bytes = b"") -> None:
        self.command = command
        self.status = status
        self.message = without_login(message).removesuffix(".")
        self.detail = without_login(detail)
        self.output = output
        super().__init__(f"git {command}: {self.message or status}")

    @property
    def reason(self) -> str:
        """Why a remote did not take a push, in its own words where it said any; without a full stop."""
        return refusal(self.detail, self.output.decode("utf-8", "replace")).removesuffix(".") or self.message

    @property
    def refused(self) -> bool:
        """Whether the remote itself said that it did not take a push (`--porcelain`); a lost answer is no such word."""
        return any(line.startswith(b"!") and b"rejected]" in line for line in self.output.splitlines())


class GitRepo:
    """One clone.

    Args:
        root: its working tree.
        ssh_command: takes the place of `SSH_COMMAND`.
        now: seconds since the epoch, for commits.
        seconds: a command that takes longer is ended.
    """

    def __init__(
        self,
        root: Path,
        ssh_command: str = SSH_COMMAND,
        now: Callable[[], float] = time.time,
        seconds: float = GIT_SECONDS,
    ) -> None:
        self.root = root
        self._seconds = seconds
        self._now = now
        self._git = git.Git(str(root))
        self._git.update_environment(
            GIT_TERMINAL_PROMPT="0", GIT_SSH_COMMAND=ssh_command, LC_ALL="C", GIT_OPTIONAL_LOCKS="0", **MEMORY
        )
        options = [part for key, value in SAFE_CONFIG for part in ("-c", f"{key}={value}")]
        # Named with each command, as GitPython runs it wherever the process is once the folder is gone.
        self._command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "-C", str(root.absolute()), *options]
        self._reader = ObjectReader(root, self._command, GIT_SECONDS)
        self._writer = ObjectWriter(root / ".git" / "objects")
        self._refs = RefWriter(self.lasting("update-ref", "--stdin"))
        self._roots: dict[str, str] = {}
        self._trees = Trees(self._tree_object, lambda data: self._writer.add("tree", data))

    def run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Run one git command and return what it printed.

        Raises:
            GitError: it failed or took longer than it may.
        """
        try:
            ended = run_to_the_end(self._git, [*self._command, *arguments], stdin, self._seconds)
        except (git.CommandError, OSError, GitHangsError) as error:
            raise GitError(arguments[0], None, str(error)) from error
        if ended.status != 0:
            raise GitError(arguments[0], ended.status, cause(ended.errors), ended.errors[-2000:], ended.output)
        return ended.output

    def line(self, *arguments: str) -> str:
        """Run a command that prints one line."""
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def resolve(self, ref: str) -> str | None:
        """Return the commit that a ref names, None where it does not exist."""
        found = self._look(f"{ref}^{{commit}}", limit=0)
        return found.oid if found else None

    def move_ref(self, ref: str, new: str, old: str | None = None) -> None:
        """Let a ref name another commit; see `RefWriter.move`, and raises GitError."""
        try:
            self._refs.move(ref, new, old)
        except LastingGitError:  # asked once more in a way that says what is wrong
            self.run("update-ref", ref, new, *([old] if old else []))

    def lasting(self, *arguments: str) -> LastingGit:
        """Return a command that stays; it starts with its first question."""
        return LastingGit(self.root, [*self._command, *arguments], GIT_SECONDS)

    def _look(self, name: str, limit: int | None = None) -> GitObject | None:
        return self._look_at(lambda: self._reader.read(name, limit))

    def _look_at(self, read: Callable[[], Found]) -> Found:
        try:
            return read()
        except LastingGitError as error:
            raise GitError("cat-file", None, str(error)) from error

    def _tree_object(self, oid: str) -> bytes:
        found = self._look(oid)
        if found is None or found.kind != "tree" or found.data is None:
            raise GitError("cat-file", None, f"tree {oid} is missing")
        return found.data

    def _root(self, commit: str) -> str:
        """Return the id of a commit's tree."""
        if known := self._roots.get(commit):
            return known
        root = self._look_for_root(commit)
        if COMMIT.fullmatch(commit):  # a branch will name another one
            self._roots[commit] = root
            if len(self._roots) > REMEMBERED:
                del self._roots[next(iter(self._roots))]
        return root

    def _look_for_root(self, commit: str) -> str:
        found = self._look(f"{commit}^{{tree}}", limit=0)
        if found is None:
            raise GitError("cat-file", None, f"commit {commit} is missing")
        return found.oid

    def entries(self, commit: str | None, paths: Iterable[str]) -> dict[str, Entry]:
        """Return those of the paths that a commit holds as files (none for None)."""
        wanted = list(paths)
        return self._trees.lookup(self._root(commit), wanted) if commit and wanted else {}

    def tree(self, commit: str) -> dict[str, Entry]:
        """Return every file of a commit by path; paths that are no UTF-8 are kept with surrogates."""
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", commit)
        return dict(_tree_row(row) for row in listed.split(b"\0") if row)

    def alike(self, commit: str, paths: Iterable[str], key: Callable[[str], str]) -> set[str]:
        """Return the files of a commit whose paths have the same key as one of these, part by part."""
        return self._trees.alike(self._root(commit), paths, key)

    def changes(self, old: str | None, new: str | None) -> list[Change]:
        """Return what differs between two commits (None: no files), without guessing renames."""
        if old == new:
            return []
        return self._trees.diff(self._root(old) if old else None, self._root(new) if new else None)

    def blobs(self, oids: Iterable[str], limit: int) -> dict[str, bytes]:
        """Return the contents of blobs up to `limit` bytes; larger or missing ones are left out."""
        wanted = list(dict.fromkeys(oids))
        blobs = zip(wanted, self._look_at(lambda: self._reader.read_all(wanted, limit)), strict=True)
        return {oid: blob.data for oid, blob in blobs if blob and blob.kind == "blob" and blob.data is not None}

    def commit(self, parents: Sequence[str], files: Mapping[str, bytes | Entry | None], message: str, who: str) -> str:
        """Make a commit without an index; cost follows the change, not the vault.

        Args:
            parents: the first one is the tree to change; none for a first commit.
            files: path → content, an entry that exists already, or None to remove it.
            message: text of the commit.
            who: `Name <address>` of author and committer.

        Returns:
            the commit's id. No branch moves.

        Raises:
            GitError: it cannot be written.
        """
        made = {path: self._stored(content) for path, content in files.items()}
        root = self._trees.edit(self._root(parents[0]) if parents else None, made)
        signature = f"{who} {int(self._now())} +0000"
        head = [f"tree {root}", *(f"parent {oid}" for oid in parents), f"author {signature}", f"committer {signature}"]
        oid = self._writer.add("commit", "\n".join([*head, "", message]).encode())
        self._flush()
        return oid

    def store(self, contents: Iterable[bytes]) -> list[str]:
        """Write blobs that no commit holds; returns their ids.

        Raises:
            GitError: they cannot be written.
        """
        oids = [self._writer.add("blob", content) for content in contents]
        self._flush()
        return oids

    def _flush(self) -> None:
        try:
            self._writer.flush()
        except OSError as error:
            raise GitError("commit", None, str(error)) from error

    def _stored(self, content: bytes | Entry | None) -> Entry | None:
        return Entry(FILE_MODE, self._writer.add("blob", content)) if isinstance(content, bytes) else content

    def is_ancestor(self, old: str, new: str) -> bool:
        """Tell whether one commit is contained in another."""
        return self.merge_base(old, new) == old

    def _is_near(self, old: str, new: str) -> bool:
        """Tell whether a commit is found among the next ancestors, as nearly always between two cycles."""
        reached = [new]
        for commit in reached:
            if commit == old:
                return True
            if len(reached) < NEAR:
                reached += self.parents(commit)
        return False

    def raw(self, commit: str) -> bytes:
        """Return a commit object as it is stored; empty where there is none."""
        found = self._look(commit)
        return found.data if found and found.kind == "commit" and found.data else b""

    def parents(self, commit: str) -> list[str]:
        """Return the ids of a commit's parents."""
        head = self.raw(commit).partition(b"\n\n")[0].decode("utf-8", "replace")
        return [line.split()[1] for line in head.splitlines() if line.startswith("parent ")]

    def merge_base(self, left: str, right: str) -> str | None:
        """Return the best common ancestor, None for unrelated histories."""
        if self._is_near(left, right):
            return left
        if self._is_near(right, left):
            return right
        try:
            return self.line("merge-base", left, right)
        except GitError:
            return None


def _tree_row(row: bytes) -> tuple[str, Entry]:
    head, path = row.split(b"\t", 1)
    mode, _kind, oid = head.decode().split()
    return os.fsdecode(path), Entry(mode, oid)
