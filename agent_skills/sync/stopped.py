"""A cycle that must not go on, with what the owner is told about it."""

from __future__ import annotations

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding


class SyncStoppedError(EmployeeError):
    """The remote holds what must not be taken, or the vault is not what it was.

    Args:
        finding: what the owner is told.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.problem)
        self.finding = finding
