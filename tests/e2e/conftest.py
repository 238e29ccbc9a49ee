"""The fixtures that every end-to-end story shares."""

from __future__ import annotations

from tests.fixtures.dashboard import browser_of_a_stranger, dashboard, owner
from tests.fixtures.world import phone, tell_logs, world

__all__ = ["browser_of_a_stranger", "dashboard", "owner", "phone", "tell_logs", "world"]
