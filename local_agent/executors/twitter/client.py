"""Version 2 of X's interface: pictures, posts, and one's own posts.

Followed: docs.x.com/x-api/posts/create-post, …/media/upload-media, …/users/get-posts.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from agent_skills.domain.payload import PostPayload
from agent_skills.domain.weighted_length import MAX_WEIGHT, weighted_length
from local_agent.channel_settings import TwitterSettings
from local_agent.executors.contract import Outcome, Result
from local_agent.executors.media import MediaFolder, Picture, UnpostableError
from local_agent.executors.posting import AnswerError, Seen, asked_for, check_length, instant
from local_agent.executors.web_api import (
    APPROVE_AGAIN,
    FORBIDDEN,
    TOO_MANY,
    UNAUTHORIZED,
    Answer,
    Call,
    Sign,
    WebApi,
    rate_limited,
    refused,
    until,
)

MAX_PICTURES = 4
MAX_PICTURE_BYTES = 5 * 1024 * 1024
RECENT = "20"
PAYMENT_REQUIRED = 402
RENEW = f"Check the four TWITTER_… keys of your app (they must allow to write){APPROVE_AGAIN}"
SHOWN = "25"
METRICS = "created_at,entities,public_metrics"
MENTION_METRICS = "created_at,public_metrics,author_id"


class Twitter:
    """X as one user; implements `Platform`.

    Args:
        settings: address of the interface.
        sign: signs requests as the user.
        media: the owner's pictures.
        timeout: seconds for one call.
    """

    who = "X"
    to_read = "See in X's developer console whether your plan lets the app read this."

    def __init__(self, settings: TwitterSettings, sign: Sign, media: MediaFolder, timeout: float) -> None:
        # The token begins with the user's id: no call is needed to learn it.
        self.account = settings.token.get_secret_value().split("-", 1)[0]
        self._media = media
        self._api = WebApi(settings.url, sign, timeout)

    def prepare(self, post: PostPayload) -> Callable[[], str]:
        """Check the weighted length, upload the pictures; see the protocol."""
        text = full_text(post)
        check_length(self.who, weighted_length(text), MAX_WEIGHT)
        if len(post.media) > MAX_PICTURES:
            raise UnpostableError(f"X takes at most {MAX_PICTURES} pictures.")
        pictures = [self._media.load(entry, MAX_PICTURE_BYTES) for entry in post.media]
        ids = [self._upload(picture) for picture in pictures]
        return lambda: self._publish(text, ids)

    def own_posts(self) -> list[Seen]:
        """Return the user's recent posts, with links as they were written."""
        return self._posts("tweets", RECENT, "created_at,entities")

    def feed(self) -> list[Seen]:
        """Return the user's recent posts with how they fared."""
        return self._posts("tweets", SHOWN, METRICS)

    def mentions(self) -> list[Seen]:
        """Return recent posts of others that mention the user."""
        return self._posts("mentions", SHOWN, MENTION_METRICS)

    def forbids(self, answer: Answer) -> bool:
        """Tell whether the keys may not read; see `Readable`."""
        return answer.status == FORBIDDEN

    def sign_in(self) -> None:
        """Ask whose keys these are."""
        asked_for(self._api.call(Call("GET", "/2/users/me")))

    def judge(self, answer: Answer, now: datetime, *, final: bool) -> Outcome:
        """Tell what an error means; see the protocol."""
        said = answer.object()
        message = str(said.get("detail") or said.get("title") or "")
        if answer.status == TOO_MANY and "Retry-After" not in answer.headers:
            reset = answer.headers.get("x-rate-limit-reset", "")
            known = reset.isascii() and reset.isdigit() and len(reset) < 12  # noqa: PLR2004  # seconds since the epoch
            return rate_limited(self.who, until(datetime.fromtimestamp(int(reset), UTC), now) if known else None)
        if answer.status == PAYMENT_REQUIRED:
            remedy = f"Add credits in the developer console of X{APPROVE_AGAIN}"
            return Outcome(
                Result.PERMANENT, error="The X account has no credits left for its interface.", remedy=remedy
            )
        if "duplicate content" in message:
            remedy = "Look whether it is there; else change the text and approve it again."
            return Outcome(Result.PERMANENT, error="X has a post of yours with this very text.", remedy=remedy)
        if answer.status != UNAUTHORIZED and "oauth1-permissions" in message.lower():
            return Outcome(Result.PERMANENT, error="These keys of X may read only.", remedy=RENEW)
        return refused(self.who, answer, message, RENEW, final=final, now=now)

    def _posts(self, edge: str, number: str, fields: str) -> list[Seen]:
        query = {"max_results": number, "tweet.fields": fields}
        answer = asked_for(self._api.call(Call("GET", f"/2/users/{self.account}/{edge}", query))).object()
        posts = answer.get("data")
        return [_seen(post) for post in posts if isinstance(post, dict)] if isinstance(posts, list) else []

    def _upload(self, picture: Picture) -> str:
        form = {"media_category": "tweet_image", "media_type": picture.kind}
        files = {"media": (picture.name, picture.data, picture.kind)}
        answer = asked_for(self._api.call(Call("POST", "/2/media/upload", form=form, files=files)))
        found = _data(answer).get("id")
        if not found:
            raise AnswerError(answer)
        return str(found)

    def _publish(self, text: str, pictures: list[str]) -> str:
        body: dict[str, Any] = {"text": text}
        if pictures:
            body["media"] = {"media_ids": pictures}
        return _address(str(_data(asked_for(self._api.call(Call("POST", "/2/tweets", json=body)))).get("id", "")))


def full_text(post: PostPayload) -> str:
    """Return the text with the link below it: X has no field for links."""
    return f"{post.text}\n\n{post.link}".strip() if post.link else post.text


def _data(answer: Answer) -> dict[str, Any]:
    data = answer.object().get("data")
    return data if isinstance(data, dict) else {}


def _seen(post: dict[str, Any]) -> Seen:
    """Return a post as it was written: X shortens links, adds one for pictures and escapes `&`, `<` and `>`."""
    text = str(post.get("text", ""))
    entities = post.get("entities")
    links = entities.get("urls") if isinstance(entities, dict) else None
    for link in [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []:
        written = "" if link.get("media_key") else str(link.get("expanded_url", ""))
        text = text.replace(str(link.get("url", "")) or "\0", written)
    found = post.get("public_metrics")
    numbers: dict[str, Any] = found if isinstance(found, dict) else {}
    shares = [value for name in ("retweet_count", "quote_count") if isinstance(value := numbers.get(name), int)]
    return Seen(
        html.unescape(text),
        instant(post.get("created_at")),
        _address(str(post.get("id", ""))),
        str(post.get("id", "")),
        str(post.get("author_id", "")),
        numbers.get("like_count"),
        numbers.get("reply_count"),
        sum(shares) if shares else None,
    )


def _address(post_id: str) -> str:
    return f"https://x.com/i/web/status/{post_id}"
