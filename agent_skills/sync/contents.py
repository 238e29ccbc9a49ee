"""Merging what stands in one file: front matter by key, body by diff3, logs by union, Dashboard.md by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from agent_skills.domain.clock import parse_iso
from agent_skills.domain.errors import MalformedFileError
from agent_skills.domain.items import Document, FrontMatter, Value
from agent_skills.domain.zones import CLOUD_SECTIONS

TextMerge = Callable[[bytes, bytes, bytes], bytes | None]
"""(base, ours, theirs) → merged text, None where both changed the same lines."""

COUNTERS = frozenset({"retry_count", "total_calls", "total_cost_usd", "version"})
"""Numbers that only rise: the larger one holds."""


@dataclass(frozen=True, slots=True)
class Formats:
    """How vault files are read and written; injected, as the rooms do not know each other."""

    parse: Callable[[bytes], Document]
    serialize: Callable[[Document], bytes]
    merge_text: TextMerge


def merge_file(base: bytes, ours: bytes, theirs: bytes, formats: Formats) -> bytes | None:
    """Merge two versions of a vault file.

    Args:
        base: content before; empty where both sides made the file.
        ours: content here.
        theirs: content on the remote.
        formats: parser, serializer and diff3.

    Returns:
        the merged file; None where it cannot be merged without losing words.
    """
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    try:
        mine, other = formats.parse(ours), formats.parse(theirs)
        root = formats.parse(base) if base else Document()
    except MalformedFileError:
        return formats.merge_text(base, ours, theirs)
    body = _merge_body(root.body, mine.body, other.body, formats.merge_text)
    if body is None:
        return None
    return formats.serialize(Document(merge_front(root.front, mine.front, other.front), body))


def _merge_body(base: str, ours: str, theirs: str, merge_text: TextMerge) -> str | None:
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    merged = merge_text(base.encode(), ours.encode(), theirs.encode())
    return None if merged is None else merged.decode()


def merge_front(base: FrontMatter, ours: FrontMatter, theirs: FrontMatter) -> FrontMatter:
    """Merge front matter by key; where both changed a key, the side updated later wins, counters take the larger."""
    newer, older = (ours, theirs) if _later(ours, theirs) else (theirs, ours)
    merged: FrontMatter = {}
    for key in [*newer, *(key for key in older if key not in newer)]:
        value = _merge_value(key, base.get(key), newer.get(key), older.get(key))
        if value is not None or key in newer:
            merged[key] = value
    return merged


def _merge_value(key: str, base: Value, newer: Value, older: Value) -> Value:
    if key in COUNTERS and isinstance(newer, int | float) and isinstance(older, int | float):
        return max(newer, older)
    return older if newer == base else newer


def _later(ours: FrontMatter, theirs: FrontMatter) -> bool:
    mine, other = parse_iso(ours.get("updated_at")), parse_iso(theirs.get("updated_at"))
    if mine and other and mine != other:
        return mine > other
    # Equal or missing times: any order that both machines agree on.
    return sorted(map(repr, ours.items())) > sorted(map(repr, theirs.items()))


def union(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    """Merge two append-only logs: every line of either side once, what came from the remote first.

    Lines that one side removed (old logs being pruned) stay removed.
    """
    before, mine, other = (text.decode("utf-8", "replace").splitlines() for text in (base, ours, theirs))
    gone = Counter(before) - Counter(mine)
    kept = [line for line in other if not _take(gone, line)]
    known = Counter(kept)
    kept += [line for line in mine if not _take(known, line)]
    return ("\n".join(kept) + "\n").encode() if kept else b""


def _take(counter: Counter[str], line: str) -> bool:
    found = counter[line] > 0
    counter[line] -= found
    return found


def merge_usage(base: bytes, ours: bytes, theirs: bytes, formats: Formats) -> bytes:
    """Merge two versions of a day's API usage: rows by union, totals counted anew from the rows."""
    try:
        mine, other = formats.parse(ours), formats.parse(theirs)
        root = formats.parse(base).body if base else ""
    except MalformedFileError:
        return union(base, ours, theirs)
    body = union(root.encode(), mine.body.encode(), other.body.encode()).decode()
    costs = [cells[6] for line in body.splitlines() if (cells := _cells(line))]
    front = {**other.front, **mine.front, "total_calls": len(costs), "total_cost_usd": round(sum(costs), 6)}
    return formats.serialize(Document(front, body))


def _cells(line: str) -> list[float] | None:
    parts = [cell.strip() for cell in line.split("|")]
    try:
        return (
            [0.0] * 6 + [float(parts[6])] if len(parts) >= len(("", "t", "a", "m", "p", "c", "usd", "k", "")) else None
        )
    except ValueError:
        return None


def merge_dashboard(cloud: bytes, local: bytes, formats: Formats) -> bytes:
    """Merge Dashboard.md by section owner: the Cloud's sections from its version, the rest from Local's."""
    try:
        theirs, mine = formats.parse(cloud), formats.parse(local)
    except MalformedFileError:
        return local
    return formats.serialize(Document(mine.front, _with_sections(mine.body, theirs.body)))


def _with_sections(local: str, cloud: str) -> str:
    blocks = {name: block for name, block in _blocks(cloud) if name in CLOUD_SECTIONS}
    result = [blocks.pop(name, block) if name else block for name, block in _blocks(local)]
    parts = [part.strip("\n") for part in [*result, *blocks.values()]]
    return "\n\n".join(part for part in parts if part) + "\n"


def _blocks(body: str) -> list[tuple[str, str]]:
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for line in body.splitlines():
        if line.startswith("## "):
            blocks.append((line[3:].strip(), []))
        blocks[-1][1].append(line)
    return [(name, "\n".join(lines)) for name, lines in blocks]
