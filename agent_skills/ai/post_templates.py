"""Posts without a model: the owner's own words, or a skeleton that cannot be posted before it is filled in."""

from __future__ import annotations

from collections.abc import Sequence

from agent_skills.ai.rules import RULES_CONFIDENCE
from agent_skills.ai.templates import TEMPLATE
from agent_skills.domain.foreign_text import inert
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Brief, PostTexts
from agent_skills.domain.sendable import PLACEHOLDERS

SKELETON = "\n\n".join(PLACEHOLDERS)
"""G-US2.6; a post that still holds one of these is refused."""

OWN_WORDS = "Made from your brief as it stands; no model has worked on it."
EMPTY = "A skeleton for you to fill in: no model is set up to write it."


class TemplatePostWriter:
    """Needs no model; implements the `PostWriter` port."""

    def write(self, brief: Brief, platforms: Sequence[str], handbook: Document | None) -> PostTexts:
        """Return the owner's own words for each platform."""
        del handbook
        return template_posts(brief, platforms, OWN_WORDS if brief.text.strip() else EMPTY)


def template_posts(brief: Brief, platforms: Sequence[str], why: str) -> PostTexts:
    """Return the same text for every platform: title and brief, or a skeleton where there is no brief.

    Args:
        brief: the owner's words.
        platforms: which ones are wanted.
        why: for the card.
    """
    words = "\n\n".join(part for part in (brief.title.strip(), brief.text.strip()) if part)
    text = inert(words) if brief.text.strip() else SKELETON
    return PostTexts(dict.fromkeys(platforms, text), why, RULES_CONFIDENCE, TEMPLATE)
