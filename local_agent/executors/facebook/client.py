"""A Facebook page on the Graph interface: feed and photos.

Followed: developers.facebook.com/docs/pages-api/posts and …/graph-api/reference/page/photos.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from agent_skills.domain.payload import PostPayload
from agent_skills.domain.post_limits import utf16_length
from local_agent.channel_settings import GraphSettings
from local_agent.executors import graph
from local_agent.executors.contract import Outcome
from local_agent.executors.media import MediaFolder, Picture, UnpostableError, is_address
from local_agent.executors.posting import Seen, check_length, instant
from local_agent.executors.web_api import APPROVE_AGAIN, Answer

MAX_TEXT = 63206
"""Characters of a post (Facebook announced this limit in 2011 and has kept it)."""

MAX_PICTURES = 10
MAX_PICTURE_BYTES = 10 * 1024 * 1024
RECENT = "25"
RENEW = f"Make a new page token (FACEBOOK_ACCESS_TOKEN){APPROVE_AGAIN}"
FEED_FIELDS = (
    "id,message,created_time,permalink_url,shares,"
    "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
)


class Facebook:
    """One page; implements `Platform`.

    Args:
        settings: page and token.
        media: the owner's pictures.
        timeout: seconds for one call.
    """

    who = "Facebook"
    to_read = "Give the page token pages_read_engagement and pages_read_user_content."

    def __init__(self, settings: GraphSettings, media: MediaFolder, timeout: float) -> None:
        self.account = settings.account
        self._media = media
        self._graph = graph.GraphApi(settings, timeout)

    def prepare(self, post: PostPayload) -> Callable[[], str]:
        """Check text and pictures, upload several pictures unseen; see the protocol."""
        check_length(self.who, utf16_length(post.text), MAX_TEXT)
        if len(post.media) > MAX_PICTURES:
            raise UnpostableError(f"A post takes at most {MAX_PICTURES} pictures.")
        if post.link and post.media:
            raise UnpostableError("Facebook shows pictures or a link, not both: put the link into the text.")
        pictures = [entry if is_address(entry) else self._media.load(entry, MAX_PICTURE_BYTES) for entry in post.media]
        if len(pictures) == 1:
            return lambda: self._photo(pictures[0], {"caption": post.text}, "post_id")
        ids = [self._photo(picture, {"published": "false"}, "id") for picture in pictures]
        return lambda: self._feed(post, ids)

    def own_posts(self) -> list[Seen]:
        """Return the page's recent posts."""
        page = self._graph.get(f"{self.account}/posts", "id,message,created_time", limit=RECENT)
        return [
            Seen(str(row.get("message", "")), instant(row.get("created_time")), _address(str(row.get("id", ""))))
            for row in graph.rows(page)
        ]

    def feed(self) -> list[Seen]:
        """Return the page's recent posts with how they fared."""
        page = self._graph.get(f"{self.account}/posts", FEED_FIELDS, limit=RECENT)
        return [_fared(row) for row in graph.rows(page)]

    def forbids(self, answer: Answer) -> bool:
        """Tell whether the token may not read; see `Readable`."""
        return graph.forbids(answer)

    def sign_in(self) -> None:
        """Read the page's name."""
        self._graph.get(self.account, "name")

    def judge(self, answer: Answer, now: datetime, *, final: bool) -> Outcome:
        """Tell what an error means; see the protocol."""
        return graph.judge(self.who, answer, RENEW, now, final=final)

    def _photo(self, picture: str | Picture, form: dict[str, str], key: str) -> str:
        edge = f"{self.account}/photos"
        if isinstance(picture, str):
            answer = self._graph.post(edge, {**form, "url": picture})
        else:
            answer = self._graph.post(edge, form, {"source": (picture.name, picture.data, picture.kind)})
        found = str(answer.get(key) or answer.get("id", ""))
        return _address(found) if key == "post_id" else found

    def _feed(self, post: PostPayload, pictures: list[str]) -> str:
        form = {"message": post.text, **({"link": post.link} if post.link else {})}
        attached = {f"attached_media[{at}]": json.dumps({"media_fbid": found}) for at, found in enumerate(pictures)}
        return _address(str(self._graph.post(f"{self.account}/feed", {**form, **attached}).get("id", "")))


def _fared(row: dict[str, Any]) -> Seen:
    shares = row.get("shares")
    return Seen(
        str(row.get("message", "")),
        instant(row.get("created_time")),
        str(row.get("permalink_url", "")),
        str(row.get("id", "")),
        reactions=_total(row.get("reactions")),
        comments=_total(row.get("comments")),
        shares=shares.get("count") if isinstance(shares, dict) else None,
    )


def _total(edge: object) -> object:
    summary = edge.get("summary") if isinstance(edge, dict) else None
    return summary.get("total_count") if isinstance(summary, dict) else None


def _address(post_id: str) -> str:
    return f"https://www.facebook.com/{post_id}"
