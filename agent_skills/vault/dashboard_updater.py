"""Keeps `Dashboard.md`: sections with one owner each; what a person wrote elsewhere in it survives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import MalformedFileError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, StoredFile
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place
from agent_skills.domain.zones import DASHBOARD

MAX_ROWS = 50
"""A table longer than this is no overview; the page shows the rest."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the Local sections show: waiting drafts and the number of files by folder."""

    pending: Sequence[StoredFile]
    counts: Mapping[str, int]


class DashboardUpdater:
    """Writes the sections that this agent owns, and only when they change.

    Args:
        vault: holds Dashboard.md.
        clock: for the stamp of the last change.
    """

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def update_local(self, overview: Overview) -> bool:
        """Renew Pending Approvals and Statistics; returns whether anything was written."""
        sections = {"Pending Approvals": _pending_table(overview.pending), "Statistics": _statistics(overview.counts)}
        return self._update(sections)

    def add_update(self, agent: str, text: str) -> bool:
        """Add one dated line to Updates (owner: the Cloud), newest first.

        Args:
            agent: who reports.
            text: one line without addresses.
        """
        line = f"- {iso(self._clock())} {agent}: {' '.join(text.split())}"
        stored = self._read()
        old = split_sections(stored.doc.body).get("Updates", "") if stored else ""
        lines = [line, *(row for row in old.splitlines() if row.startswith("- "))]
        return self._update({"Updates": "\n".join(lines[:MAX_ROWS])})

    def _update(self, sections: Mapping[str, str]) -> bool:
        stored = self._read()
        before = stored.doc.body if stored else "# Dashboard\n"
        after = replace_sections(before, sections)
        if stored is None:
            self._vault.create(DASHBOARD, Document({"type": "dashboard", "updated_at": iso(self._clock())}, after))
            return True
        if after == before:
            return False
        self._vault.write(
            DASHBOARD, Document({**stored.doc.front, "updated_at": iso(self._clock())}, after), stored.sha256
        )
        return True

    def _read(self) -> StoredFile | None:
        try:
            return self._vault.read(DASHBOARD)
        except FileNotFoundError:
            return None


def damaged_dashboard(error: MalformedFileError) -> Finding:
    """Describe a Dashboard.md that cannot be read; it is left for the owner and not overwritten."""
    return Finding(
        code="malformed_file",
        subject=DASHBOARD,
        problem=f"{DASHBOARD} cannot be read ({error.code}), so it is no longer kept up to date.",
        remedy="Mend its front matter, or delete the file: it is then made anew.",
        evidence=DASHBOARD,
    )


def split_sections(body: str) -> dict[str, str]:
    """Return the text below each `## ` heading of a markdown body, by heading."""
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in body.splitlines():
        if line.startswith("## "):
            current = sections.setdefault(line[3:].strip(), [])
        elif current is not None:
            current.append(line)
    return {name: "\n".join(lines).strip("\n") for name, lines in sections.items()}


def replace_sections(body: str, sections: Mapping[str, str]) -> str:
    """Return the body with these sections replaced, new ones at the end, everything else as it was."""
    left = dict(sections)
    result: list[str] = []
    skipping = False
    for line in body.splitlines():
        if line.startswith("## "):
            name = line[3:].strip()
            skipping = name in left
            if skipping:
                result += [line, "", left.pop(name), ""]
        if not skipping:
            result.append(line)
    for name, text in left.items():
        result += ["", f"## {name}", "", text]
    return "\n".join(result).rstrip("\n") + "\n"


def _pending_table(pending: Sequence[StoredFile]) -> str:
    rows = ["| File | Added | Status | Priority |", "|---|---|---|---|"]
    for file in pending[:MAX_ROWS]:
        cells = [
            f"[[{file.path.removesuffix('.md')}]]",
            *(file.doc.text(key) for key in ("created_at", "status", "priority")),
        ]
        rows.append("| " + " | ".join(cell.replace("|", "¦").replace("\n", " ") for cell in cells) + " |")
    if len(pending) > MAX_ROWS:
        rows.append(f"| … and {len(pending) - MAX_ROWS} more | | | |")
    return "\n".join(rows)


def _statistics(counts: Mapping[str, int]) -> str:
    return "\n".join(
        ["| Folder | Files |", "|---|---|", *(f"| {name} | {number} |" for name, number in counts.items())]
    )


def take_overview(vault: Vault) -> Overview:
    """Read what the Local sections show from the vault."""
    pending, _ = vault.scan(Place.PENDING)
    folders = (Place.INBOX, Place.NEEDS_ACTION, Place.IN_PROGRESS, Place.PENDING, Place.APPROVED, Place.DONE)
    return Overview(pending, {str(folder): len(vault.paths(folder)) for folder in folders})
