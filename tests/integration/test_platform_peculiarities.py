"""What is peculiar to one platform: Facebook's pages, Instagram's containers, X's links and limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from local_agent.executors.contract import Outcome, Proof, Result
from tests.fixtures import graph_server, x_server
from tests.fixtures.graph_server import GraphServer
from tests.fixtures.loopback_http import Reply
from tests.fixtures.social_executors import NOW, PICTURE, PNG, graph_executor, post, x_executor
from tests.fixtures.x_server import XServer

pytestmark = pytest.mark.integration


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer(lambda: NOW) as server:
        yield server


@pytest.fixture
def x() -> Iterator[XServer]:
    with XServer(lambda: NOW) as server:
        yield server


def facebook(server: GraphServer, folder: Path, **changes: object) -> Outcome:
    return graph_executor(server, "facebook", folder).execute(post("facebook", **changes), "facebook-1-a", lambda: None)


def instagram(server: GraphServer, **changes: object) -> Outcome:
    own = graph_executor(server, "instagram", Path())
    return own.execute(post("instagram", **changes), "instagram-1-a", lambda: None)


def tweet(server: XServer, folder: Path, **changes: object) -> Outcome:
    return x_executor(server, folder).execute(post("twitter", **changes), "twitter-1-a", lambda: None)


def test_a_page_gets_links_one_picture_and_several(graph: GraphServer, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    assert facebook(graph, tmp_path, link="https://example.org/x").result is Result.SENT
    assert facebook(graph, tmp_path, text="one", media=["a.png"]).result is Result.SENT
    assert facebook(graph, tmp_path, text="two", media=["a.png", PICTURE]).result is Result.SENT
    assert [post["message"] for post in graph.posts] == ["Hi", "one", "two"]
    assert graph.posts[0]["link"] == "https://example.org/x"
    assert [graph.photos[photo] for photo in graph.posts[2]["attached"]] == [PNG, PICTURE]


def test_the_same_message_twice_in_a_row_is_told_as_such(graph: GraphServer, tmp_path: Path) -> None:
    facebook(graph, tmp_path)
    outcome = facebook(graph, tmp_path)
    assert outcome.result is Result.PERMANENT
    assert "same text" in (outcome.error or "")


CODES: list[tuple[Reply, Result, str]] = [
    (graph_server.error(403, 4, "Application request limit reached"), Result.TRANSIENT, "60 min"),
    (graph_server.error(400, 80002, "There have been too many calls"), Result.TRANSIENT, "60 min"),
    (graph_server.error(403, 200, "Permissions error"), Result.PERMANENT, "does not allow"),
    (graph_server.error(400, 190, "Token expired"), Result.PERMANENT, "no longer accepts"),
    (graph_server.error(400, 2, "Service temporarily unavailable"), Result.UNKNOWN, "may be there"),
    (graph_server.error(400, 100, "Invalid parameter"), Result.PERMANENT, "Invalid parameter"),
]


@pytest.mark.parametrize(("reply", "result", "words"), CODES, ids=lambda value: str(value)[:40])
def test_the_codes_of_meta_count_more_than_the_status(
    graph: GraphServer, tmp_path: Path, reply: Reply, result: Result, words: str
) -> None:
    graph.fail("/feed", reply)
    outcome = facebook(graph, tmp_path)
    assert outcome.result is result
    assert words in (outcome.error or "")


def test_the_usage_header_of_meta_tells_how_long_to_wait(graph: GraphServer, tmp_path: Path) -> None:
    limit = graph_server.error(400, 80001, "Too many calls")
    usage = {"X-Business-Use-Case-Usage": '{"1": [{"type": "pages", "estimated_time_to_regain_access": 7}]}'}
    graph.fail("/feed", Reply(limit.status, limit.body, usage))
    assert facebook(graph, tmp_path).wait == timedelta(minutes=7)


@pytest.mark.req("FR-G059")
def test_several_pictures_become_a_carousel(graph: GraphServer) -> None:
    assert instagram(graph, media=[PICTURE, "https://example.org/q.jpeg"]).result is Result.SENT
    assert len(graph.containers) == 3
    assert len(graph.media) == 1


def test_a_picture_that_instagram_cannot_fetch_is_told_before_publishing(graph: GraphServer) -> None:
    outcome = instagram(graph, media=["https://example.org/p.png"])
    assert outcome.result is Result.PERMANENT
    assert "JPEG" in (outcome.remedy or "")
    assert graph.asked("/media_publish") == []


def test_a_container_that_is_never_ready_is_tried_again_later(graph: GraphServer) -> None:
    graph.looks = 1000
    assert instagram(graph).result is Result.TRANSIENT
    assert graph.asked("/media_publish") == []


@pytest.mark.req("FR-G061", "G-US8.8")
@pytest.mark.parametrize(
    "changes",
    [{"media": []}, {"media": ["a.png"]}, {"media": ["http://example.org/p.jpg"]}, {"link": "https://example.org"},
     {"text": "#a " * 31}, {"media": [PICTURE] * 11}],
    ids=str,
)  # fmt: skip
def test_what_instagram_never_takes_is_refused_before_anything_leaves(
    graph: GraphServer, changes: dict[str, object]
) -> None:
    assert instagram(graph, **changes).result is Result.PERMANENT
    assert graph.requests == []


def test_x_gets_pictures_and_the_link_below_the_text(x: XServer, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    assert tweet(x, tmp_path, media=["a.png"], link="https://example.org/x").result is Result.SENT
    assert x.posts[0]["written"] == "Hi\n\nhttps://example.org/x"
    assert list(x.pictures.values()) == [PNG]


def test_a_post_with_picture_and_link_is_found_again(x: XServer, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    tweet(x, tmp_path, media=["a.png"], link="https://example.org/x")
    payload = post("twitter", media=["a.png"], link="https://example.org/x")
    reference = f"twitter-{int(NOW.timestamp())}-a"
    assert x_executor(x, tmp_path).verify(payload, reference).proof is Proof.PROVEN


def test_the_same_text_twice_is_refused_by_x_and_told_as_such(x: XServer, tmp_path: Path) -> None:
    tweet(x, tmp_path)
    outcome = tweet(x, tmp_path)
    assert outcome.result is Result.PERMANENT
    assert "this very text" in (outcome.error or "")
    assert len(x.posts) == 1


def test_a_limit_without_retry_after_waits_until_x_says_it_resets(x: XServer, tmp_path: Path) -> None:
    reset = str(int((NOW + timedelta(minutes=3)).timestamp()))
    x.fail("/2/tweets", Reply(429, {"title": "Too Many Requests"}, {"x-rate-limit-reset": reset}))
    assert tweet(x, tmp_path).wait == timedelta(minutes=3)


def test_an_account_without_credits_is_told_where_to_add_some(x: XServer, tmp_path: Path) -> None:
    x.fail("/2/tweets", x_server.problem(402, "CreditsDepleted", "Your account does not have any credits"))
    assert "credits" in (tweet(x, tmp_path).remedy or "")
