"""The process that owns the WhatsApp Web session.

This release does not read WhatsApp yet: the process runs, says so on the health page, and holds no browser.
"""

from __future__ import annotations

from pathlib import Path

from agent_skills.runtime.health import HealthState, Heartbeat

ROUND_SECONDS = 60.0


class WhatsAppWatcher:
    """Reports on the health page whether WhatsApp is linked.

    Args:
        session: folder of the WhatsApp Web session (WHATSAPP_SESSION_PATH), None where it is not set up.
        heartbeat: `health/whatsapp_watcher.json`.
    """

    def __init__(self, session: Path | None, heartbeat: Heartbeat) -> None:
        self._session = session
        self._heartbeat = heartbeat

    def tick(self) -> float:
        """Tell the state; returns the seconds until the next round."""
        if self._session is None:
            self._heartbeat.beat(HealthState.OK, "WhatsApp is not linked; mail and approvals work without it.")
        else:
            detail = "Reading WhatsApp is not part of this release, so the session in WHATSAPP_SESSION_PATH is unused."
            self._heartbeat.beat(
                HealthState.DEGRADED, detail, "Remove WHATSAPP_SESSION_PATH, or wait for the next release."
            )
        return ROUND_SECONDS
