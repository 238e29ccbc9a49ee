"""Triage and reply drafts by Claude, with the rules as watch and as fallback."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from agent_skills.ai.asking import ToldModel, sentence, share
from agent_skills.ai.cleaning import cleaned, fenced
from agent_skills.ai.client import ModelClient, ModelUnavailableError
from agent_skills.ai.rules import mail_text, triage_by_rules
from agent_skills.ai.templates import section, sender_name, template_reply
from agent_skills.domain.clock import Clock
from agent_skills.domain.foreign_text import inert
from agent_skills.domain.items import Document
from agent_skills.domain.ports import FindingSink, Reply, Triage
from agent_skills.domain.states import Lane

MAX_DRAFT = 5000
"""G-DM1: characters of a drafted mail."""

MEANWHILE = "Mail is sorted by rules and answered from templates meanwhile."
CACHE_HOURS = timedelta(hours=24)
CACHE_SIZE = 1000


class TriageAnswer(BaseModel):
    """What the model says of a mail."""

    priority: Literal["High", "Medium", "Low"]
    category: Literal["Work", "Personal", "Urgent", "Uncategorized"]
    needs_reply: bool
    suspicious: bool
    why: str = Field(description="at most 20 words")
    confidence: float


class DraftAnswer(BaseModel):
    """A drafted reply."""

    text: str
    why: str = Field(description="at most 20 words")
    confidence: float


@dataclass(frozen=True, slots=True)
class Models:
    """Names of the models for each kind of work."""

    triage: str
    draft: str


class ClaudeAnalyzer:
    """Asks Claude; implements the `Analyzer` port. The rules decide what no model may decide: what is suspicious.

    Args:
        client: the way to the model.
        models: which ones.
        findings: told when the model stays away; told again when that has passed.
        clock: for the cache.
        new_fence: gives a random word that a mail cannot guess.
    """

    def __init__(
        self, client: ModelClient, models: Models, findings: FindingSink, clock: Clock, new_fence: Callable[[], str]
    ) -> None:
        self._model = ToldModel(client, findings, "model", MEANWHILE)
        self._models = models
        self._clock = clock
        self._new_fence = new_fence
        self._cache: OrderedDict[str, tuple[datetime, TriageAnswer]] = OrderedDict()

    def triage(self, task: Document) -> Triage:
        """Judge one mail; a mail that the rules leave to the owner or file is not sent to the model."""
        ruled = triage_by_rules(task)
        if ruled.lane != Lane.REPLY:
            return ruled
        try:
            answer = self._ask_triage(task)
        except ModelUnavailableError:
            return ruled
        return _combined(ruled, answer, self._models.triage)

    def draft_reply(self, task: Document, handbook: Document | None) -> Reply:
        """Draft the answer; without the model a template that says why."""
        try:
            answer, cost = self._model.ask(
                self._models.draft, "draft.md", self._question(task, handbook), DraftAnswer, "email_draft", 2000
            )
        except ModelUnavailableError as error:
            return template_reply(task, handbook, f"Drafted from a template: {error.reason}")
        text = inert(answer.text).strip()[:MAX_DRAFT]
        if not text:
            return template_reply(task, handbook, "Drafted from a template: the model's draft was empty.")
        return Reply(text, sentence(answer.why), share(answer.confidence), self._models.draft, round(cost, 6))

    def _ask_triage(self, task: Document) -> TriageAnswer:
        key = f"{task.text('from_name')}\0{task.text('subject')}\0{mail_text(task)}"
        known = self._cache.get(key)
        if known and self._clock() - known[0] < CACHE_HOURS:
            return known[1]
        question = self._mail(task)
        answer, _ = self._model.ask(self._models.triage, "triage.md", question, TriageAnswer, "priority_analysis", 400)
        self._cache[key] = (self._clock(), answer)
        while len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)
        return answer

    def _question(self, task: Document, handbook: Document | None) -> str:
        wishes = f"Owner's name: {sender_name(handbook)}\nTone: {section(handbook, 'Tone')}"
        return f"{cleaned(wishes, 1000)}\n\n{self._mail(task)}{self._refused(task)}"

    def _refused(self, task: Document) -> str:
        """Return the earlier draft and what the owner said of it, where there is one."""
        earlier = task.text("refused_text")
        if not earlier:
            return ""
        remark = cleaned(task.text("owner_remark"), 200) or "Write it differently."
        return (
            f"\n\nThe owner refused an earlier draft and says: {remark}\n{fenced(cleaned(earlier), self._new_fence())}"
        )

    def _mail(self, task: Document) -> str:
        text = f"From: {task.text('from_name')}\nSubject: {task.text('subject')}\n\n{mail_text(task)}"
        return fenced(cleaned(text), self._new_fence())


def _combined(ruled: Triage, answer: TriageAnswer, model: str) -> Triage:
    lane = Lane.REPLY if answer.needs_reply else Lane.FYI
    risk = [*ruled.risk]
    why = sentence(answer.why)
    if answer.suspicious:
        lane, why = Lane.OWNER, "Looks suspicious, so nothing was drafted."
        risk.append("suspicious")
    # What the words say is urgent stays urgent: a mail must not talk the model out of it.
    priority = "High" if "High" in (ruled.priority, answer.priority) else answer.priority
    category = answer.category if ruled.category != "Urgent" else "Urgent"
    return replace(
        ruled,
        priority=priority,
        category=category,
        lane=lane,
        why=why,
        confidence=share(answer.confidence),
        risk=list(dict.fromkeys(risk)),
        by=model,
    )
