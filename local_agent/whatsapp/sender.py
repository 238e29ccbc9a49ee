"""Sends one approved message into exactly one chat, and finds it again in the history."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from agent_skills.domain.clock import Clock, iso
from local_agent.executors.contract import Outcome, Proof, Result, Sighting
from local_agent.whatsapp.errors import SelectorMissingError, WhatsAppError, WrongChatError
from local_agent.whatsapp.messages import Ack, Message, OpenChat
from local_agent.whatsapp.opening import ChatOpener
from local_agent.whatsapp.pacing import Pacing
from local_agent.whatsapp.page import WhatsAppPage
from local_agent.whatsapp.seen_store import SeenStore, SendRecord

log = logging.getLogger(__name__)

CONFIRM_SECONDS = 15.0
"""How long a message may keep its clock before its end counts as unknown."""

MAX_PARTS = 10
"""Older parts of the history that are searched for a message that was sent earlier."""

MARKS = str.maketrans("", "", "*_~`")
"""What WhatsApp takes for bold, italic, struck out and code, and does not show."""

CUT_FROM = 300
"""Characters below which the page never cuts a message."""

LOOK_UP = "Look into the chat on your phone."
AGAIN = "It is tried again by itself."


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent: reference of the attempt, chat, the name that its header shows, text."""

    reference: str
    chat_id: str
    title: str
    text: str


