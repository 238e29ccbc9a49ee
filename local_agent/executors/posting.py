"""What the posts of all platforms share: prepare, publish once, and look for one's own post afterwards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from agent_skills.domain.clock import Clock
from agent_skills.domain.payload import CREATE_POST, Payload, PostPayload
from local_agent.executors.contract import CANNOT_TELL, Outcome, OutcomeError, Proof, Result, Sighting, not_mine
from local_agent.executors.media import UnpostableError
from local_agent.executors.web_api import Answer, UnreachableError, unreachable

CLOCK_SKEW = timedelta(minutes=5)
"""How far the platform's clock may be behind ours."""

SCHEME = re.compile(r"https?://", re.IGNORECASE)
REFERENCE = re.compile(r"[a-z]+-(?P<seconds>[0-9]{1,12})-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as the platform shows it; ids and numbers are there only where they were asked for."""

    text: str
    at: datetime
    where: str
    id: str = ""
    author: str = ""
    reactions: object = None
    comments: object = None
    shares: object = None


class AnswerError(Exception):
    """A call was answered, but not with what was asked for."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Platform(Protocol):
    """One platform as one account. Every call may raise `UnreachableError` or `AnswerError`."""

    who: str
    account: str

    def prepare(self, post: PostPayload) -> Callable[[], str]:
        """Check the post, upload its pictures, and return the one call that publishes it and gives a receipt.

        Raises:
            UnpostableError: a picture, or the post as such, cannot be used here.
            OutcomeError: the platform wants something else first.
        """

    def own_posts(self) -> list[Seen]:
        """Return the account's recent posts."""

    def sign_in(self) -> None:
        """Make a harmless call that needs the credential."""

    def judge(self, answer: Answer, now: datetime, *, final: bool) -> Outcome:
        """Tell what an answer means that is not the one asked for."""


class PostExecutor:
    """Publishes posts on one platform; implements the `Executor` protocol.

    Args:
        platform: the platform as one account.
        clock: for references and waits.
        new_token: gives the unguessable part of a reference.
    """

    channel: str
    look_up: str
    actions: frozenset[str] = frozenset({CREATE_POST})

    def __init__(self, platform: Platform, clock: Clock, new_token: Callable[[], str]) -> None:
        self._platform = platform
        self._clock = clock
        self._new_token = new_token

    def new_reference(self) -> str:
        """Return a client reference."""
        return new_reference(self.channel.lower(), self._clock(), self._new_token())

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Publish one post; see the protocol."""
        del reference  # no platform takes one
        post = accept(payload, self.channel.lower(), self._platform.account)
        if isinstance(post, Outcome):
            return post
        prepared: list[Callable[[], str]] = []
        failed = self._guarded(lambda: prepared.append(self._platform.prepare(post)), final=False)
        if failed:
            return failed
        in_flight()
        receipts: list[str] = []
        failed = self._guarded(lambda: receipts.append(prepared[0]()), final=True)
        return failed or Outcome(Result.SENT, receipt=receipts[0])

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look for the text among the account's recent posts."""
        try:
            return find_own(self._platform.own_posts(), payload, reference)
        except (UnreachableError, AnswerError):
            return CANNOT_TELL

    def probe(self) -> Outcome:
        """Check the credential without posting."""
        return self._guarded(self._platform.sign_in, final=False) or Outcome(Result.SENT)

    def _guarded(self, step: Callable[[], None], *, final: bool) -> Outcome | None:
        try:
            step()
        except UnpostableError as error:
            return Outcome(Result.PERMANENT, error=str(error), remedy="Mend the draft and approve it again.")
        except OutcomeError as error:
            return error.outcome
        except UnreachableError as error:
            return unreachable(self._platform.who, error, final=final)
        except AnswerError as error:
            return self._platform.judge(error.answer, self._clock(), final=final)
        return None


def asked_for(answer: Answer) -> Answer:
    """Return an answer that carried the call out.

    Raises:
        AnswerError: it did not.
    """
    if not answer.ok:
        raise AnswerError(answer)
    return answer


def new_reference(platform: str, now: datetime, token: str) -> str:
    """Return a client reference; platforms take none, so it only tells when the first attempt began."""
    return f"{platform}-{int(now.timestamp())}-{token}"


def began(reference: str) -> datetime | None:
    """Return when the first attempt with a reference began."""
    match = REFERENCE.fullmatch(reference)
    return datetime.fromtimestamp(int(match["seconds"]), UTC) if match else None


def find_own(posts: Iterable[Seen], payload: Payload, reference: str) -> Sighting:
    """Look for a post among one's own, not older than the first attempt.

    Args:
        posts: recent posts of the account, as the platform shows them.
        payload: what was to be posted; its link may stand below the text.
        reference: client reference of the attempt.
    """
    since = began(reference)
    if since is None or not isinstance(payload, PostPayload) or not comparable(payload.text):
        return CANNOT_TELL
    wanted = {comparable(payload.text), comparable(f"{payload.text} {payload.link or ''}")}
    found = next((post for post in posts if post.at >= since - CLOCK_SKEW and comparable(post.text) in wanted), None)
    return Sighting(Proof.PROVEN, f"found there: {found.where}") if found else Sighting(Proof.ABSENT)


def comparable(text: str) -> str:
    """Return a text without what platforms change: white space, how accents are built, the scheme of addresses."""
    return " ".join(SCHEME.sub("", unicodedata.normalize("NFC", text)).split())


def accept(payload: Payload, platform: str, account: str) -> PostPayload | Outcome:
    """Return the post, or the refusal of what is none for this platform or this account."""
    if not isinstance(payload, PostPayload) or payload.platform != platform:
        return not_mine(payload)
    if payload.account not in (None, account):
        problem = f"It is a post of {payload.account}, but this machine is signed in as {account}."
        return Outcome(Result.PERMANENT, error=problem, remedy="Empty its field account, or sign in as that account.")
    return payload


def check_length(who: str, length: int, limit: int) -> None:
    """Refuse a text that is too long as the platform counts.

    Raises:
        UnpostableError: it is.
    """
    if length > limit:
        raise UnpostableError(f"The text is {length} characters long as {who} counts, {length - limit} too many.")


def instant(text: object) -> datetime:
    """Return a time as platforms write it (`2026-11-21T09:30:00+0000`, `…Z`), the epoch where it is none."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
