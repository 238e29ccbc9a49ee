"""Alerts when the phone cannot be reached: tried again, kept, told with a remedy, and never lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent_skills.domain.ports import Alert
from agent_skills.notifications.graph_client import GraphClient
from tests.fixtures.alerts import Watch
from tests.fixtures.cloud_api_server import (
    AWAY,
    BROKEN,
    EXPIRED,
    OWNER,
    PHONE_ID,
    PROXY_PAGE,
    RATE_LIMITED,
    TOKEN,
    GraphServer,
    Refusal,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as running:
        yield running


@pytest.mark.req("FR-P036", "P-US3.5")
@pytest.mark.parametrize("trouble", [RATE_LIMITED, BROKEN, AWAY, PROXY_PAGE], ids=["rate", "500", "503", "page"])
def test_trouble_that_passes_is_met_with_two_more_tries(graph: GraphServer, tmp_path: Path, trouble: Refusal) -> None:
    watch = Watch(tmp_path, graph)
    graph.fail(trouble, 2)
    assert watch.urgent() == "sent"
    assert watch.slept == [5.0, 10.0]
    assert graph.attempts == 3


@pytest.mark.req("FR-P036", "P-EC4")
def test_with_graph_down_the_alert_waits_and_rings_when_it_is_back(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    graph.stop()
    assert watch.urgent() == "failed"
    assert len(watch.waiting()) == 1
    assert watch.later(seconds=1) == 59
    changes = watch.failures()
    watch.start()
    graph.start()
    watch.later(seconds=30)
    assert watch.failures() == changes
    watch.later(seconds=30)
    assert [message.template for message in graph.accepted] == ["urgent_email"]
    assert watch.done() == ["sent"]
    assert watch.problems() == []


@pytest.mark.req("FR-P036")
def test_a_long_outage_is_asked_after_less_and_less_often(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    graph.stop()
    watch.urgent()
    tries = 0
    for _ in range(24 * 60):
        before = watch.failures()
        watch.later(minutes=1)
        tries += watch.failures() != before
    assert tries < 60
    assert len(watch.waiting()) == 1
    graph.start()
    watch.later(minutes=30)
    assert len(graph.accepted) == 1


@pytest.mark.req("FR-P036", "NFR-P-USE-004")
def test_an_expired_token_is_not_hammered_and_the_owner_learns_the_remedy(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    graph.fail(EXPIRED)
    assert watch.urgent() == "failed"
    assert (graph.attempts, watch.slept) == (1, [])
    [note] = watch.problems()
    assert "WHATSAPP_CLOUD_TOKEN" in note
    assert TOKEN not in note + watch.failures()
    watch.later(minutes=1)
    assert watch.problems() == []
    assert len(graph.accepted) == 1


@pytest.mark.parametrize(
    ("templates", "allowed", "token", "word"),
    [
        ({}, (OWNER,), TOKEN, "not registered"),
        ({"urgent_email": 2}, (OWNER,), TOKEN, "number of parameters"),
        (None, (), TOKEN, "WHATSAPP_NOTIFICATION_NUMBER"),
        (None, (OWNER,), "another", "WHATSAPP_CLOUD_TOKEN"),
    ],
    ids=["no template", "other parameters", "recipient not allowed", "wrong token"],
)
def test_a_wrong_set_up_is_told_with_its_remedy_and_the_alert_is_kept(
    tmp_path: Path, templates: dict[str, int] | None, allowed: tuple[str, ...], token: str, word: str
) -> None:
    with GraphServer(templates, allowed) as graph:
        watch = Watch(tmp_path, graph, token=token)
        assert watch.urgent() == "failed"
        assert graph.attempts == 1
        assert [word in note for note in watch.problems()] == [True]
        assert len(watch.waiting()) == 1


def test_the_service_takes_free_text_only_within_a_day_so_templates_are_used(graph: GraphServer) -> None:
    text = {"messaging_product": "whatsapp", "to": OWNER, "type": "text", "text": {"body": "Hello"}}
    path, key = f"/v23.0/{PHONE_ID}/messages", f"Bearer {TOKEN}"
    refused = graph.answer(path, key, json.dumps(text).encode())
    assert isinstance(refused, Refusal)
    assert refused.code == 131047
    graph.hear_from(OWNER)
    assert isinstance(graph.answer(path, key, json.dumps(text).encode()), dict)


def test_a_number_id_that_does_not_exist_is_named(graph: GraphServer) -> None:
    client = GraphClient(SecretStr(TOKEN), "1", OWNER, graph.url, lambda _: None)
    assert "WHATSAPP_PHONE_NUMBER_ID" in client.deliver("urgent_email", ["a", "b", "c"], "").remedy


def test_a_file_that_is_no_alert_is_left_alone(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    watch.vault.files["Notifications/note.md"] = b"---\ntype: notification\nevent: gossip\nvalues: []\n---\nHello\n"
    watch.vault.files["Notifications/broken.md"] = b"---\n: [\n---\n"
    watch.urgent()
    assert [message.template for message in graph.accepted] == ["urgent_email"]
    assert watch.vault.paths("Notifications") == ["Notifications/broken.md", "Notifications/note.md"]


def test_an_event_without_a_text_does_not_stop_the_work(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    assert watch.notifier.send(Alert("gossip", "1", {})) == "failed"
