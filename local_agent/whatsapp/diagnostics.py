"""What is kept when a selector breaks: a picture and the page's structure, without anybody's words."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from agent_skills.domain.clock import Clock
from local_agent.whatsapp.errors import WhatsAppError
from local_agent.whatsapp.page import WhatsAppPage

KEEP = 5
"""Pairs of picture and structure that are kept."""

SKELETON = Path(__file__).with_name("skeleton.js").read_text("utf-8")


class Diagnostics:
    """Writes evidence into the state folder.

    Args:
        folder: `<state>/whatsapp/broken`.
        clock: for the file names.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def keep(self, page: WhatsAppPage, name: str) -> str:
        """Keep a picture and the structure; returns the path of the latter, empty where the page is gone.

        Args:
            page: as it is now.
            name: of the selector that broke.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        start = self._folder / f"{self._clock():%Y%m%dT%H%M%SZ}_{name.replace('.', '_')}"
        try:
            page.picture(start.with_suffix(".png"))
            lines = page.access.script(SKELETON)
        except WhatsAppError:
            return ""
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        found = {"selector": name, "digest": digest, "structure": lines}
        target = start.with_suffix(".json")
        target.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
        for path in (target, start.with_suffix(".png")):
            path.chmod(0o600)
        self._forget_old()
        return str(target)

    def _forget_old(self) -> None:
        for kind in ("*.png", "*.json"):
            for path in sorted(self._folder.glob(kind))[:-KEEP]:
                path.unlink(missing_ok=True)
