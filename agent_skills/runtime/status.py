"""State of one machine for `status --json` (architecture §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent_skills.domain.findings import is_finding_name
from agent_skills.domain.items import stem
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place
from agent_skills.runtime.health import read_json

UNKNOWN_SYNC: dict[str, Any] = {"state": "unknown", "last_pull": None, "last_push": None, "ahead": 0, "behind": 0}


def take_status(agent: str, vault: Vault, state_folder: Path) -> dict[str, Any]:
    """Return the state object: agent, sync, counts by folder, outbox by journal state, open findings.

    Args:
        agent: `cloud` or `local`.
        vault: this machine's clone.
        state_folder: holds `health/` and, on Local, `outbox.json`.
    """
    heartbeat = read_json(state_folder / "health" / "git_sync.json")
    sync = heartbeat.get("sync") if isinstance(heartbeat, Mapping) else None
    needs_action = vault.paths(Place.NEEDS_ACTION)
    return {
        "agent": agent,
        "sync": sync or UNKNOWN_SYNC,
        "counts": {place.value: len(vault.paths(place)) for place in Place},
        "outbox": _outbox(state_folder),
        "findings": sum(is_finding_name(stem(path)) for path in needs_action),
    }


def _outbox(state_folder: Path) -> dict[str, int]:
    content = read_json(state_folder / "outbox.json")
    items = content.get("items", []) if isinstance(content, Mapping) else []
    return dict(Counter(str(item.get("state")) for item in items if isinstance(item, Mapping)))
