"""Posts for the social platforms, by Claude, or from the owner's own words where there is no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from agent_skills.ai.asking import ToldModel, sentence, share
from agent_skills.ai.cleaning import cleaned, fenced
from agent_skills.ai.client import ModelClient, ModelUnavailableError
from agent_skills.ai.post_templates import template_posts
from agent_skills.ai.templates import section, sender_name
from agent_skills.domain.foreign_text import inert
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Brief, FindingSink, PostTexts

WISHES = ("Business Goals", "Tone", "Target Audience", "Social Media Strategy")
"""Sections of the handbook that posts follow (FR-G070, FR-S029)."""

MEANWHILE = "Posts are drafted from your own words meanwhile."
NO_BRIEF = "There is no brief: write about one of the business goals."
MAX_WISHES = 4000
MAX_TOKENS = 4000
MAX_REMARK = 200


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
        self._told = ToldModel(client, findings, "posts", MEANWHILE)
        self._model = model
        self._new_fence = new_fence

    def write(self, brief: Brief, platforms: Sequence[str], handbook: Document | None) -> PostTexts:
        """Draft the posts; without the model the owner's own words, and a note that says why."""
        try:
            question = self._question(brief, platforms, handbook)
            answer, cost = self._told.ask(self._model, "posts.md", question, PostsAnswer, "post_draft", MAX_TOKENS)
        except ModelUnavailableError as error:
            return template_posts(brief, platforms, f"Made from your brief: {error.reason}")
        texts: dict[str, str] = {
            post.platform: inert(post.text).strip() for post in answer.posts if post.platform in platforms
        }
        written = {platform: text for platform, text in texts.items() if text}
        missing = [platform for platform in platforms if platform not in written]
        rest = template_posts(brief, missing, "").texts
        sure = 0.0 if missing else share(answer.confidence)
        return PostTexts({**written, **rest}, sentence(answer.why), sure, self._model, round(cost, 6))

    def _question(self, brief: Brief, platforms: Sequence[str], handbook: Document | None) -> str:
        wishes = "\n\n".join(f"{name}: {section(handbook, name)}" for name in WISHES if section(handbook, name))
        fence = self._new_fence()
        remark = cleaned(brief.remark, MAX_REMARK).replace(fence, "") or "Write it differently."
        earlier = fenced(cleaned(brief.refused), fence)
        parts = [
            f"Owner's name: {sender_name(handbook)}",
            cleaned(wishes, MAX_WISHES).replace(fence, ""),
            f"Platforms: {', '.join(platforms)}",
            fenced(cleaned(f"{brief.title}\n\n{brief.text}".strip() or NO_BRIEF), fence),
            f"The owner refused an earlier post and says: {remark}\n{earlier}" if brief.refused else "",
        ]
        return "\n\n".join(part for part in parts if part)
