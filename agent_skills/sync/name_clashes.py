"""A file here and a folder of the same name there cannot both have it: this machine's one gets a name of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from agent_skills.sync.merge_result import Content, MergeResult, Resolution
from agent_skills.sync.trees import Change, Entry


def keep_apart(result: MergeResult, theirs: Sequence[Change]) -> None:
    """Rename what the merge would write where the other side has a folder, or below what it has as a file.

    Args:
        result: the merge's outcome, changed in place.
        theirs: what the other side changed; its names stay.
    """
    files = {change.path for change in theirs if change.new and result.files.get(change.path, change.new) is not None}
    folders = {str(parent) for path in files for parent in PurePosixPath(path).parents}
    for path, content in list(result.files.items()):
        if content is None or path in files:
            continue
        parents = [str(parent) for parent in PurePosixPath(path).parents]
        clash = path if path in folders else next((parent for parent in parents if parent in files), None)
        if clash:
            _rename(result, path, f"{clash}.conflict-{_digest(content)}{path[len(clash) :]}", content)


def _rename(result: MergeResult, path: str, to: str, content: Content) -> None:
    del result.files[path]
    result.files[to] = content
    oid = (content.oid,) if isinstance(content, Entry) else ()
    result.resolutions.append(Resolution(path, f"the other machine has this name otherwise; kept as {to}", oid))


def _digest(content: Content) -> str:
    return content.oid[:8] if isinstance(content, Entry) else hashlib.sha256(content).hexdigest()[:8]
