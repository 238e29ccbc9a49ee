"""The model's part of the weekly briefing; without a model the briefing is numbers and lists."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.resources import files

from pydantic import BaseModel, Field

from agent_skills.ai.cleaning import cleaned, dotted, fenced, foreign_parts
from agent_skills.ai.client import ModelClient, ModelUnavailableError
from agent_skills.domain.findings import Finding
from agent_skills.domain.ports import FindingSink, Narrative

log = logging.getLogger(__name__)

MAX_FACTS = 12_000
"""Characters of the facts that the model reads."""

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
        self._client = client
        self._model = model
        self._findings = findings
        self._new_fence = new_fence

    def narrate(self, facts: str) -> Narrative | None:
        """Return the model's part, None where it does not answer.

        Args:
            facts: the week's numbers and lists.
        """
        prompt = files("agent_skills.ai").joinpath("prompts", "briefing.md").read_text("utf-8")
        data = fenced(cleaned(facts, MAX_FACTS), self._new_fence())
        try:
            answer, _ = self._client.ask(
                self._model, prompt, data, BriefingAnswer, "ceo_briefing", max_tokens=MAX_TOKENS
            )
        except ModelUnavailableError as error:
            log.warning("briefing without the model: %s", error.reason)
            problem = f"{error.reason} The weekly briefing holds numbers and lists only."
            self._findings.report(Finding("model_unavailable", "briefing", problem, error.remedy))
            return None
        self._findings.clear("model_unavailable", "briefing")
        return Narrative(
            _own(answer.summary, facts), _own(answer.focus, facts), [_own(line, facts) for line in answer.suggestions]
        )


def _own(text: str, facts: str) -> str:
    """Return the text without links and addresses that the facts do not hold."""
    text = dotted(text)
    for part in foreign_parts(text, facts):
        text = text.replace(part, "")
    return cleaned(text, 1000)
