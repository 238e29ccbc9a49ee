"""Tells the owner something in the chat with the own number; there is no recipient to choose."""

from __future__ import annotations

from local_agent.executors.contract import Outcome, Result
from local_agent.whatsapp.errors import WhatsAppError, WrongChatError
from local_agent.whatsapp.owner_chat import OwnerChat
from local_agent.whatsapp.seen_store import SeenStore
from local_agent.whatsapp.sender import Order, WhatsAppSender

MAX_CHARS = 500
"""P-DM5: longest message to the owner."""


class OwnerAlerts:
    """Sends one text, at most once for each reference.

    Args:
        chat: the owner's.
        sender: sends it, with the pace and the limits of every message.
        store: what was handed to the page before.
    """

    def __init__(self, chat: OwnerChat, sender: WhatsAppSender, store: SeenStore) -> None:
        self._chat = chat
        self._sender = sender
        self._store = store

    def tell(self, reference: str, text: str) -> Outcome:
        """Send a text. What was handed to the page under this reference counts as sent, and is not sent again."""
        known = self._store.send_record(reference)
        if known:
            return Outcome(Result.SENT, receipt=known.message_id or reference)
        try:
            title = self._chat.meet()
        except WrongChatError as error:
            return Outcome(Result.PERMANENT, error=error.reason, remedy="Check WHATSAPP_NOTIFICATION_NUMBER.")
        except WhatsAppError:
            return Outcome(Result.TRANSIENT, error="WhatsApp Web did not answer.")
        return self._sender.send(Order(reference, self._chat.chat_id, title, text[:MAX_CHARS]), lambda: True)
