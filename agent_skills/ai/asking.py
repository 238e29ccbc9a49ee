"""What all writers share: a question to the model whose silence the owner is told of, and answers made harmless."""

from __future__ import annotations

import logging
import math
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel

from agent_skills.ai.cleaning import cleaned
from agent_skills.ai.client import ModelClient, ModelUnavailableError
from agent_skills.domain.findings import Finding
from agent_skills.domain.foreign_text import inert
from agent_skills.domain.ports import FindingSink

log = logging.getLogger(__name__)
T = TypeVar("T", bound=BaseModel)

MAX_SENTENCE = 200
"""Characters of a model's word on its own work."""


class ToldModel:
    """Asks the model; the owner is told when it stays away, and told again when that has passed.

    Args:
        client: the way to the model.
        findings: where that is told.
        subject: what it is needed for.
        meanwhile: what is done without it, one sentence.
    """

    def __init__(self, client: ModelClient, findings: FindingSink, subject: str, meanwhile: str) -> None:
        self._client = client
        self._findings = findings
        self._subject = subject
        self._meanwhile = meanwhile

    def ask(
        self, model: str, prompt: str, question: str, answer: type[T], task_type: str, max_tokens: int
    ) -> tuple[T, float]:
        """Return the structured answer and its cost in US dollars.

        Args:
            model: name of the model.
            prompt: file in `prompts/` that holds our instructions.
            question: what the model reads, already cleaned and fenced.
            answer: schema of the answer.
            task_type: for the log.
            max_tokens: bound of the answer.

        Raises:
            ModelUnavailableError: there is no answer; the owner has been told.
        """
        system = files("agent_skills.ai").joinpath("prompts", prompt).read_text("utf-8")
        try:
            answered = self._client.ask(model, system, question, answer, task_type, max_tokens)
        except ModelUnavailableError as error:
            log.warning("%s without the model: %s", self._subject, error.reason)
            problem = f"{error.reason} {self._meanwhile}"
            self._findings.report(Finding("model_unavailable", self._subject, problem, error.remedy))
            raise
        self._findings.clear("model_unavailable", self._subject)
        return answered


def sentence(text: str) -> str:
    """Return a model's word on its own work as one short harmless line."""
    return cleaned(" ".join(inert(text).split()), MAX_SENTENCE)


def share(value: float) -> float:
    """Return how sure a model is, from 0 to 1; nothing that is no number counts."""
    return round(min(max(value, 0.0), 1.0), 2) if math.isfinite(value) else 0.0
