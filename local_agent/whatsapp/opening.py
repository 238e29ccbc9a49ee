"""Opening a chat: what a click can do by accident is noted first, and which chat opened is proven, not assumed."""

from __future__ import annotations

import hashlib

from local_agent.whatsapp.errors import WrongChatError
from local_agent.whatsapp.messages import ChatRow, OpenChat, name_key, number_of, same_name, shown_number
from local_agent.whatsapp.page import WhatsAppPage
from local_agent.whatsapp.seen_store import SeenStore

ROWS_TO_SEARCH = 400
"""Rows of the chat list that are looked at for a chat; one that waits for an answer is far above that."""

MAX_CLICKS = 6
"""Clicks for one chat; the list may move under each, and several chats may have the same name."""

HIDDEN_NUMBER = "@lid"
"""Ending of the ids behind which WhatsApp hides a number."""

MINTED = "web-"


class ChatOpener:
    """Opens chats and tells which one is open.

    Args:
        page: the page.
        store: knows which message belongs to which chat.
    """

    def __init__(self, page: WhatsAppPage, store: SeenStore) -> None:
        self._page = page
        self._store = store

    def open_row(self, row: ChatRow) -> OpenChat:
        """Click a row; whatever opens, no unread mark is forgotten by it.

        Raises:
            WrongChatError: nothing opened.
        """
        marks = {known.name: known.unread for known in self._page.rows()[0] if known.unread is not None}
        if row.unread is not None:
            self._store.note_opening(row.title, row.unread)
        opened = self._page.click_row(row)
        if not same_name(opened.title, row.title):
            unread = marks.get(name_key(opened.title))
            if unread is not None:
                self._store.note_opening(opened.title, unread)
        return opened

    def open_exactly(self, chat_id: str, title: str) -> OpenChat:
        """Open one chat and prove that it is the one.

        Args:
            chat_id: as the task has it.
            title: what the chat is called in the draft that the owner approved.

        Raises:
            WrongChatError: it was not found, or the proof failed. Nothing was typed.
        """
        tried: set[ChatRow] = set()
        for _ in range(MAX_CLICKS):
            row = next((row for row in self._rows_named(title, chat_id) if row not in tried), None)
            if row is None:
                break
            tried.add(row)
            opened = self._try(row)
            if opened and self._is(opened, chat_id):
                return self._named(opened, chat_id, title)
        return self._by_number(chat_id, title)

    def open_by_number(self, chat_id: str) -> OpenChat:
        """Open the chat of a number by the site's own address for that, whatever it is called.

        Args:
            chat_id: `491511…@c.us`.

        Raises:
            WrongChatError: the site knows no such number, or opened something else.
        """
        number = number_of(chat_id)
        if number is None:
            raise WrongChatError("The chat has no number.")
        opened = self._page.open_number(number)
        told = opened.told_id()
        named_otherwise = told is not None and told != chat_id and not told.endswith(HIDDEN_NUMBER)
        if opened.group or named_otherwise or self._known(opened) - {chat_id}:
            raise WrongChatError("WhatsApp opened another chat than the one that was meant.")
        return opened

    def is_chat(self, opened: OpenChat, chat_id: str) -> bool:
        """Tell whether the open chat is proven to be this one."""
        return not opened.group and self._is(opened, chat_id)

    def is_still(self, now: OpenChat | None, before: OpenChat) -> bool:
        """Tell whether the chat that was opened before is still the one that is open."""
        if now is None or now.title != before.title:
            return False
        ids = {message.id for message in before.messages}
        return not ids or any(message.id in ids for message in now.messages)

    def chat_id(self, opened: OpenChat) -> str:
        """Return the id of the open chat: as the page tells it, as its known messages tell it, or a new one."""
        told = opened.told_id()
        if told:
            return told
        known = self._known(opened)
        if len(known) == 1:
            return known.pop()
        number = shown_number(opened.title)
        if number and not opened.group:
            return f"{number}@c.us"
        first = opened.messages[0].id if opened.messages else ""
        return MINTED + hashlib.sha256(f"{opened.title}\0{first}".encode()).hexdigest()[:20]

    def _rows_named(self, title: str, chat_id: str) -> list[ChatRow]:
        """Return the rows of that name, read ones first: a wrong click on those costs no mark."""
        names = {name_key(title), name_key(self._store.title_of(chat_id) or title)}
        found = [row for row in self._page.all_rows(ROWS_TO_SEARCH) if row.name in names]
        return sorted(found, key=lambda row: row.unread is not None)

    def _try(self, row: ChatRow) -> OpenChat | None:
        for known in self._page.all_rows(ROWS_TO_SEARCH):
            if known == row:
                try:
                    return self.open_row(row)
                except WrongChatError:
                    return None
        return None

    def _is(self, opened: OpenChat, chat_id: str) -> bool:
        known = self._known(opened)
        return known == {chat_id} or (opened.told_id() == chat_id and not known - {chat_id})

    def _named(self, opened: OpenChat, chat_id: str, title: str) -> OpenChat:
        if not same_name(opened.title, title) and shown_number(opened.title) != (number_of(chat_id) or ""):
            raise WrongChatError("The chat has another name now than the draft says.")
        return opened

    def _known(self, opened: OpenChat) -> set[str]:
        return set(self._store.chats_of([message.id for message in opened.messages]).values())

    def _by_number(self, chat_id: str, title: str) -> OpenChat:
        number = number_of(chat_id)
        if number is None:
            raise WrongChatError("The chat was not found among the newest ones, or cannot be told from another.")
        opened = self._page.open_number(number)
        if not opened.messages or self._is(opened, chat_id):
            return self._named(opened, chat_id, title)
        if opened.told_id() is None and not self._known(opened):
            return self._named(opened, chat_id, title)
        raise WrongChatError("WhatsApp opened another chat than the one that was meant.")
