"""The model's part of the weekly briefing; without a model the briefing is numbers and lists."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel, Field

from agent_skills.ai.asking import ToldModel
from agent_skills.ai.cleaning import cleaned, dotted, fenced, foreign_parts
from agent_skills.ai.client import ModelClient, ModelUnavailableError
from agent_skills.domain.ports import FindingSink, Narrative

MAX_FACTS = 12_000
"""Characters of the facts that the model reads."""

MEANWHILE = "The weekly briefing holds numbers and lists only."
MAX_TOKENS = 1500


class BriefingAnswer(BaseModel):
    """What the model writes."""

    summary: str = Field(description="at most 80 words")
    focus: str = Field(description="at most 60 words")
    suggestions: list[str] = Field(description="three to five, one sentence each")


class BriefingWriter:
    """Asks Claude for summary, focus and suggestions.

    Args:
        client: the way to the model.
        model: its name.
        findings: told when the model stays away.
        new_fence: gives a random word that no data can guess.
    """

    def __init__(self, client: ModelClient, model: str, findings: FindingSink, new_fence: Callable[[], str]) -> None:
        self._told = ToldModel(client, findings, "briefing", MEANWHILE)
        self._model = model
        self._new_fence = new_fence

    def narrate(self, facts: str) -> Narrative | None:
        """Return the model's part, None where it does not answer.

        Args:
            facts: the week's numbers and lists.
        """
        data = fenced(cleaned(facts, MAX_FACTS), self._new_fence())
        try:
            answer, _ = self._told.ask(self._model, "briefing.md", data, BriefingAnswer, "ceo_briefing", MAX_TOKENS)
        except ModelUnavailableError:
            return None
        return Narrative(
            _own(answer.summary, facts), _own(answer.focus, facts), [_own(line, facts) for line in answer.suggestions]
        )


def _own(text: str, facts: str) -> str:
    """Return the text without links and addresses that the facts do not hold."""
    text = dotted(text)
    for part in foreign_parts(text, facts):
        text = text.replace(part, "")
    return cleaned(text, 1000)
