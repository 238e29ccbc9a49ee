"""The owner's record: who approved what when, and what was done (no addresses, names or texts in it)."""

from __future__ import annotations

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.ports import Vault
from local_agent.ledger import Entry

HEADING = "| time | id | {what} | outcome | how | who | sha256 |\n|---|---|---|---|---|---|---|"


class ActionLog:
    """Appends to `Logs/Human_Approvals/` and `Logs/MCP_Actions/`, one file a day.

    Args:
        vault: where the logs lie.
        clock: for the times.
    """

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def decision(self, entry: Entry) -> None:
        """Note a decision of the owner (NFR-G-SEC-005)."""
        day = f"{entry.when:%Y-%m-%d}"
        cells = [iso(entry.when), entry.id, entry.decision, "recorded", entry.how, entry.who, entry.sha256[:12]]
        self._append("Human_Approvals", "# Decisions", "decision", day, cells)

    def action(self, item_id: str, action: str, outcome: str, sha256: str) -> None:
        """Note an outside action before and after it (FR-G044, FR-G075)."""
        now = self._clock()
        cells = [iso(now), item_id, action, outcome, "executor", "local", sha256[:12]]
        self._append("MCP_Actions", "# Actions", "action", f"{now:%Y-%m-%d}", cells)

    def _append(self, folder: str, title: str, what: str, day: str, cells: list[str]) -> None:
        row = "| " + " | ".join(cell.replace("|", "¦") for cell in cells) + " |"
        self._vault.append(f"Logs/{folder}/{day}.md", f"{title} {day}\n\n{HEADING.format(what=what)}", row)
