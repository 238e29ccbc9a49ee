"""Posting on Facebook, Instagram and X: what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from agent_skills.domain.payload import PostPayload
from local_agent.executors.contract import Outcome, Proof, Result
from local_agent.executors.posting import PostExecutor
from tests.fixtures import graph_server, social_executors
from tests.fixtures.graph_server import GraphServer
from tests.fixtures.loopback_http import Break, LoopbackServer, Reply
from tests.fixtures.social_executors import NOW, graph_executor, x_executor
from tests.fixtures.x_server import XServer

pytestmark = pytest.mark.integration
TEXT = "Grüße & mehr <jetzt> https://example.org/a?b=1&c=2 #café 🚀"


@dataclass(frozen=True)
class Channel:
    """A platform, its server, and where it publishes."""

    name: str
    server: LoopbackServer
    executor: PostExecutor
    publishing: str
    stranger: PostExecutor

    def post(self, text: object = TEXT, **changes: object) -> PostPayload:
        return social_executors.post(self.name, text=text, **changes)

    def publish(self, payload: PostPayload | None = None) -> Outcome:
        return self.executor.execute(payload or self.post(), self.reference, lambda: None)

    @property
    def reference(self) -> str:
        return f"{self.name}-{int(NOW.timestamp())}-0a"

    def texts(self) -> list[str]:
        if isinstance(self.server, XServer):
            return [post["written"] for post in self.server.posts]
        assert isinstance(self.server, GraphServer)
        if self.name == "instagram":
            return [media["caption"] for media in self.server.media]
        return [post["message"] for post in self.server.posts]


@pytest.fixture(params=["facebook", "instagram", "twitter"])
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Channel]:
    name = str(request.param)
    server = XServer(lambda: NOW) if name == "twitter" else GraphServer(lambda: NOW)
    publishing = {"facebook": "/feed", "instagram": "/media_publish", "twitter": "/2/tweets"}[name]
    with server:
        if isinstance(server, XServer):
            own, stranger = x_executor(server, tmp_path), x_executor(server, tmp_path, "canary")
            yield Channel(name, server, own, publishing, stranger)
        else:
            graph, other = (graph_executor(server, name, tmp_path, key) for key in (graph_server.TOKEN, "canary"))
            yield Channel(name, server, graph, publishing, other)


@pytest.mark.req("FR-G058", "FR-G065", "FR-G059", "G-US8.4")
def test_a_post_appears_as_it_was_approved(channel: Channel) -> None:
    outcome = channel.publish()
    assert outcome.result is Result.SENT
    assert outcome.receipt
    assert channel.texts() == [TEXT]


@pytest.mark.req("FR-G068", "G-US8.9")
def test_a_refused_credential_is_told_with_its_setting_and_without_its_value(channel: Channel) -> None:
    outcome = channel.stranger.execute(channel.post(), channel.reference, lambda: None)
    assert outcome.result is Result.PERMANENT
    assert f"{channel.name.upper()}_" in (outcome.remedy or "")
    assert "canary" not in str(outcome)
    assert channel.stranger.probe().result is Result.PERMANENT
    assert channel.texts() == []


def test_the_check_of_the_credential_posts_nothing(channel: Channel) -> None:
    assert channel.executor.probe().result is Result.SENT
    assert channel.texts() == []


@pytest.mark.parametrize("cut", [Break.AFTER, Break.HELD])
def test_an_answer_that_never_came_is_unknown_until_ones_own_post_proves_it(channel: Channel, cut: Break) -> None:
    channel.server.fail(channel.publishing, cut)
    assert channel.publish().result is Result.UNKNOWN
    sighting = channel.executor.verify(channel.post(), channel.reference)
    assert sighting.proof is Proof.PROVEN
    assert sighting.receipt
    assert channel.executor.verify(channel.post("Something else"), channel.reference).proof is Proof.ABSENT


def test_a_request_that_was_lost_is_unknown_and_not_found(channel: Channel) -> None:
    channel.server.fail(channel.publishing, Break.BEFORE)
    assert channel.publish().result is Result.UNKNOWN
    assert channel.executor.verify(channel.post(), channel.reference).proof is Proof.ABSENT


def test_a_server_error_on_publishing_is_unknown(channel: Channel) -> None:
    channel.server.fail(channel.publishing, Reply(503, b"<html>over capacity</html>"))
    assert channel.publish().result is Result.UNKNOWN


def test_a_platform_that_is_away_is_tried_again_and_proves_nothing(channel: Channel) -> None:
    channel.server.stop()
    assert channel.publish().result is Result.TRANSIENT
    assert channel.executor.verify(channel.post(), channel.reference).proof is Proof.CANNOT_TELL


@pytest.mark.req("FR-G066")
def test_a_rate_limit_waits_as_long_as_retry_after_says(channel: Channel) -> None:
    limit = Reply(429, {"title": "Too Many Requests"}, {"Retry-After": "900"})
    channel.server.fail(channel.publishing, limit)
    outcome = channel.publish()
    assert (outcome.result, outcome.wait) == (Result.TRANSIENT, timedelta(minutes=15))


LIMITS = {"facebook": 63206, "instagram": 2200, "twitter": 280}


@pytest.mark.req("FR-G069")
def test_a_text_that_is_too_long_never_leaves(channel: Channel) -> None:
    limit = LIMITS[channel.name]
    assert channel.publish(channel.post("x" * limit)).result is Result.SENT
    outcome = channel.publish(channel.post("y" * (limit + 1)))
    assert outcome.result is Result.PERMANENT
    assert "1 too many" in (outcome.error or "")
    assert len(channel.texts()) == 1


def test_an_empty_body_of_an_answer_breaks_nothing(channel: Channel) -> None:
    channel.server.fail(channel.publishing, Reply(400, b""))
    assert channel.publish().result is Result.PERMANENT
    assert channel.executor.verify(channel.post(), channel.reference).proof is Proof.ABSENT


def test_a_post_of_another_account_is_refused(channel: Channel) -> None:
    assert channel.publish(channel.post(account="999")).result is Result.PERMANENT
    assert channel.server.requests == []
