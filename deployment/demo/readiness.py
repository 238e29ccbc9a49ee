"""Knowing that everything is really up: heartbeats, the mail port, the web page; and which process is not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deployment.demo.errors import DemoError
from deployment.demo.place import Place
from deployment.demo.pm2 import Pm2

LOOK_EVERY = 0.2
ASK_PM2_EVERY = 3.0
HEARTBEATS = {
    "cloud": ("cloud_orchestrator", "git_sync", "mailbox"),
    "local": ("local_orchestrator", "git_sync", "whatsapp_watcher", "smtp"),
}
"""Files of each state folder's `health/` that a running machine keeps fresh."""


class Waiting:
    """Waits until something is so, and fails early when a process has given up.

    Args:
        pm2: asked now and then.
        seconds: how long to wait at most.
    """

    def __init__(self, pm2: Pm2, seconds: float) -> None:
        self._pm2 = pm2
        self._seconds = seconds

    def until(self, look: Callable[[], list[str]], what: str) -> None:
        """Return when `look` names nothing that is still missing.

        Args:
            look: names what is missing.
            what: is waited for, for the message.

        Raises:
            DemoError: the time is over, or a process has given up.
        """
        began = asked = time.monotonic()
        while missing := look():
            now = time.monotonic()
            if now - asked > ASK_PM2_EVERY:
                asked = now
                self._refuse_the_dead()
            if now - began > self._seconds:
                names = ", ".join(missing)
                raise DemoError(f"{what}: still missing after {self._seconds:.0f} s: {names}.", self._remedy())
            time.sleep(LOOK_EVERY)

    def _refuse_the_dead(self) -> None:
        dead = [process.name for process in self._pm2.processes() if process.status in {"errored", "stopped"}]
        if dead:
            tails = "\n".join(f"--- {name}\n{self._pm2.log_tail(name)}" for name in dead)
            raise DemoError(f"These processes gave up: {', '.join(dead)}\n{tails}", "Mend the cause, then: make demo")

    def _remedy(self) -> str:
        weak = [process.name for process in self._pm2.processes() if not process.runs]
        tails = "".join(f"\n--- {name}\n{self._pm2.log_tail(name)}" for name in weak)
        return f"make demo-status shows more; make demo tries again.{tails}"


def stale_heartbeats(place: Place, since: datetime) -> list[str]:
    """Return the heartbeats that are missing, or older than a moment, or tell that something is down."""
    return [
        f"{agent} {name}"
        for agent, names in HEARTBEATS.items()
        for name in names
        if not _is_fresh(place.state(agent) / "health" / f"{name}.json", since)
    ]


def _is_fresh(path: Path, since: datetime) -> bool:
    beat = read_beat(path)
    try:
        at = datetime.fromisoformat(str(beat["at"]))
    except (KeyError, ValueError):
        return False
    return at >= since.astimezone(UTC).replace(microsecond=0) and beat.get("state") in {"ok", "degraded"}


def read_beat(path: Path) -> dict[str, Any]:
    """Return one heartbeat; empty where there is none."""
    try:
        beat = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return beat if isinstance(beat, dict) else {}


def missing_subjects(wanted: Iterable[str], shown: Iterable[str]) -> list[str]:
    """Return the subjects that no shown draft is about; a reply's subject holds the mail's."""
    known = list(shown)
    return [subject for subject in wanted if not any(subject in text for text in known)]
