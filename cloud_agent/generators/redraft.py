"""Another version of a draft that the owner refused with a remark (docs/platinum/data-model.md §2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, StoredFile, draft_text
from agent_skills.domain.ports import Vault

VERSION_MARK = re.compile(r"_v\d+$")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a new version is made from: the mail, and the draft that was refused."""

    task: Document
    refused: Document

    def remarked_task(self, request: Document) -> Document:
        """Return the mail with the refused text and the owner's remark, for the analyzer."""
        remark = request.text("remark")
        return self.task.with_front(refused_text=draft_text(self.refused.body), owner_remark=remark)

    def next_version(self, draft: Document) -> Document:
        """Return a draft as the version after the refused one, linked to it."""
        before = self.refused.front.get("version")
        version = (before if isinstance(before, int) else 1) + 1
        previous = self.refused.text("id")
        return draft.with_front(
            id=f"{VERSION_MARK.sub('', previous)}_v{version}", version=version, previous_id=previous
        )


def find_sources(vault: Vault, request: Document) -> Sources | None:
    """Return the mail and the refused draft that a request names, None where one of them is gone or unreadable."""
    refused = _read(vault, request.text("draft_id"))
    task = _read(vault, request.text("original_id"))
    return Sources(task, refused) if task and refused else None


def _read(vault: Vault, item_id: str) -> Document | None:
    for path in vault.find(item_id) if item_id else []:
        try:
            return vault.read(path).doc
        except (OSError, EmployeeError):
            continue
    return None


def redraft_impossible(request: StoredFile) -> Finding:
    """Return what the owner is told when a version cannot be made."""
    problem = f"No other version of {request.doc.text('draft_id')} was drafted: the mail or the draft is gone."
    return Finding("redraft_impossible", request.id, problem, "Write the answer yourself, in your mail program.")
