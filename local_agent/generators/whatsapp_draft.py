"""Builds the draft file of a WhatsApp reply (docs/platinum/data-model.md §2).

The chat comes from the messages, never from a model; the text is short (FR-G020).
"""

from __future__ import annotations

from collections.abc import Sequence

from agent_skills.ai.cleaning import foreign_parts
from agent_skills.ai.rules import RULES_CONFIDENCE, mail_text, topic
from agent_skills.ai.templates import SENTENCES, TEMPLATE, sender_name
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.items import DRAFT_HEADING, ORIGINAL_CALLOUT, Document, FrontMatter, safe_draft_text
from agent_skills.domain.payload import SEND_WHATSAPP
from agent_skills.domain.ports import Reply
from agent_skills.domain.states import Status

MAX_CHARS = 500
"""FR-G020: longest draft."""


def draft_id(task_id: str) -> str:
    """Return the id of the draft that answers a task."""
    return task_id.replace("WHATSAPP_", "WHATSAPP_DRAFT_", 1)


def template_reply(tasks: Sequence[Document], handbook: Document | None) -> Reply:
    """Return a holding reply that promises nothing.

    Args:
        tasks: the new messages of the chat, oldest first.
        handbook: the owner's handbook, for the name below the reply.
    """
    task = tasks[-1]
    first = task.text("from_name").split()
    greeting = f"Hello {first[0]}," if first and first[0].isalpha() and not task.front.get("group") else "Hello,"
    lines = [greeting, SENTENCES[topic(task)].replace("\n", " "), sender_name(handbook)]
    return Reply("\n".join(line for line in lines if line)[:MAX_CHARS], task.text("why"), RULES_CONFIDENCE, TEMPLATE)


class WhatsAppDraftGenerator:
    """Makes drafts of replies.

    Args:
        clock: for the times.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def build(self, tasks: Sequence[Document], reply: Reply) -> Document:
        """Return the draft of one reply.

        Args:
            tasks: messages of one chat, oldest first; the last one is answered.
            reply: what to say.
        """
        task, now = tasks[-1], iso(self._clock())
        keywords = [word for one in tasks for word in one.texts("keywords_matched")]
        front: FrontMatter = {
            "id": draft_id(task.text("id")),
            "type": "whatsapp_draft",
            "action": SEND_WHATSAPP,
            "status": Status.PENDING_APPROVAL.value,
            "created_at": now,
            "updated_at": now,
            "account": None,
            "chat_id": task.text("chat_id"),
            "to": [task.text("chat_name")],
            "group": bool(task.front.get("group")),
            "original_id": task.text("id"),
            "original_message_id": task.text("message_id"),
            "original_from": task.text("from"),
            "original_received": task.text("received"),
            "keywords_matched": [*dict.fromkeys(keywords)],
            "why": reply.why,
            "confidence": reply.confidence,
            "priority": "High" if keywords else task.text("priority"),
            "risk": ["links"] if foreign_parts(reply.text, "\n".join(mail_text(one) for one in tasks)) else [],
            "drafted_by": reply.drafted_by,
            "cost_usd": reply.cost_usd,
            "version": 1,
            "previous_id": None,
            "edited": False,
        }
        return Document(front, _body(tasks, reply))


def _body(tasks: Sequence[Document], reply: Reply) -> str:
    name = " ".join(tasks[-1].text("chat_name").split())
    parts = [
        f"# Reply to {name}",
        f"> [!info] Why\n> {' '.join(reply.why.split())}",
        DRAFT_HEADING,
        safe_draft_text(reply.text[:MAX_CHARS]),
        f"{ORIGINAL_CALLOUT}\n{_quoted(tasks)}",
    ]
    return "\n\n".join(parts) + "\n"


def _quoted(tasks: Sequence[Document]) -> str:
    """Return the messages with every line quoted, so that none of it can end the callout or pose as the draft."""
    lines: list[str] = []
    for task in tasks:
        media = f" ({task.text('media')})" if task.text("media") else ""
        lines += [f"{task.text('from_name')}, {task.text('received')}{media}:", *mail_text(task).splitlines(), ""]
    return "\n".join(f"> {line}".rstrip() for line in lines[:-1])
