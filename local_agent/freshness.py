"""Whether the thread has moved on since the draft was made (architecture §8: a newer message returns it)."""

from __future__ import annotations

import re

from agent_skills.domain.clock import parse_iso
from agent_skills.domain.items import Document
from agent_skills.domain.payload import EmailPayload, WhatsAppPayload
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place
from local_agent.approval_handler import Approved

PREFIX = re.compile(r"^\s*(?:(?:re|aw|fwd?|wg|sv|antw)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
"""Reply and forward marks of mail programs, in the languages met most."""

PLACES = (Place.INBOX, Place.NEEDS_ACTION, Place.IN_PROGRESS)


class Freshness:
    """Compares an approved draft with the mail that has come since.

    Args:
        vault: this machine's files.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def is_fresh(self, approved: Approved) -> bool:
        """Tell whether the vault holds no newer mail of the sender in the thread, or message in the chat."""
        draft = approved.file.doc
        made = parse_iso(draft.front.get("created_at"))
        payload = approved.payload
        threaded = isinstance(payload, WhatsAppPayload) or (isinstance(payload, EmailPayload) and payload.in_reply_to)
        if made is None or not threaded:
            return True
        for place in PLACES:
            files, _ = self._vault.scan(place)
            for file in files:
                came = parse_iso(file.doc.front.get("created_at"))
                newer = came is not None and came > made and file.id != draft.text("original_id")
                if newer and (same_thread(draft, file.doc) or same_chat(draft, file.doc)):
                    return False
        return True


def same_thread(draft: Document, mail: Document) -> bool:
    """Tell whether a mail belongs to a draft's thread: same sender, and ids or subject say so."""
    sender = draft.text("original_from").lower()
    if mail.text("type") != "email" or not sender or sender != mail.text("from").lower():
        return False
    thread = {draft.text("in_reply_to"), *draft.texts("references")} - {""}
    linked = thread & {mail.text("in_reply_to"), *mail.texts("references")}
    return bool(linked) or normalized(draft.text("subject")) == normalized(mail.text("subject"))


def same_chat(draft: Document, message: Document) -> bool:
    """Tell whether a WhatsApp message stands in a draft's chat."""
    chat = draft.text("chat_id")
    return bool(chat) and message.text("type") == "whatsapp" and message.text("chat_id") == chat


def normalized(subject: str) -> str:
    """Return a subject without reply marks, for comparison."""
    return PREFIX.sub("", subject).strip().casefold()
