"""The fixtures that every end-to-end story shares."""

from __future__ import annotations

from tests.fixtures.world import phone, tell_logs, world

__all__ = ["phone", "tell_logs", "world"]
