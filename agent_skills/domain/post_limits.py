"""How long a post may be on each platform, counted as the platform counts, and how a text is cut to fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agent_skills.domain.weighted_length import MAX_WEIGHT, weighted_length

SENTENCE_END = re.compile(r"[.!?…][\"')\]]*(?=\s|$)")
WORD_END = re.compile(r"\S(?=\s|$)")
HASHTAG = re.compile(r"#\w+")
MAX_HASHTAGS = 30
"""Instagram refuses a caption with more (Instagram Platform, “Content Publishing”)."""


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, as programs written for browsers count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class PostLimit:
    """One platform.

    Args:
        channel: its channel, which names its folder.
        prefix: start of a draft's id.
        limit: longest text.
        length: how the platform counts.
        end: where a text that is too long may be cut.
        mark: stands where it was cut.
    """

    channel: str
    prefix: str
    limit: int
    length: Callable[[str], int]
    end: re.Pattern[str]
    mark: str


PLATFORMS: dict[str, PostLimit] = {
    "linkedin": PostLimit("LinkedIn", "LINKEDIN_POST_", 3000, utf16_length, SENTENCE_END, " […]"),
    "facebook": PostLimit("Facebook", "FACEBOOK_POST_", 63_206, utf16_length, SENTENCE_END, " […]"),
    "instagram": PostLimit("Instagram", "INSTAGRAM_POST_", 2200, utf16_length, SENTENCE_END, " […]"),
    "twitter": PostLimit("Twitter", "TWITTER_POST_", MAX_WEIGHT, weighted_length, WORD_END, "…"),
}
"""FR-G013: LinkedIn is cut at a sentence with “[…]”; FR-G064: X at a word with “…” (docs/platinum/channels.md)."""

PLATFORM_NAMES = {"x": "twitter", **{name: name for name in PLATFORMS}}
"""What an owner may write for a platform."""


def fit(platform: str, text: str, reserved: int = 0) -> tuple[str, bool]:
    """Return a text that fits a platform, and whether it had to be cut.

    Args:
        platform: key of `PLATFORMS`.
        text: what is to be posted.
        reserved: length that something below the text will take.
    """
    rule = PLATFORMS[platform]
    if platform == "instagram":
        text = _few_hashtags(text)
    room = rule.limit - reserved
    if rule.length(text) <= room:
        return text, False
    room -= rule.length(rule.mark)
    ends = [match.end() for match in rule.end.finditer(text)] or [match.end() for match in WORD_END.finditer(text)]
    kept = _longest(text, ends, rule, room) or _hard(text, rule, room)
    return kept + rule.mark, True


def _longest(text: str, ends: list[int], rule: PostLimit, room: int) -> str:
    """Return the longest beginning that ends at one of these places and fits (lengths grow with the text)."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if rule.length(text[: ends[middle - 1]]) <= room else (low, middle - 1)
    return text[: ends[low - 1]] if low else ""


def _hard(text: str, rule: PostLimit, room: int) -> str:
    kept = text[: max(room, 0)]
    while kept and rule.length(kept) > room:
        kept = kept[:-1]
    return kept


def _few_hashtags(text: str) -> str:
    seen = [match.start() for match in HASHTAG.finditer(text)]
    return text if len(seen) <= MAX_HASHTAGS else text[: seen[MAX_HASHTAGS]].rstrip()
