"""What a merge decides, as values."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent_skills.domain.findings import Finding
from agent_skills.sync.trees import Entry

Content = bytes | Entry
"""New bytes, or a blob that exists already."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided about one item, and where the version that was not taken can be found."""

    subject: str
    decision: str
    losing: tuple[str, ...] = ()


@dataclass(slots=True)
class MergeResult:
    """The merged tree as changes on top of theirs: content, an existing entry, or None to remove."""

    files: dict[str, Content | None] = field(default_factory=dict)
    resolutions: list[Resolution] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
