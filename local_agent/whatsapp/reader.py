"""From unread chats into `Inbox/`: each message becomes one task, exactly once, whatever crashes or moves."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place
from local_agent.whatsapp.errors import WrongChatError
from local_agent.whatsapp.messages import ChatRow, Message, OpenChat, name_key, same_name
from local_agent.whatsapp.opening import ChatOpener
from local_agent.whatsapp.page import WhatsAppPage
from local_agent.whatsapp.seen_store import SeenStore
from local_agent.whatsapp.task import ChatName, task_document, task_id

log = logging.getLogger(__name__)

ROWS_QUICK = 30
ROWS_DEEP = 400
DEEP_EVERY = 20
"""Every so many rounds the whole list is looked through; new messages move their chat to the top."""

MAX_VISITS = 3
"""How often a chat is visited in one round, as the list may move under a click."""

MAX_CHATS = 25
"""Chats read in one round; the next round goes on."""

MAX_PARTS = 15
"""Older parts of one history that are loaded at most."""


@dataclass(slots=True)
class ReadReport:
    """What one round brought: ids of new tasks, chats read, chats that could not be opened."""

    filed: list[str] = field(default_factory=list)
    chats: int = 0
    missed: int = 0


class UnreadReader:
    """Files what is unread.

    The order is: note, open, file, remember, restore the mark. A crash between any two steps is mended by doing the
    chat again: the note brings it back though its badge is gone, and filed messages are known.

    Args:
        page: the page.
        opener: opens chats.
        store: what was filed.
        vault: gets the task files.
        clock: for the times.
        keywords: words that make a message High.
        keep_unread: give chats their unread mark back.
        passes_over: tells of an open chat that nothing in it becomes a task.
        step: called with a name between any two steps; tests end the process there.
    """

    def __init__(
        self,
        page: WhatsAppPage,
        opener: ChatOpener,
        store: SeenStore,
        vault: Vault,
        clock: Clock,
        keywords: Sequence[str],
        *,
        keep_unread: bool,
        passes_over: Callable[[OpenChat], bool] = lambda _opened: False,
        step: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._page = page
        self._opener = opener
        self._store = store
        self._vault = vault
        self._clock = clock
        self._keywords = keywords
        self._keep_unread = keep_unread
        self._passes_over = passes_over
        self._step = step
        self._rounds = 0
        self._limit = ROWS_DEEP

    def run_once(self, urgent: Callable[[], bool] = lambda: False) -> ReadReport:
        """Read every chat that has something new.

        Args:
            urgent: tells that something waits for the page, so that the rest is left for the next round.
        """
        self._limit = ROWS_DEEP if self._rounds % DEEP_EVERY == 0 else ROWS_QUICK
        self._rounds += 1
        self._page.close_chat()
        report = ReadReport()
        visits: Counter[str] = Counter()
        while visits.total() < MAX_CHATS and not urgent():
            row = self._find(lambda row: visits[row.name] < MAX_VISITS and self._wants(row))
            if row is None:
                break
            visits[row.name] += 1
            self._visit(row, report)
        return report

    def wanted(self, rows: Sequence[ChatRow]) -> frozenset[ChatRow]:
        """Return those of these rows that want to be read."""
        return frozenset(row for row in rows if self._wants(row))

    def _find(self, fits: Callable[[ChatRow], bool]) -> ChatRow | None:
        return next((row for row in self._page.all_rows(self._limit) if fits(row)), None)

    def _wants(self, row: ChatRow) -> bool:
        if row.name in self._store.openings():
            return True
        return row.unread is not None and not self._store.is_settled(row)

    def _visit(self, row: ChatRow, report: ReadReport) -> None:
        marked = bool(row.unread is not None or self._store.openings().get(row.name))
        try:
            opened = self._opener.open_row(row)
        except WrongChatError as error:
            log.info("a chat could not be opened now: %s", error.reason)
            report.missed += 1
            return
        self._step("opened")
        if not self._passes_over(opened):
            self._file_chat(opened, report)
            report.chats += 1
        self._page.close_chat()
        self._step("closed")
        if same_name(opened.title, row.title):
            self._finish(row, marked=marked)
        else:
            self._store.note_opening(opened.title, 0)

    def _file_chat(self, opened: OpenChat, report: ReadReport) -> None:
        unread = self._store.openings().get(name_key(opened.title), 0)
        opened = self._load(opened, unread)
        chat = ChatName(self._opener.chat_id(opened), opened.title, opened.group)
        self._store.name_chat(chat.chat_id, chat.title)
        for _ in range(MAX_PARTS):
            ids = [message.id for message in opened.messages]
            for message in new_messages(opened.messages, self._store.chats_of(ids).keys(), unread):
                self._file(message, chat, report)
            self._store.add(chat.chat_id, ids)
            self._step("remembered")
            later = self._page.chat()  # what came meanwhile has no mark in the list
            if later is None or not same_name(later.title, opened.title) or later.messages[-1:] == opened.messages[-1:]:
                return
            opened, unread = later, 0

    def _load(self, opened: OpenChat, unread: int) -> OpenChat:
        """Load as much of the history as there are unread messages."""
        for _ in range(MAX_PARTS):
            enough = sum(not message.own for message in opened.messages) >= unread
            if enough or not self._page.load_older(len(opened.messages)):
                break
            opened = self._page.chat() or opened
        return opened

    def _file(self, message: Message, chat: ChatName, report: ReadReport) -> None:
        item = task_id(message.id)
        if not self._vault.find(item):
            task = task_document(message, chat, self._keywords, self._clock())
            try:
                self._vault.create(f"{Place.INBOX}/{item}.md", task)
            except FileExistsError:
                log.info("%s is filed already", item)
            else:
                report.filed.append(item)
        self._step("filed")
        self._store.add(chat.chat_id, [message.id])

    def _finish(self, row: ChatRow, *, marked: bool) -> None:
        """Restore the unread mark, and remember how the row looks with nothing new in it.

        A row that looks otherwise than before may hold a message that came while the chat closed: it is visited again.
        """
        bare = replace(row, unread=None, twin=0)
        shown = self._find(lambda known: replace(known, twin=0) == bare)
        if shown is None:
            self._store.clear_opening(row.title)
            self._store.note_opening(row.title, 0)
            return
        if marked and self._keep_unread and self._page.mark_unread(shown):
            self._page.access.until(lambda: any(self._is_marked(known, row) for known in self._page.rows()[0]), 2.0)
        for known in self._page.rows()[0]:
            if self._is_marked(known, row):
                self._store.settle(known)
        self._store.clear_opening(row.title)

    @staticmethod
    def _is_marked(known: ChatRow, row: ChatRow) -> bool:
        return known.title == row.title and known.look == row.look and known.unread == 0


def new_messages(messages: Sequence[Message], known: Collection[str], unread: int) -> list[Message]:
    """Return the messages of others that were not dealt with.

    Args:
        messages: oldest first.
        known: ids of those dealt with before.
        unread: what the badge said: so many at the end are new, and all behind the first known one.
    """
    others = [message for message in messages if not message.own]
    fresh = {message.id for message in others[-unread:]} if unread else set()
    start = next((place for place, message in enumerate(messages) if message.id in known), len(messages))
    fresh |= {message.id for message in messages[start:]}
    return [one for one in others if one.id in fresh and one.id not in known and not one.deleted]
