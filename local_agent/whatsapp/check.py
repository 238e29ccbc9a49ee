"""Walks through all selectors on the linked site, read-only, and tells which of them still fit."""

from __future__ import annotations

from local_agent.whatsapp.errors import WhatsAppError
from local_agent.whatsapp.messages import ChatRow, OpenChat
from local_agent.whatsapp.page import Look, WhatsAppPage

OPTIONAL = frozenset(
    {
        *("page.login", "page.loading", "page.taken", "page.offline", "page.invalid_number", "list.row_unread"),
        *("chat.header_group", "chat.message_own", "chat.message_deleted", "chat.message_pending"),
        *("chat.message_sent", "chat.send"),
        *(f"media.{kind}" for kind in ("image", "voice", "video", "document", "sticker")),
    }
)
"""Parts that are on the page only at times; that they are not seen is no fault."""

ROWS = 60
LOOK_SECONDS = 60.0


def check_selectors(page: WhatsAppPage) -> list[dict[str, str]]:
    """Look for every part on the page. A chat without unread messages is opened; nothing is typed.

    Args:
        page: of a browser that this process owns.
    """
    look = page.wait_for_look(LOOK_SECONDS)
    found = _matches(page, ("page", "list"))
    if look is Look.READY:
        found |= _menu(page)
        opened = _open_a_read_chat(page)
        found |= _matches(page, ("chat", "media")) if opened else {}
        page.close_chat()
    rows = [_row(name, found.get(name)) for name in page.access.names()]
    return [{"part": "page", "state": "ok" if look is Look.READY else "missing", "selector": look.value}, *rows]


def _row(name: str, selector: str | None) -> dict[str, str]:
    state = "ok" if selector else "not seen" if name in OPTIONAL else "missing"
    return {"part": name, "state": state, "selector": selector or ""}


def _matches(page: WhatsAppPage, tables: tuple[str, ...]) -> dict[str, str]:
    names = [name for name in page.access.names() if name.split(".")[0] in tables]
    return {name: selector for name in names if (selector := page.access.matching(name))}


def _menu(page: WhatsAppPage) -> dict[str, str]:
    """Open the menu of a read chat, look, and close it."""
    row = _read_row(page)
    selector = page.look_at_menu(row) if row else None
    return {"list.mark_unread": selector} if selector else {}


def _open_a_read_chat(page: WhatsAppPage) -> OpenChat | None:
    row = _read_row(page)
    try:
        return page.click_row(row) if row else None
    except WhatsAppError:
        return None


def _read_row(page: WhatsAppPage) -> ChatRow | None:
    return next((row for row in page.all_rows(ROWS) if row.unread is None), None)