class WhatsAppSender:
    """Types and sends.

    Args:
        page: the page.
        opener: opens chats and proves which is open.
        store: what was sent.
        clock: for the times.
        pacing: speed of typing and limits.
    """

    def __init__(self, page: WhatsAppPage, opener: ChatOpener, store: SeenStore, clock: Clock, pacing: Pacing) -> None:
        self._page = page
        self._opener = opener
        self._store = store
        self._clock = clock
        self._pacing = pacing

    def send(self, order: Order, may_send: Callable[[], bool]) -> Outcome:
        """Send once.

        Args:
            order: what and where to.
            may_send: called when everything is typed and checked; nothing is sent unless it says yes.
        """
        wait = self._pacing.wait(self._recent(), self._clock())
        if wait:
            return Outcome(Result.TRANSIENT, error="The limit of messages is reached.", remedy=AGAIN, wait=wait)
        try:
            opened = self._opener.open_exactly(order.chat_id, order.title)
            return self._type_and_send(order, opened, may_send)
        except WrongChatError as error:
            return Outcome(Result.PERMANENT, error=error.reason, remedy=f"{LOOK_UP} Nothing was sent.")
        except SelectorMissingError as error:
            problem = f"The page has changed: {error.name} was not found."
            return Outcome(Result.TRANSIENT, error=problem, remedy="Run `local-agent whatsapp-check`.")
        except WhatsAppError as error:
            log.warning("the page failed before anything was sent: %s", error)
            return Outcome(Result.TRANSIENT, error="WhatsApp Web did not answer.", remedy=AGAIN)
        finally:
            self._leave(order)

    def verify(self, order: Order) -> Sighting:
        """Look for a message of an earlier attempt in the history of its chat."""
        record = self._store.send_record(order.reference)
        if record is None:
            return Sighting(Proof.ABSENT)
        if record.message_id:
            return Sighting(Proof.PROVEN, record.message_id)
        try:
            opened = self._opener.open_exactly(order.chat_id, order.title)
            return self._search(record, opened)
        except WhatsAppError as error:
            log.info("the history cannot be searched now: %s", error)
            return Sighting(Proof.CANNOT_TELL)
        finally:
            self._leave(order)

    def _type_and_send(self, order: Order, opened: OpenChat, may_send: Callable[[], bool]) -> Outcome:
        problem = self._type(order.text)
        if problem:
            return problem
        now = self._page.chat()
        if now is None or not self._opener.is_still(now, opened):
            self._clear()
            return Outcome(Result.TRANSIENT, error="The chat changed while the text was typed.", remedy=AGAIN)
        if not may_send():
            self._clear()
            return Outcome(Result.TRANSIENT, error="The order to send was taken back.", remedy=AGAIN)
        before = frozenset(message.id for message in now.messages)
        at = iso(self._clock())
        record = SendRecord(order.reference, order.chat_id, order.title, order.text, before, at)
        self._store.record_send(record)
        return self._press_send(record)

    def _type(self, text: str) -> Outcome | None:
        """Type the text as people do; returns the refusal where the box does not hold exactly that."""
        before = self._page.typed()
        if before and not text.startswith(before):
            error = "The chat's box holds another text that was not sent yet."
            return Outcome(Result.PERMANENT, error=error, remedy="Send or delete that text, then approve again.")
        self._clear()
        with_keys = text.split("\n")
        for number, line in enumerate(with_keys):
            if number:
                self._page.access.press("Shift+Enter")
            for piece, pause in self._pacing.pieces(line, len(text)):
                self._page.access.insert(piece)
                self._page.access.rest(pause)
        if self._page.access.until(lambda: _plain(self._page.typed()) == _plain(text), 2.0):
            return None
        self._clear()
        return Outcome(Result.TRANSIENT, error="The chat's box did not take the text as it is.", remedy=AGAIN)

    def _clear(self) -> None:
        if not self._page.typed():
            return
        self._page.access.press("ControlOrMeta+a")
        self._page.access.press("Delete")

    def _press_send(self, record: SendRecord) -> Outcome:
        """From here on the message may be out; every doubt ends as unknown."""
        try:
            self._page.access.press("Enter")
            return self._confirm(record)
        except WhatsAppError as error:
            log.warning("the page failed while sending: %s", error)
            return _unknown()

    def _confirm(self, record: SendRecord) -> Outcome:
        found: list[Message] = []

        def is_out() -> bool:
            opened = self._page.chat()
            found[:] = _own_new(record, opened) if opened else []
            return any(message.ack is Ack.SENT for message in found)

        if not self._page.access.until(is_out, CONFIRM_SECONDS):
            return _unknown()
        message = next(message for message in found if message.ack is Ack.SENT)
        self._remember(record, message)
        return Outcome(Result.SENT, receipt=message.id)

    def _search(self, record: SendRecord, opened: OpenChat) -> Sighting:
        for _ in range(MAX_PARTS):
            out = [message for message in _own_new(record, opened) if message.ack is Ack.SENT]
            if out:
                self._remember(record, out[0])
                return Sighting(Proof.PROVEN, out[0].id)
            if any(message.id in record.before for message in opened.messages):
                return self._absent(record, opened)
            if not self._page.load_older(len(opened.messages)):
                break
            opened = self._page.chat() or opened
        return Sighting(Proof.CANNOT_TELL)

    def _absent(self, record: SendRecord, opened: OpenChat) -> Sighting:
        """All since the attempt is in view: it is absent, unless it still has its clock."""
        return Sighting(Proof.CANNOT_TELL if _own_new(record, opened) else Proof.ABSENT)

    def _remember(self, record: SendRecord, message: Message) -> None:
        self._store.sent(record.reference, message.id)
        self._store.add(record.chat_id, [message.id])

    def _leave(self, order: Order) -> None:
        """Close the chat; what came into it meanwhile has no mark, so the reader is asked to look."""
        try:
            opened = self._page.chat()
            if opened:
                record = self._store.send_record(order.reference)
                before = record.before if record else frozenset()
                came = [one for one in opened.messages if not one.own and one.id not in before] if before else []
                self._store.note_opening(opened.title, len(came))
            self._page.close_chat()
        except WhatsAppError as error:
            log.info("the chat could not be left: %s", error)

    def _recent(self) -> list[str]:
        return self._store.send_times(iso(self._clock() - timedelta(days=1)))


def _own_new(record: SendRecord, opened: OpenChat) -> list[Message]:
    new = [message for message in opened.messages if message.own and message.id not in record.before]
    return [message for message in new if _shows(message.text, record.text)]


def _shows(shown: str, text: str) -> bool:
    """Tell whether a message in the history is this text: the page leaves out marks, and cuts a long text."""
    bare, whole = (part.translate(MARKS) for part in (_plain(shown), _plain(text)))
    return bare == whole or (len(bare) >= CUT_FROM and whole.startswith(bare.rstrip(".…\n ")))


def _plain(text: str) -> str:
    """Return a text as the page may show it: blanks at line ends aside."""
    lines = [line.strip() for line in text.replace("\u00a0", " ").split("\n")]
    return "\n".join(lines).strip()


def _unknown() -> Outcome:
    error = "The message was handed to WhatsApp Web, but it did not show that it left."
    return Outcome(Result.UNKNOWN, error=error, remedy=LOOK_UP)
