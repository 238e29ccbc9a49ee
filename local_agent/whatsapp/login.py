"""The first login: the QR code in the terminal until the phone has scanned it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from agent_skills.runtime.health import read_json
from local_agent.whatsapp.page import Look, WhatsAppPage
from local_agent.whatsapp.qr_code import QrCode

LOGIN_SECONDS = 300.0
LOOK_EVERY_SECONDS = 1.0
FIRST_LOOK_SECONDS = 60.0
HOW = "On your phone: WhatsApp, Settings, Linked devices, Link a device. Then scan this code:"
LINKED = "Linked. The session is kept in WHATSAPP_SESSION_PATH; no new code is needed after restarts."
TOO_LATE = "Nobody scanned the code in five minutes. Run the command again."


def log_in(page: WhatsAppPage, qr: QrCode, tell: Callable[[str], None], seconds: float = LOGIN_SECONDS) -> bool:
    """Show codes until the session is linked; returns whether it is.

    Args:
        page: of a browser that this process owns.
        qr: keeps the pictures.
        tell: prints to the terminal.
        seconds: how long to wait for the phone.
    """
    deadline = time.monotonic() + seconds
    look = page.wait_for_look(FIRST_LOOK_SECONDS)
    while look is not Look.READY and time.monotonic() < deadline:
        if look is Look.LOGIN and qr.update(page):
            _show(qr, tell)
        page.access.until(lambda: page.look() is Look.READY, LOOK_EVERY_SECONDS)
        look = page.look()
    qr.clear()
    tell(LINKED if look is Look.READY else TOO_LATE)
    return look is Look.READY


def follow_login(heartbeat: Path, qr: QrCode, tell: Callable[[str], None], seconds: float = LOGIN_SECONDS) -> bool:
    """Show the codes that the running process keeps, until it tells that it is linked.

    Args:
        heartbeat: `health/whatsapp_watcher.json`.
        qr: names the files.
        tell: prints to the terminal.
        seconds: how long to wait for the phone.
    """
    deadline, shown, pause = time.monotonic() + seconds, "", threading.Event()
    while time.monotonic() < deadline:
        beat = read_json(heartbeat)
        if isinstance(beat, dict) and beat.get("linked") is True:
            tell(LINKED)
            return True
        text = qr.text.read_text("utf-8") if qr.text.exists() else ""
        if text and text != shown:
            shown = text
            _show(qr, tell)
        pause.wait(LOOK_EVERY_SECONDS)
    tell(TOO_LATE)
    return False


def _show(qr: QrCode, tell: Callable[[str], None]) -> None:
    tell(HOW)
    tell(qr.text.read_text("utf-8"))
    tell(f"The same code as a picture: {qr.png}")
