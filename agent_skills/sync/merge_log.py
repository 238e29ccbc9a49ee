"""The record of what merges decided: one row each in `Logs/<agent>/git_conflicts.md`."""

from __future__ import annotations

from collections.abc import Sequence

from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Agent
from agent_skills.sync.merge_result import Resolution
from agent_skills.sync.messages import cell

HEADING = "# Merge decisions\n\n| what | decision | other version (git object) |\n|---|---|---|"


class MergeLog:
    """Writes resolutions down.

    Args:
        vault: where the log lies.
        agent: whose log it is.
    """

    def __init__(self, vault: Vault, agent: Agent) -> None:
        self._vault = vault
        self._path = f"Logs/{'Cloud' if agent is Agent.CLOUD else 'Local'}/git_conflicts.md"

    def write(self, resolutions: Sequence[Resolution]) -> None:
        """Append a row for each decision."""
        for resolution in resolutions:
            kept = ", ".join(oid[:12] for oid in resolution.losing) or "none lost"
            line = f"| {cell(resolution.subject)} | {cell(resolution.decision)} | {kept} |"
            self._vault.append(self._path, HEADING, line)
