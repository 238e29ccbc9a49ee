"""What is the case when a command comes: the queue, the last list, how everything fares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from agent_skills.domain.clock import Clock, parse_iso
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place
from agent_skills.runtime.health import HealthState, read_json
from local_agent.owner_commands.drafts import waiting_drafts
from local_agent.owner_commands.planning import Snapshot
from local_agent.owner_commands.store import CommandStore

SILENT = timedelta(minutes=3)
"""A heartbeat older than this counts as down (data-model.md §5)."""

MOVING = frozenset({"approved", "claimed", "intent", "in_flight"})


class SnapshotTaker:
    """Reads vault and state folder.

    Args:
        vault: this machine's files.
        state: the state folder.
        store: knows the last list.
        is_known: tells whether the owner wrote to an address before.
        clock: for ages.
        zone: the owner's, None for the machine's.
        approvals: whether approving by a message is switched on.
    """

    def __init__(
        self,
        vault: Vault,
        state: Path,
        store: CommandStore,
        is_known: Callable[[str], bool],
        clock: Clock,
        zone: tzinfo | None,
        *,
        approvals: bool,
    ) -> None:
        self._vault = vault
        self._state = state
        self._store = store
        self._is_known = is_known
        self._clock = clock
        self._zone = zone
        self._approvals = approvals

    def take(self) -> Snapshot:
        """Return what is the case now."""
        now = self._clock().astimezone(self._zone)
        items = self._outbox()
        return Snapshot(
            waiting=waiting_drafts(self._vault.scan(Place.PENDING)[0], self._is_known, now),
            listed=self._store.listed(),
            now=now,
            approvals=self._approvals,
            health=self._troubled(now),
            sent_today=sum(_day(item.get("sent_at"), now) for item in items),
            on_the_way=sum(item.get("state") in MOVING for item in items),
        )

    def _outbox(self) -> list[Mapping[str, Any]]:
        content = read_json(self._state / "outbox.json")
        items = content.get("items") if isinstance(content, dict) else None
        return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []

    def _troubled(self, now: datetime) -> list[str]:
        beats = [read_json(path) for path in sorted((self._state / "health").glob("*.json"))]
        return [_name(beat) for beat in beats if isinstance(beat, dict) and not _fares_well(beat, now)]


def _fares_well(beat: Mapping[str, Any], now: datetime) -> bool:
    at = parse_iso(beat.get("at"))
    return beat.get("state") == HealthState.OK and at is not None and now - at <= SILENT


def _name(beat: Mapping[str, Any]) -> str:
    return str(beat.get("process")).replace("_", " ")[:30]


def _day(text: object, now: datetime) -> bool:
    moment = parse_iso(text)
    return moment is not None and moment.astimezone(now.tzinfo).date() == now.date()
