"""One round of the owner's commands: read what is new, carry each out once, answer in the same chat."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock, iso, parse_iso
from local_agent.executors.contract import Result
from local_agent.owner_commands import wording
from local_agent.owner_commands.applying import Applier
from local_agent.owner_commands.parsing import parse_command
from local_agent.owner_commands.planning import TOO_OLD, Snapshot, is_too_old, plan
from local_agent.owner_commands.store import Answer, CommandStore
from local_agent.whatsapp.errors import WrongChatError
from local_agent.whatsapp.messages import ChatRow
from local_agent.whatsapp.owner_chat import OwnerChat, Post
from local_agent.whatsapp.seen_store import SeenStore
from local_agent.whatsapp.sender import Order, WhatsAppSender

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(hours=1)
"""So often the chat is read though its row looks as before: its name may have changed."""

AFTER_TROUBLE = timedelta(seconds=15)
STARTED = "started"


@dataclass(frozen=True, slots=True)
class CommandParts:
    """What a round works with; compose_whatsapp.py brings them together.

    Args:
        chat: the owner's.
        store: what was ordered and answered.
        seen: what was handed to the page to send.
        sender: sends the answers, with the pace and the limits of every message.
        applier: acts.
        snapshot: tells what is the case.
        clock: for ages.
        step: called with a name between any two steps; tests end the process there.
    """

    chat: OwnerChat
    store: CommandStore
    seen: SeenStore
    sender: WhatsAppSender
    applier: Applier
    snapshot: Callable[[], Snapshot]
    clock: Clock
    step: Callable[[str], None] = lambda _name: None


class CommandRound:
    """Reads and answers.

    Args:
        parts: see `CommandParts`.
    """

    def __init__(self, parts: CommandParts) -> None:
        self._parts = parts
        self._read_at: datetime | None = None
        self._send_at: datetime | None = None
        self._recovered = False
        self.problem: str | None = None

    def is_due(self, rows: Sequence[ChatRow]) -> bool:
        """Tell whether the owner may have written, or an answer may go now.

        Args:
            rows: at the top of the chat list.
        """
        now = self._parts.clock()
        if self.problem and self._read_at and now - self._read_at < LOOK_AGAIN / 4:
            return False
        long_ago = self._read_at is None or now - self._read_at > LOOK_AGAIN
        return long_ago or self._parts.chat.has_news(rows) or self._may_answer(now)

    def run(self) -> None:
        """Read, act, answer. Raises what the page raises; what was read is done all the same, once."""
        self._recover()
        self._read_at = self._parts.clock()
        try:
            posts = self._parts.chat.read(self._parts.store.known)
        except WrongChatError as error:
            self.problem = f"The chat with your own number cannot be opened: {error.reason}"
            return
        self.problem = None
        self._handle(posts)
        self.answer()

    def answer(self) -> None:
        """Send the answers that wait, as far as the limits allow."""
        for answer in self._parts.store.answers():
            if not self._send(answer):
                return

    def _recover(self) -> None:
        """Tell of commands that a crash interrupted; they are not done again."""
        if not self._recovered:
            for message_id in self._parts.store.interrupted():
                self._finish(message_id, wording.INTERRUPTED)
            self._recovered = True

    def _handle(self, posts: Sequence[Post]) -> None:
        now, store = self._parts.clock(), self._parts.store
        first_time = store.fact(STARTED) is None
        late = [post for post in posts if is_too_old(post.sent, now)]
        late_commands = [post.id for post in late if parse_command(post.text) and not first_time]
        store.note_seen(post.id for post in late if post.id not in late_commands[-1:])
        if late_commands and store.take(late_commands[-1]):
            self._finish(late_commands[-1], wording.TOO_OLD)
        store.set_fact(STARTED, iso(now))
        for post in posts:
            if post not in late:
                self._obey(post)

    def _obey(self, post: Post) -> None:
        command = parse_command(post.text)
        if command is None:
            self._parts.store.note_seen([post.id])
        elif self._parts.store.take(post.id):
            self._parts.step("taken")
            answer = self._parts.applier.apply(plan(command, self._parts.snapshot()))
            self._parts.step("applied")
            self._finish(post.id, answer)
            log.info("a command of the owner was carried out: %s", type(command).__name__)

    def _finish(self, message_id: str, answer: str) -> None:
        self._parts.store.finish(message_id, answer, iso(self._parts.clock()))

    def _may_answer(self, now: datetime) -> bool:
        return (self._send_at is None or now >= self._send_at) and bool(self._parts.store.answers())

    def _send(self, answer: Answer) -> bool:
        """Send one answer; False where it has to wait. One that was handed to the page before is not sent again."""
        now, title = self._parts.clock(), self._parts.chat.title
        made = parse_iso(answer.at)
        stale = made is None or now - made > TOO_OLD
        if stale or title is None or self._parts.seen.send_record(answer.reference):
            self._parts.store.forget_answer(answer)
            return True
        order = Order(answer.reference, self._parts.chat.chat_id, title, answer.text)
        outcome = self._parts.sender.send(order, lambda: True)
        if outcome.result is Result.TRANSIENT:
            self._send_at = now + (outcome.wait or AFTER_TROUBLE)
            return False
        if outcome.result is not Result.SENT:
            log.warning("an answer to the owner did not arrive: %s", outcome.error)
        self._parts.store.forget_answer(answer)
        return True
