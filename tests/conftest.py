"""Nothing is shared between tests but fixtures; each fixture module stands beside what it starts."""

from __future__ import annotations
