"""The chat with the owner's own number: the only one whose messages may be commands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from local_agent.whatsapp.errors import WrongChatError
from local_agent.whatsapp.messages import ChatRow, Message, OpenChat, name_key, sent_at
from local_agent.whatsapp.opening import ChatOpener
from local_agent.whatsapp.page import WhatsAppPage
from local_agent.whatsapp.seen_store import SeenStore

log = logging.getLogger(__name__)

ONESELF = "(You)"
"""How the page, which is opened in English, marks the chat with oneself in its header."""

MAX_PARTS = 5
"""Older parts of the history that are loaded to find where the last look ended."""


@dataclass(frozen=True, slots=True)
class Post:
    """One message of the owner; `sent` is None where the page's time cannot be read."""

    id: str
    text: str
    sent: datetime | None


class OwnerChat:
    """Finds and reads that chat.

    Which chat it is, the site tells by its address for the number; later it is recognised by the messages that it
    held then, never by its name. In the chat with oneself all messages are one's own; in any other chat only what
    the other side wrote counts.

    Args:
        page: the page.
        opener: opens chats and proves which is open.
        store: knows which message belongs to which chat, and what was sent.
        number: of the owner, with or without a plus.
    """

    def __init__(self, page: WhatsAppPage, opener: ChatOpener, store: SeenStore, number: str) -> None:
        self.chat_id = f"{number.lstrip('+')}@c.us"
        self._page = page
        self._opener = opener
        self._store = store
        self._looks: frozenset[str] | None = None

    @property
    def title(self) -> str | None:
        """Return what the chat was called when it was last open; None before that."""
        return self._store.title_of(self.chat_id)

    def is_open(self, opened: OpenChat) -> bool:
        """Tell whether the open chat is this one."""
        return self._opener.is_chat(opened, self.chat_id)

    def has_news(self, rows: Sequence[ChatRow]) -> bool:
        """Tell whether the chat's row looks otherwise than when it was read."""
        if self._looks is None or self.title is None:
            return True
        looks = self._looks_of(rows)
        return bool(looks) and looks != self._looks

    def read(self, known: Callable[[Sequence[str]], Collection[str]]) -> list[Post]:
        """Open the chat and return what the owner wrote since it was last read, oldest first.

        Args:
            known: tells which messages were looked at before.

        Raises:
            WrongChatError: the chat cannot be opened, or it is not proven to be the one.
        """
        opened = self._load(self._open(), known)
        ids = [message.id for message in opened.messages]
        self._store.name_chat(self.chat_id, opened.title)
        self._store.add(self.chat_id, ids)
        self._page.close_chat()
        self._looks = self._looks_of(self._page.top_rows())
        seen = set(known(ids))
        return [_post(message) for message in self._of_owner(opened) if message.id not in seen]

    def meet(self) -> str:
        """Return the chat's name; where it was never open, it is opened once by its number.

        Raises:
            WrongChatError: WhatsApp knows no chat with that number.
        """
        title = self.title
        if title is None:
            opened = self._opener.open_by_number(self.chat_id)
            title = opened.title
            self._store.name_chat(self.chat_id, title)
            self._store.add(self.chat_id, [message.id for message in opened.messages])
            self._page.close_chat()
        return title

    def _open(self) -> OpenChat:
        title = self.title
        try:
            if title:
                return self._proven(self._opener.open_exactly(self.chat_id, title))
        except WrongChatError as error:
            log.info("the owner's chat is opened by its number: %s", error.reason)
        return self._opener.open_by_number(self.chat_id)

    def _proven(self, opened: OpenChat) -> OpenChat:
        if not self.is_open(opened):
            raise WrongChatError("The chat is not proven to be the owner's.")
        return opened

    def _load(self, opened: OpenChat, known: Callable[[Sequence[str]], Collection[str]]) -> OpenChat:
        for _ in range(MAX_PARTS):
            ids = [message.id for message in opened.messages]
            if not ids or known(ids) or not self._store.chats_of(ids) or not self._page.load_older(len(ids)):
                break
            opened = self._page.chat() or opened
        return opened

    def _of_owner(self, opened: OpenChat) -> list[Message]:
        oneself = opened.title.endswith(ONESELF)
        ids, texts = self._store.sent_into(self.chat_id)
        return [
            message
            for message in opened.messages
            if message.own is oneself
            and message.id not in ids
            and message.text not in texts
            and not (message.deleted or message.media)
        ]

    def _looks_of(self, rows: Sequence[ChatRow]) -> frozenset[str]:
        title = self.title
        return frozenset(row.look for row in rows if title and row.name == name_key(title))


def _post(message: Message) -> Post:
    return Post(message.id, message.text, sent_at(message.stamp, None))
