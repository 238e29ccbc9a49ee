"""The page as reader and sender use it: looks, clicks and keys, each checked; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from playwright.sync_api import Locator

from local_agent.whatsapp.errors import WrongChatError
from local_agent.whatsapp.messages import Ack, ChatRow, Message, OpenChat, split_key, split_stamp
from local_agent.whatsapp.page_access import LOOK_EVERY_MS, PageAccess, page_errors

SETTLE_SECONDS = 10.0
"""How long a part of the page may take to appear after a click."""

MENU_SECONDS = 3.0
OLDER_SECONDS = 3.0
OVERLAP = 0.8
"""Part of the list's height to scroll by, so that no row is passed over."""


class Look(StrEnum):
    """What the page shows as a whole."""

    READY = "ready"
    LOGIN = "login"
    LOADING = "loading"
    TAKEN = "taken"
    OFFLINE = "offline"
    STRANGE = "strange"


class WhatsAppPage:
    """WhatsApp Web behind names of its parts.

    Args:
        access: the page.
        settle: seconds that a part may take to appear.
    """

    def __init__(self, access: PageAccess, settle: float = SETTLE_SECONDS) -> None:
        self.access = access
        self._settle = settle

    def look(self) -> Look:
        """Tell what the page shows now."""
        shown = self.access.run("state")
        for name, look in (("page.taken", Look.TAKEN), ("page.offline", Look.OFFLINE), ("list.chat_list", Look.READY)):
            if shown[name]:
                return look
        return Look.LOGIN if shown["page.login"] else Look.LOADING if shown["page.loading"] else Look.STRANGE

    def wait_for_look(self, seconds: float) -> Look:
        """Return the look once it is more than loading, or what it is when the time is up."""
        self.access.until(lambda: self.look() not in (Look.LOADING, Look.STRANGE), seconds)
        return self.look()

    def qr(self) -> str | None:
        """Return what the QR code on the page holds, None where the page does not tell."""
        found = self.access.run("qr")["ref"]
        return str(found) if found else None

    def picture(self, path: Path, part: str | None = None) -> None:
        """Keep a picture of the page, or of one part of it."""
        with page_errors():
            if part:
                self.access.part(part).screenshot(path=path)
            else:
                self.access.page().screenshot(path=path)

    def use_here(self) -> None:
        """Take the session back from another window of this profile."""
        with page_errors():
            self.access.part("page.taken").click()

    def rows(self) -> tuple[list[ChatRow], float | None]:
        """Return the rows in view, top first, and where to scroll for the next ones (None at the end)."""
        found = self.access.run("rows")
        rows = [ChatRow(**row) for row in found["rows"] if row["title"]]
        return rows, None if found["end"] else found["top"] + found["step"] * OVERLAP

    def top_rows(self) -> list[ChatRow]:
        """Return the rows at the top of the list, where what is new stands."""
        self.access.run("scrollList", top=0)
        self.access.rest(LOOK_EVERY_MS / 1000)
        return self.rows()[0]

    def all_rows(self, limit: int) -> Iterator[ChatRow]:
        """Go down the list, each row once; a row is in view when it is given.

        Args:
            limit: rows to look at.
        """
        seen: set[ChatRow] = set()
        place: float | None = 0
        while place is not None and len(seen) < limit:
            self.access.run("scrollList", top=place)
            self.access.rest(LOOK_EVERY_MS / 1000)
            rows, place = self.rows()
            for row in rows:
                if row not in seen:
                    seen.add(row)
                    yield row

    def click_row(self, row: ChatRow) -> OpenChat:
        """Click a row in view and return the chat that opened, whichever that is.

        Raises:
            WrongChatError: the row is not in view any more, or no chat opened.
        """
        self.close_chat()
        target = self._row(row)
        if target is None:
            raise WrongChatError("The chat moved while it was being opened.")
        with page_errors():
            target.click()
        return self._opened()

    def open_number(self, number: str) -> OpenChat:
        """Open the chat with a phone number by the site's own address for that.

        Raises:
            WrongChatError: the site knows no such number.
        """
        with page_errors():
            self.access.page().goto(urljoin(self.access.url, "send?" + urlencode({"phone": number})))
        has = self.access.has
        self.access.until(lambda: has("chat.header") or has("page.invalid_number"), self._settle * 3)
        if has("page.invalid_number"):
            raise WrongChatError("WhatsApp knows no chat with that number.")
        return self._opened()

    def chat(self) -> OpenChat | None:
        """Return the open chat with the part of its history that is loaded; None where none is open."""
        if not self.access.has("chat.header"):
            return None
        found = self.access.run("chat")
        return OpenChat(found["title"], found["group"], [_message(one) for one in found["messages"]])

    def load_older(self, count: int) -> bool:
        """Load an older part of the history; False where no more than `count` messages come."""
        self.access.run("scrollHistory")
        return self.access.until(lambda: self._loaded() > count, OLDER_SECONDS)

    def typed(self) -> str:
        """Return what the compose box of the open chat holds, and put the cursor into it.

        Raises:
            SelectorMissingError: there is no such box.
        """
        with page_errors():
            self.access.part("chat.compose").focus()
        return str(self.access.run("typed")["text"]).removesuffix("\n")

    def close_chat(self) -> None:
        """Leave the open chat, so that what arrives in it stays unread."""
        for _ in range(3):
            if not self.access.has("chat.header"):
                return
            self.access.press("Escape")
            self.access.rest(LOOK_EVERY_MS / 1000)

    def mark_unread(self, row: ChatRow) -> bool:
        """Give a row in view its unread mark back by the site's own menu; False where that did not work."""
        if self._open_menu(row) is None:
            return False
        with page_errors():
            self.access.part("list.mark_unread").click()
        return True

    def look_at_menu(self, row: ChatRow) -> str | None:
        """Open a row's menu and close it again; returns the selector that found its entry."""
        found = self._open_menu(row)
        self.access.press("Escape")
        return found

    def _open_menu(self, row: ChatRow) -> str | None:
        target = self._row(row)
        if target is None:
            return None
        with page_errors():
            target.click(button="right")
        if self.access.until(lambda: self.access.has("list.mark_unread"), MENU_SECONDS):
            return self.access.matching("list.mark_unread")
        self.access.press("Escape")
        return None

    def _loaded(self) -> int:
        return len(self.access.run("chat")["messages"])

    def _opened(self) -> OpenChat:
        if not self.access.until(lambda: self.access.has("chat.header"), self._settle):
            raise WrongChatError("No chat opened.")
        self.access.until(lambda: self._loaded() > 0, min(self._settle, 1.0))
        found = self.chat()
        if found is None:
            raise WrongChatError("The chat closed by itself.")
        return found

    def _row(self, row: ChatRow) -> Locator | None:
        """Return the row's node; the list uses its nodes again, so it may show another chat when it is clicked."""
        place = self.access.run("rowPlace", row=asdict(row))
        if place.get("index") is None:
            return None
        return self.access.part("list.chat_list").locator(place["selector"]).nth(place["index"])


def _message(found: dict[str, Any]) -> Message:
    message_id, chat, own = split_key(found["key"])
    stamp, sender = split_stamp(found["stamp"])
    return Message(
        id=message_id,
        chat=chat,
        own=found["own"] if own is None else own,
        text=found["text"],
        sender=sender,
        stamp=stamp,
        media=found["media"],
        deleted=found["deleted"],
        ack=Ack(found["ack"]),
    )
