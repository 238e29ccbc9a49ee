"""Commit messages: who, a summary, one line a file; never an address or a text."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from agent_skills.domain.items import is_id, stem
from agent_skills.domain.states import Agent

MAX_LINES = 20


def commit_message(
    agent: Agent, files: Mapping[str, bytes | None], before: Collection[str], merged: int | None = None
) -> str:
    """Return the message of a commit.

    Args:
        agent: who commits.
        files: path → content, None for removed.
        before: paths that existed before.
        merged: number of files that a merge decided, instead of `files`.
    """
    name = agent.value.capitalize()
    if merged is not None:
        return f"{name}: merge ({merged} files)\n\nAgent: {agent}\n"
    lines = sorted({_line(path, data, before) for path, data in files.items() if not _moved_away(path, data, files)})
    summary = lines[0] if len(lines) == 1 else f"{len(lines)} changes"
    rest = lines[:MAX_LINES] + ([f"and {len(lines) - MAX_LINES} more"] if len(lines) > MAX_LINES else [])
    details = "\n".join(f"- {line}" for line in rest)
    return f"{name}: {summary}\n\n{details}\n\nAgent: {agent}\n"


def _moved_away(path: str, data: bytes | None, files: Mapping[str, bytes | None]) -> bool:
    return data is None and any(stem(other) == stem(path) for other, kept in files.items() if kept is not None)


def _line(path: str, data: bytes | None, before: Collection[str]) -> str:
    folder, _, name = path.rpartition("/")
    shown = stem(path) if is_id(stem(path)) else "a file"
    verb = "remove" if data is None else "change" if path in before else "add"
    return f"{verb} {shown} in {folder}" if folder else f"{verb} {name}"


def cell(text: str) -> str:
    """Return untrusted text (a name from the other side) as one cell of a log's table, in plain characters."""
    plain = text.encode("utf-8", "replace").decode()
    return "".join(char if char.isprintable() and char != "|" else "?" for char in plain)[:300]
