"""Short answers to chat messages by Claude; the rules say before what is suspicious, and nothing of that comes here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel, Field

from agent_skills.ai.asking import ToldModel, sentence, share
from agent_skills.ai.cleaning import cleaned, fenced
from agent_skills.ai.client import ModelClient, ModelUnavailableError
from agent_skills.ai.rules import mail_text
from agent_skills.ai.templates import section, sender_name
from agent_skills.domain.foreign_text import inert
from agent_skills.domain.items import Document
from agent_skills.domain.ports import FindingSink, Reply

MAX_CHARS = 500
"""FR-G020: longest draft."""

MAX_TOKENS = 500
MEANWHILE = "WhatsApp messages are answered from templates meanwhile."


class MessageAnswer(BaseModel):
    """A drafted message."""

    text: str
    why: str = Field(description="at most 20 words")
    confidence: float
    suspicious: bool


class MessageWriter:
    """Asks Claude for the text of an answer.

    Args:
        client: the way to the model.
        model: its name.
        findings: told when the model stays away; told again when that has passed.
        new_fence: gives a random word that a message cannot guess.
        otherwise: makes the answer where the model gives none.
    """

    def __init__(
        self,
        client: ModelClient,
        model: str,
        findings: FindingSink,
        new_fence: Callable[[], str],
        otherwise: Callable[[Sequence[Document], Document | None], Reply],
    ) -> None:
        self._told = ToldModel(client, findings, "whatsapp", MEANWHILE)
        self._model = model
        self._new_fence = new_fence
        self._otherwise = otherwise

    def reply(self, tasks: Sequence[Document], handbook: Document | None) -> Reply | None:
        """Draft one answer to the new messages of a chat; None where the model finds them suspicious.

        Args:
            tasks: the messages, oldest first.
            handbook: the owner's wishes.
        """
        question = self._question(tasks, handbook)
        try:
            answer, cost = self._told.ask(
                self._model, "message.md", question, MessageAnswer, "whatsapp_draft", MAX_TOKENS
            )
        except ModelUnavailableError:
            return self._otherwise(tasks, handbook)
        if answer.suspicious:
            return None
        text = inert(answer.text).strip()[:MAX_CHARS].rstrip()
        if not text:
            return self._otherwise(tasks, handbook)
        return Reply(text, sentence(answer.why), share(answer.confidence), self._model, round(cost, 6))

    def _question(self, tasks: Sequence[Document], handbook: Document | None) -> str:
        wishes = f"Owner's name: {sender_name(handbook)}\nTone: {section(handbook, 'Tone')}"
        messages = "\n\n".join(f"{task.text('from_name')}:\n{mail_text(task)}" for task in tasks)
        return f"{cleaned(wishes, 1000)}\n\n{fenced(cleaned(messages), self._new_fence())}"
