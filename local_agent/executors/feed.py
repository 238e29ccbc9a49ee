"""Reading what a platform shows of the owner's account: own posts and mentions, as bounded and inert data.

Whatever comes back was written by others or passed through their hands. It is shown, and nothing else is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.foreign_text import inert
from local_agent.executors.contract import Outcome
from local_agent.executors.posting import AnswerError, Seen
from local_agent.executors.web_api import APPROVE_AGAIN, Answer, UnreachableError

MAX_POSTS = 25
MAX_TEXT = 280
"""Characters of a post that are shown: its first words, in one line."""

MAX_RAW = 4 * MAX_TEXT
MAX_LINK = 300
MAX_COUNT = 10**12
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
FEED, MENTIONS = "feed", "mentions"
IDENTIFIER = re.compile(r"[A-Za-z0-9:_.-]{1,100}")

Read = Callable[[], list[Seen]]


class FeedError(EmployeeError):
    """It could not be read; the message says why and what to do."""


class Readable(Protocol):
    """What reading needs to know of a platform."""

    who: str
    to_read: str

    def judge(self, answer: Answer, now: datetime, *, final: bool) -> Outcome:
        """Tell what an answer means that is not the one asked for."""

    def forbids(self, answer: Answer) -> bool:
        """Tell whether the credential is good and may not read this."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it may be shown; numbers are None where the platform does not tell them."""

    id: str
    at: str | None
    text: str
    link: str
    author: str
    reactions: int | None
    comments: int | None
    shares: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """What was read, and a sentence where the platform lets nothing be read."""

    posts: list[Post]
    note: str = ""


class FeedReader:
    """Reads one account.

    Args:
        platform: for what errors mean.
        reads: the calls that it offers, by `FEED` or `MENTIONS`.
        clock: for waits.
        clean: takes credentials out of a text.
    """

    def __init__(
        self, platform: Readable, reads: Mapping[str, Read], clock: Clock, clean: Callable[[str], str]
    ) -> None:
        self._platform = platform
        self._reads = reads
        self._clock = clock
        self._clean = clean

    def read(self, what: str) -> Page:
        """Return the newest posts, at most `MAX_POSTS`.

        Args:
            what: `FEED` or `MENTIONS`.

        Raises:
            FeedError: the platform does not offer it, cannot be reached or refused.
        """
        read = self._reads.get(what)
        if read is None:
            raise FeedError(f"{what.capitalize()} of {self._platform.who} cannot be read here.")
        try:
            return Page([self._shown(post) for post in read()[:MAX_POSTS]])
        except UnreachableError as error:
            raise FeedError(f"{self._platform.who} cannot be reached ({error}). Ask again later.") from error
        except AnswerError as error:
            return self._refused(error)

    def _refused(self, error: AnswerError) -> Page:
        who = self._platform.who
        if self._platform.forbids(error.answer):
            return Page([], f"{who} does not let this token read this. {self._platform.to_read}")
        outcome = self._platform.judge(error.answer, self._clock(), final=False)
        raise FeedError(inert(self._clean(_sentence(who, outcome)))) from error

    def _shown(self, post: Seen) -> Post:
        return Post(
            id=_identifier(self._clean(post.id)),
            at=_time(post.at),
            text=first_words(self._clean(post.text)),
            link=_link(self._clean(post.where)),
            author=_identifier(self._clean(post.author)),
            reactions=_count(post.reactions),
            comments=_count(post.comments),
            shares=_count(post.shares),
        )


def first_words(text: str) -> str:
    """Return the beginning of a foreign text in one inert line of at most `MAX_TEXT` characters."""
    line = " ".join(inert(text[:MAX_RAW]).split())
    # A cut can make an active mark of a harmless one, so what is left is looked at again; that adds one space at most.
    return line if len(line) <= MAX_TEXT and len(text) <= MAX_RAW else inert(line[: MAX_TEXT - 2]) + "…"


def _sentence(who: str, outcome: Outcome) -> str:
    if outcome.wait:
        minutes = max(1, round(outcome.wait.total_seconds() / 60))
        return f"{who} answers no more questions for now. Ask again in {minutes} min."
    if outcome.signed_out:
        return f"{outcome.error} {_remedy(outcome)} Nothing was paused by this."
    return f"{outcome.error} {_remedy(outcome)}"


def _remedy(outcome: Outcome) -> str:
    """Return the remedy without its words on a draft: nothing was to be posted."""
    remedy = outcome.remedy or ""
    return remedy.replace(APPROVE_AGAIN, ".") if APPROVE_AGAIN in remedy else "Ask again later."


def _time(at: datetime) -> str | None:
    """Return a time, None for the epoch (the platform told none) and for what no post has."""
    return iso(at) if datetime.fromtimestamp(0, UTC) < at < LATEST else None


def _identifier(text: str) -> str:
    return text if IDENTIFIER.fullmatch(text) else ""


def _link(text: str) -> str:
    """Return a web address as it may be shown, empty where it is none."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    plain = len(text) <= MAX_LINK and text.isascii() and text.isprintable() and not re.search(r"[\s<>`\"'()\[\]]", text)
    return text if plain and parts.scheme == "https" and parts.hostname else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MAX_COUNT else None
