"""An Instagram professional account: container, status, publish.

Followed: developers.facebook.com/docs/instagram-platform/content-publishing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from agent_skills.domain.payload import PostPayload
from agent_skills.domain.post_limits import utf16_length
from local_agent.channel_settings import GraphSettings
from local_agent.executors import graph
from local_agent.executors.contract import Outcome, OutcomeError, Result
from local_agent.executors.media import UnpostableError, is_address
from local_agent.executors.posting import Seen, check_length, instant
from local_agent.executors.web_api import APPROVE_AGAIN, TRY_AGAIN, Answer

MAX_TEXT = 2200
MAX_HASHTAGS = 30
MAX_MENTIONS = 20
"""Limits of a caption (reference of IG User Media, parameter caption)."""

MAX_PICTURES = 10
LOOKS = (0, 1, 2, 3, 5, 5, 5)
"""Seconds before each look at a container; a picture mostly is ready at once."""

RECENT = "25"
RENEW = f"Make a new token (INSTAGRAM_ACCESS_TOKEN, they last 60 days){APPROVE_AGAIN}"


class Instagram:
    """One account; implements `Platform`.

    Args:
        settings: account and token.
        timeout: seconds for one call.
        sleep: waits some seconds between two looks at a container.
    """

    who = "Instagram"
    to_read = "Give the token instagram_basic (instagram_business_basic with Instagram's own login)."

    def __init__(self, settings: GraphSettings, timeout: float, sleep: Callable[[float], None]) -> None:
        self.account = settings.account
        self._graph = graph.GraphApi(settings, timeout)
        self._sleep = sleep

    def prepare(self, post: PostPayload) -> Callable[[], str]:
        """Check the caption, make the container and wait until it is ready; see the protocol."""
        _check(post)
        if len(post.media) == 1:
            container = self._container({"image_url": post.media[0], "caption": post.text})
        else:
            children = [self._container({"image_url": url, "is_carousel_item": "true"}) for url in post.media]
            for child in children:
                self._wait_for(child)
            form = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": post.text}
            container = self._container(form)
        self._wait_for(container)
        return lambda: self._publish(container)

    def own_posts(self) -> list[Seen]:
        """Return the account's recent posts."""
        page = self._graph.get(f"{self.account}/media", "id,caption,timestamp,permalink", limit=RECENT)
        return [
            Seen(str(row.get("caption", "")), instant(row.get("timestamp")), str(row.get("permalink", "")))
            for row in graph.rows(page)
        ]

    def feed(self) -> list[Seen]:
        """Return the account's recent posts with how they fared; likes that the owner hides are not told."""
        fields = "id,caption,timestamp,permalink,like_count,comments_count"
        return [
            Seen(
                str(row.get("caption", "")),
                instant(row.get("timestamp")),
                str(row.get("permalink", "")),
                str(row.get("id", "")),
                reactions=row.get("like_count"),
                comments=row.get("comments_count"),
            )
            for row in graph.rows(self._graph.get(f"{self.account}/media", fields, limit=RECENT))
        ]

    def forbids(self, answer: Answer) -> bool:
        """Tell whether the token may not read; see `Readable`."""
        return graph.forbids(answer)

    def sign_in(self) -> None:
        """Read the account's name."""
        self._graph.get(self.account, "username")

    def judge(self, answer: Answer, now: datetime, *, final: bool) -> Outcome:
        """Tell what an error means; see the protocol."""
        return graph.judge(self.who, answer, RENEW, now, final=final)

    def _container(self, form: dict[str, str]) -> str:
        return str(self._graph.post(f"{self.account}/media", form).get("id", ""))

    def _wait_for(self, container: str) -> None:
        for seconds in LOOKS:
            self._sleep(seconds)
            status = self._graph.get(container, "status_code,status")
            if status.get("status_code") == "FINISHED":
                return
            if status.get("status_code") in ("ERROR", "EXPIRED"):
                problem = f"Instagram cannot use the picture: {str(status.get('status', ''))[:160]}"
                remedy = "It must be a JPEG at a public address. Mend the draft and approve it again."
                raise OutcomeError(Outcome(Result.PERMANENT, error=problem, remedy=remedy))
        raise OutcomeError(
            Outcome(Result.TRANSIENT, error="Instagram is still working on the picture.", remedy=TRY_AGAIN)
        )

    def _publish(self, container: str) -> str:
        media = str(self._graph.post(f"{self.account}/media_publish", {"creation_id": container}).get("id", ""))
        return f"media {media}"


def _check(post: PostPayload) -> None:
    check_length("Instagram", utf16_length(post.text), MAX_TEXT)
    if len(re.findall(r"#\w", post.text)) > MAX_HASHTAGS or len(re.findall(r"@\w", post.text)) > MAX_MENTIONS:
        raise UnpostableError(f"Instagram takes at most {MAX_HASHTAGS} hashtags and {MAX_MENTIONS} mentions.")
    if post.link:
        raise UnpostableError("Instagram shows no links: empty the field link.")
    if not 1 <= len(post.media) <= MAX_PICTURES:
        raise UnpostableError(f"Instagram wants one to {MAX_PICTURES} pictures in media.")
    if not all(is_address(entry) for entry in post.media):
        raise UnpostableError("Instagram fetches pictures itself: media must name public https addresses of JPEGs.")
