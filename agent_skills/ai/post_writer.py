"""Posts for the social platforms, by Claude, or from the owner's own words where there is no model."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, Field

from agent_skills.ai.cleaning import cleaned, fenced
from agent_skills.ai.client import ModelClient, ModelUnavailableError
from agent_skills.ai.post_templates import template_posts
from agent_skills.ai.templates import section, sender_name
from agent_skills.domain.findings import Finding
from agent_skills.domain.foreign_text import inert
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Brief, FindingSink, PostTexts

log = logging.getLogger(__name__)

WISHES = ("Business Goals", "Tone", "Target Audience", "Social Media Strategy")
"""Sections of the handbook that posts follow (FR-G070, FR-S029)."""

NO_BRIEF = "There is no brief: write about one of the business goals."
MAX_WISHES = 4000
MAX_TOKENS = 4000
MAX_WHY = 200


class PostAnswer(BaseModel):
    """One drafted post."""

    platform: Literal["linkedin", "facebook", "instagram", "twitter"]
    text: str


class PostsAnswer(BaseModel):
    """What the model writes."""

    posts: list[PostAnswer]
    why: str = Field(description="at most 20 words")
    confidence: float


class ClaudePostWriter:
    """Asks Claude for all posts of a brief at once; implements the `PostWriter` port.

    Args:
        client: the way to the model.
        model: its name.
        findings: told when the model stays away.
        new_fence: gives a random word that no brief can guess.
    """

    def __init__(self, client: ModelClient, model: str, findings: FindingSink, new_fence: Callable[[], str]) -> None:
        self._client = client
        self._model = model
        self._findings = findings
        self._new_fence = new_fence

    def write(self, brief: Brief, platforms: Sequence[str], handbook: Document | None) -> PostTexts:
        """Draft the posts; without the model the owner's own words, and a note that says why."""
        try:
            answer, cost = self._client.ask(
                self._model,
                _prompt(),
                self._question(brief, platforms, handbook),
                PostsAnswer,
                "post_draft",
                max_tokens=MAX_TOKENS,
            )
        except ModelUnavailableError as error:
            log.warning("posts without the model: %s", error.reason)
            problem = f"{error.reason} Posts are drafted from your own words meanwhile."
            self._findings.report(Finding("model_unavailable", "posts", problem, error.remedy))
            return template_posts(brief, platforms, f"Made from your brief: {error.reason}")
        self._findings.clear("model_unavailable", "posts")
        texts: dict[str, str] = {
            post.platform: inert(post.text).strip() for post in answer.posts if post.platform in platforms
        }
        written = {platform: text for platform, text in texts.items() if text}
        missing = [platform for platform in platforms if platform not in written]
        rest = template_posts(brief, missing, "").texts
        why = cleaned(" ".join(inert(answer.why).split()), MAX_WHY)
        sure = answer.confidence if math.isfinite(answer.confidence) and not missing else 0.0
        return PostTexts({**written, **rest}, why, round(min(max(sure, 0.0), 1.0), 2), self._model, round(cost, 6))

    def _question(self, brief: Brief, platforms: Sequence[str], handbook: Document | None) -> str:
        wishes = "\n\n".join(f"{name}: {section(handbook, name)}" for name in WISHES if section(handbook, name))
        fence = self._new_fence()
        remark = cleaned(brief.remark, MAX_WHY).replace(fence, "") or "Write it differently."
        earlier = fenced(cleaned(brief.refused), fence)
        parts = [
            f"Owner's name: {sender_name(handbook)}",
            cleaned(wishes, MAX_WISHES).replace(fence, ""),
            f"Platforms: {', '.join(platforms)}",
            fenced(cleaned(f"{brief.title}\n\n{brief.text}".strip() or NO_BRIEF), fence),
            f"The owner refused an earlier post and says: {remark}\n{earlier}" if brief.refused else "",
        ]
        return "\n\n".join(part for part in parts if part)


def _prompt() -> str:
    return files("agent_skills.ai").joinpath("prompts", "posts.md").read_text("utf-8")
