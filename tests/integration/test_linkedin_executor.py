"""Posting on LinkedIn: over the documented wire format, against a server that refuses what the real one refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent_skills.domain.payload import PostPayload
from local_agent.channel_settings import LinkedInSettings
from local_agent.executors.contract import Outcome, Proof, Result
from local_agent.executors.linkedin.actions import LinkedInExecutor
from local_agent.executors.linkedin.client import LinkedIn
from local_agent.executors.linkedin.commentary import from_little, to_little
from local_agent.executors.media import MediaFolder
from tests.fixtures.linkedin_server import AUTHOR, TOKEN, LinkedInServer
from tests.fixtures.loopback_http import Break, Reply

pytestmark = pytest.mark.integration
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
REFERENCE = f"linkedin-{int(NOW.timestamp())}-0a"
PNG = b"\x89PNG\r\n\x1a\n picture"
HOSTILE = "Growth (30 %) *now* @all [x](y) {z} <b> a|b ~c~ d_e \\f #müller2026 #1 C# https://example.org/#top"


@pytest.fixture
def linkedin() -> Iterator[LinkedInServer]:
    with LinkedInServer(lambda: NOW) as server:
        yield server


def executor(server: LinkedInServer, media: Path | None = None, **changes: object) -> LinkedInExecutor:
    settings = LinkedInSettings(
        url=server.url,
        version=str(changes.get("version", "202606")),
        token=SecretStr(str(changes.get("token", TOKEN))),
        author=str(changes.get("author", AUTHOR)),
    )
    return LinkedInExecutor(LinkedIn(settings, MediaFolder(media), timeout=1), lambda: NOW, lambda: "0a")


def post(text: object = "We are hiring.", **changes: object) -> PostPayload:
    fields: dict[str, object] = {
        "account": None,
        "action": "create_post",
        "link": None,
        "media": [],
        "platform": "linkedin",
        "text": text,
    }
    return PostPayload.model_validate({**fields, **changes})


def publish(server: LinkedInServer, payload: PostPayload, media: Path | None = None, **changes: object) -> Outcome:
    return executor(server, media, **changes).execute(payload, REFERENCE, lambda: None)


@pytest.mark.req("FR-G012", "FR-G015", "G-US2.2", "G-US5.3")
def test_a_post_appears_as_it_was_approved_and_its_address_is_the_receipt(linkedin: LinkedInServer) -> None:
    outcome = publish(linkedin, post(HOSTILE))
    assert outcome.result is Result.SENT
    assert linkedin.texts() == [HOSTILE]
    assert outcome.receipt == f"https://www.linkedin.com/feed/update/{linkedin.posts[0]['id']}/"


def test_what_is_written_for_linkedin_reads_back_the_same() -> None:
    assert from_little(to_little(HOSTILE)) == HOSTILE
    assert "{hashtag|\\#|müller2026}" in to_little(HOSTILE)
    assert "example.org/\\#top" in to_little(HOSTILE)


def test_a_link_becomes_an_article_and_pictures_are_uploaded_first(linkedin: LinkedInServer, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    assert publish(linkedin, post(link="https://example.org/x")).result is Result.SENT
    assert publish(linkedin, post("two", media=["a.png", "a.png"]), tmp_path).result is Result.SENT
    assert linkedin.posts[0]["content"]["article"]["source"] == "https://example.org/x"
    assert linkedin.pictures == {"urn:li:image:1": PNG, "urn:li:image:2": PNG}
    assert len(linkedin.posts[1]["content"]["multiImage"]["images"]) == 2


@pytest.mark.req("FR-G013")
def test_a_text_that_is_too_long_never_leaves(linkedin: LinkedInServer) -> None:
    assert publish(linkedin, post("x" * 3000)).result is Result.SENT
    outcome = publish(linkedin, post("x" * 3001))
    assert (outcome.result, len(linkedin.posts)) == (Result.PERMANENT, 1)
    assert "1 too many" in (outcome.error or "")


@pytest.mark.req("FR-G068")
def test_an_expired_token_is_told_with_what_to_do_and_without_the_token(linkedin: LinkedInServer) -> None:
    outcome = publish(linkedin, post(), token="canary")
    assert outcome.result is Result.PERMANENT
    assert "LINKEDIN_ACCESS_TOKEN" in (outcome.remedy or "")
    assert "canary" not in str(outcome)


def test_a_version_that_is_gone_is_told_with_the_setting_to_change(linkedin: LinkedInServer) -> None:
    outcome = publish(linkedin, post(), version="202301")
    assert outcome.result is Result.PERMANENT
    assert "LINKEDIN_VERSION to 202611" in (outcome.remedy or "")


@pytest.mark.req("FR-G015", "FR-G066", "G-US2.5")
@pytest.mark.parametrize(("header", "minutes"), [({}, 60), ({"Retry-After": "120"}, 2), ({"Retry-After": "x"}, 60)])
def test_a_rate_limit_waits_as_long_as_it_is_asked_to(
    linkedin: LinkedInServer, header: dict[str, str], minutes: int
) -> None:
    linkedin.fail("/rest/posts", Reply(429, {"status": 429, "message": "Throttled"}, header))
    outcome = publish(linkedin, post())
    assert (outcome.result, outcome.wait) == (Result.TRANSIENT, timedelta(minutes=minutes))
    assert linkedin.posts == []


@pytest.mark.parametrize("cut", [Break.AFTER, Break.HELD, Break.BEFORE])
def test_an_answer_that_never_came_is_unknown(linkedin: LinkedInServer, cut: Break) -> None:
    linkedin.fail("/rest/posts", cut)
    assert publish(linkedin, post()).result is Result.UNKNOWN


def test_a_server_error_on_publishing_is_unknown_too(linkedin: LinkedInServer) -> None:
    linkedin.fail("/rest/posts", Reply(504, b"<html>Gateway</html>"))
    assert publish(linkedin, post()).result is Result.UNKNOWN


def test_trouble_before_publishing_is_tried_again(linkedin: LinkedInServer, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    linkedin.fail("/rest/images", Break.BEFORE)
    started: list[int] = []
    outcome = executor(linkedin, tmp_path).execute(post(media=["a.png"]), REFERENCE, lambda: started.append(1))
    assert (outcome.result, started) == (Result.TRANSIENT, [])


def test_a_platform_that_is_away_is_tried_again(linkedin: LinkedInServer) -> None:
    linkedin.stop()
    assert publish(linkedin, post()).result is Result.TRANSIENT


def test_ones_own_post_proves_what_was_unknown(linkedin: LinkedInServer) -> None:
    linkedin.fail("/rest/posts", Break.AFTER)
    publish(linkedin, post(HOSTILE))
    sighting = executor(linkedin).verify(post(HOSTILE), REFERENCE)
    assert sighting.proof is Proof.PROVEN
    assert "urn:li:share:" in (sighting.receipt or "")
    assert executor(linkedin).verify(post("Another text"), REFERENCE).proof is Proof.ABSENT


def test_a_post_of_last_week_proves_nothing(linkedin: LinkedInServer) -> None:
    publish(linkedin, post())
    later = f"linkedin-{int((NOW + timedelta(days=7)).timestamp())}-0a"
    assert executor(linkedin).verify(post(), later).proof is Proof.ABSENT


def test_a_token_that_may_not_read_posts_proves_nothing(linkedin: LinkedInServer) -> None:
    publish(linkedin, post())
    linkedin.may_read = False
    assert executor(linkedin).verify(post(), REFERENCE).proof is Proof.CANNOT_TELL


UNUSABLE: dict[str, dict[str, object]] = {
    "a file that is not there": {"media": ["gone.png"]},
    "a file outside the folder": {"media": ["../secret.png"]},
    "an absolute path": {"media": ["/etc/passwd"]},
    "a way out by a link": {"media": ["link.png"]},
    "no picture": {"media": ["text.png"]},
    "other bytes than approved": {"media": ["a.png#sha256=" + "0" * 64]},
    "an address": {"media": ["https://example.org/a.png"]},
    "a name that no file can have": {"media": ["a\0.png"]},
    "pictures and a link": {"media": ["a.png"], "link": "https://example.org"},
    "another account": {"account": "urn:li:person:Other"},
    "another platform": {"platform": "facebook"},
}


@pytest.mark.parametrize("shape", UNUSABLE)
def test_what_cannot_be_posted_is_refused_before_anything_leaves(
    linkedin: LinkedInServer, tmp_path: Path, shape: str
) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "a.png").write_bytes(PNG)
    (folder / "text.png").write_text("hello")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    outcome = publish(linkedin, post(**UNUSABLE[shape]), folder)
    assert outcome.result is Result.PERMANENT
    assert outcome.remedy
    assert linkedin.requests == []


def test_the_check_of_the_credential_posts_nothing(linkedin: LinkedInServer) -> None:
    assert executor(linkedin).probe().result is Result.SENT
    assert executor(linkedin, token="old").probe().result is Result.PERMANENT
    assert linkedin.posts == []
