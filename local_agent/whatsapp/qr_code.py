"""The QR code of the login, for the terminal and as pictures for the health page."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from pathlib import Path

import segno

from agent_skills.domain.clock import Clock, iso
from agent_skills.runtime.health import write_json
from local_agent.whatsapp.errors import WhatsAppError
from local_agent.whatsapp.page import WhatsAppPage

SCALE = 6

VALID = timedelta(seconds=20)
"""How long the health page shows a code after it was last seen: the site changes it every 20 s or so, and whoever keeps
it here looks every five."""


class QrCode:
    """Keeps the newest code in the state folder; whoever sees it can link a device, so it is private.

    Args:
        folder: `<state>/whatsapp`.
        clock: for the time at which a code lapses.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._clock = clock
        self.page = folder / "qr.json"
        self.png = folder / "qr.png"
        self.svg = folder / "qr.svg"
        self.text = folder / "qr.txt"
        self._shown: str | None = None

    def update(self, page: WhatsAppPage) -> bool:
        """Write the code that the page shows now; returns whether it is another than before."""
        content = page.qr()
        if content is None:
            return self._picture_only(page)
        if content == self._shown and self.png.exists():
            self._show()
            return False
        self.keep(content)
        return True

    def keep(self, content: str) -> None:
        """Write a code as text and as pictures."""
        self._prepare()
        code = segno.make(content, error="l", micro=False)
        code.save(str(self.png), scale=SCALE)
        code.save(str(self.svg), scale=SCALE)
        self.text.write_text(terminal(content), "utf-8")
        self._protect()
        self._show()
        self._shown = content

    def clear(self) -> None:
        """Remove the files, once the session is linked."""
        self._shown = None
        for path in (self.page, self.png, self.svg, self.text):
            path.unlink(missing_ok=True)

    def _picture_only(self, page: WhatsAppPage) -> bool:
        """The page does not tell the code's content: keep a picture of it."""
        self.clear()
        self._prepare()
        try:
            page.picture(self.png, "page.login")
        except WhatsAppError:
            page.picture(self.png)
        self.text.write_text(f"The code is in {self.png}; open that picture and scan it.\n", "utf-8")
        self._protect()
        self._show()
        return True

    def _show(self) -> None:
        """Let the health page show the picture for a while."""
        now = self._clock()
        png = base64.b64encode(self.png.read_bytes()).decode()
        write_json(self.page, {"png": png, "at": iso(now), "expires_at": iso(now + VALID)})

    def _prepare(self) -> None:
        self.png.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _protect(self) -> None:
        for path in (self.png, self.svg, self.text):
            if path.exists():
                path.chmod(0o600)


def terminal(content: str) -> str:
    """Return a QR code as lines of half blocks."""
    out = io.StringIO()
    segno.make(content, error="l", micro=False).terminal(out, compact=True, border=2)
    return out.getvalue()
