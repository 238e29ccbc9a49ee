"""LinkedIn's REST interface: pictures, posts, and one's own posts.

Followed: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api and …/images-api.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from agent_skills.domain.payload import PostPayload
from agent_skills.domain.post_limits import utf16_length
from local_agent.channel_settings import LinkedInSettings
from local_agent.executors.contract import Outcome, Result
from local_agent.executors.linkedin.access_token import AccessToken
from local_agent.executors.linkedin.commentary import from_little, to_little
from local_agent.executors.media import MediaFolder, Picture, UnpostableError
from local_agent.executors.posting import AnswerError, Seen, asked_for, check_length
from local_agent.executors.web_api import APPROVE_AGAIN, FORBIDDEN, UNAUTHORIZED, Answer, Call, WebApi, refused

MAX_TEXT = 3000
"""Characters of a post's commentary (LinkedIn Help, “Character limits”)."""

MAX_PICTURES = 20
MAX_PICTURE_BYTES = 8 * 1024 * 1024
RECENT = 20
UPGRADE_REQUIRED = 426
RENEW = f"Make a new token (LINKEDIN_ACCESS_TOKEN, they last 60 days){APPROVE_AGAIN}"
RENEW_BOTH = f"Make a new token and refresh token (LINKEDIN_ACCESS_TOKEN, LINKEDIN_REFRESH_TOKEN){APPROVE_AGAIN}"
WHOSE = Call("GET", "/v2/userinfo")
MAX_MILLISECONDS = 253_370_764_800_000
"""The year 9999: what is later is no time of a post."""


class LinkedIn:
    """LinkedIn as one author; implements `Platform`.

    Args:
        settings: author, token and version.
        media: the owner's pictures.
        timeout: seconds for one call.
        kept: the file that keeps a renewed token, None to keep it in memory only.
    """

    who = "LinkedIn"
    to_read = "Reading takes r_member_social or r_organization_social, which LinkedIn grants to few; posting goes on."

    def __init__(
        self, settings: LinkedInSettings, media: MediaFolder, timeout: float, kept: Path | None = None
    ) -> None:
        self.account = settings.author
        self._base = settings.url
        self._media = media
        self._token = AccessToken(settings.token, settings.renewal, kept, timeout)
        self._api = WebApi(settings.url, self._token.sign, timeout)
        self._headers = {"LinkedIn-Version": settings.version, "X-Restli-Protocol-Version": "2.0.0"}

    def prepare(self, post: PostPayload) -> Callable[[], str]:
        """Check text and pictures, upload the pictures; see the protocol."""
        check_length(self.who, utf16_length(post.text), MAX_TEXT)
        if len(post.media) > MAX_PICTURES:
            raise UnpostableError(f"LinkedIn takes at most {MAX_PICTURES} pictures.")
        if post.link and post.media:
            raise UnpostableError("LinkedIn shows pictures or a link, not both: put the link into the text.")
        self._renew_in_time()
        pictures = [self._media.load(entry, MAX_PICTURE_BYTES) for entry in post.media]
        urns = [self._upload(picture) for picture in pictures]
        return lambda: self._publish(post, urns)

    def own_posts(self) -> list[Seen]:
        """Return the author's recent posts; a member's token mostly may not read them (403)."""
        # A URN stands encoded in the address, and encoded once.
        path = f"/rest/posts?q=author&author={quote(self.account, safe='')}&count={RECENT}&sortBy=CREATED"
        headers = {**self._headers, "X-RestLi-Method": "FINDER"}
        elements = asked_for(self._call(Call("GET", path, headers=headers))).object().get("elements")
        return [self._seen(post) for post in elements if isinstance(post, dict)] if isinstance(elements, list) else []

    def feed(self) -> list[Seen]:
        """Return what `own_posts` reads; LinkedIn tells no numbers with a post."""
        return self.own_posts()

    def forbids(self, answer: Answer) -> bool:
        """Tell whether the token may not read; see `Readable`."""
        return answer.status == FORBIDDEN

    def sign_in(self) -> None:
        """Ask whose token it is (OpenID Connect)."""
        asked_for(self._call(WHOSE))

    def judge(self, answer: Answer, now: datetime, *, final: bool) -> Outcome:
        """Tell what an error means; see the protocol."""
        if answer.status == UPGRADE_REQUIRED:
            problem = "LinkedIn does not serve this version of its interface."
            remedy = f"Set LINKEDIN_VERSION to {now:%Y%m} or a month before{APPROVE_AGAIN}"
            return Outcome(Result.PERMANENT, error=problem, remedy=remedy)
        message = self._token.clean(str(answer.object().get("message", "")))
        renew = RENEW_BOTH if self._token.renewable else RENEW
        return refused(self.who, answer, message, renew, final=final, now=now)

    def _call(self, call: Call) -> Answer:
        """Make a call that posts nothing; where the token has expired, renew it once and make the call again."""
        used = self._token.current()
        answer = self._api.call(call)
        return self._api.call(call) if answer.status == UNAUTHORIZED and self._token.renew(used) else answer

    def _renew_in_time(self) -> None:
        """Find an expired token before the deciding request, which is never made twice."""
        if self._token.renewable:
            answer = self._call(WHOSE)
            if answer.status == UNAUTHORIZED:
                raise AnswerError(answer)

    def _upload(self, picture: Picture) -> str:
        body = {"initializeUploadRequest": {"owner": self.account}}
        query = {"action": "initializeUpload"}
        place = asked_for(self._call(Call("POST", "/rest/images", query, headers=self._headers, json=body)))
        value = place.object().get("value")
        address, urn = (
            (str(value.get(key, "")) for key in ("uploadUrl", "image")) if isinstance(value, dict) else ("", "")
        )
        if not urn or urlsplit(address).scheme != urlsplit(self._base).scheme:
            raise AnswerError(place)
        asked_for(self._call(Call("PUT", address, headers={"Content-Type": picture.kind}, data=picture.data)))
        return urn

    def _publish(self, post: PostPayload, pictures: Sequence[str]) -> str:
        body: dict[str, Any] = {
            "author": self.account,
            "commentary": to_little(post.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
            **_content(post.link, pictures),
        }
        answer = asked_for(self._api.call(Call("POST", "/rest/posts", headers=self._headers, json=body)))
        return _address(self._token.clean(answer.headers.get("x-restli-id", "")))

    def _seen(self, post: dict[str, Any]) -> Seen:
        value = post.get("publishedAt") or post.get("createdAt")
        told = value if isinstance(value, int) and 0 <= value < MAX_MILLISECONDS else 0
        text, urn = (self._token.clean(str(post.get(name, ""))) for name in ("commentary", "id"))
        return Seen(from_little(text), datetime.fromtimestamp(told / 1000, UTC), _address(urn), urn)


def _content(link: str | None, pictures: Sequence[str]) -> dict[str, Any]:
    if len(pictures) > 1:
        return {"content": {"multiImage": {"images": [{"id": urn} for urn in pictures]}}}
    if pictures:
        return {"content": {"media": {"id": pictures[0]}}}
    return {"content": {"article": {"source": link, "title": link}}} if link else {}


def _address(urn: str) -> str:
    return f"https://www.linkedin.com/feed/update/{urn}/"
