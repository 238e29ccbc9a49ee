"""Heartbeats: each process tells in one small file of the state folder how it fares."""

from __future__ import annotations

import json
import os
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Any

from agent_skills.domain.clock import Clock, iso


class HealthState(StrEnum):
    """How a part fares."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


class Heartbeat:
    """Writes `health/<process>.json` (docs/platinum/data-model.md §5).

    Args:
        state_folder: `$AI_EMPLOYEE_STATE`.
        process: file name and name on the health page.
        clock: for the times.
    """

    def __init__(self, state_folder: Path, process: str, clock: Clock) -> None:
        self._path = state_folder / "health" / f"{process}.json"
        self._process = process
        self._clock = clock
        self._last_success: str | None = None

    def beat(self, state: HealthState, detail: str | None = None, remedy: str | None = None, **extra: Any) -> None:
        """Replace the heartbeat.

        Args:
            state: how it fares now.
            detail: cause in plain words.
            remedy: what the owner can do.
            extra: further JSON values, for example the sync state.
        """
        now = iso(self._clock())
        if state is HealthState.OK:
            self._last_success = now
        content = {
            "process": self._process,
            "state": state.value,
            "at": now,
            "pid": os.getpid(),
            "last_success": self._last_success,
            "detail": detail,
            "remedy": remedy,
            **extra,
        }
        write_json(self._path, content)


def write_json(path: Path, content: Any) -> None:
    """Replace a JSON file of the state folder atomically (temporary file and rename; mode 600)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
    draft.replace(path)


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, None where it is missing or damaged."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
