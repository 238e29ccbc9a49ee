"""Alerts keep their manners: quiet at night but for what is urgent, nothing that is old news, never a storm."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Alert
from agent_skills.notifications.policy import QuietHours
from tests.fixtures.alerts import Watch
from tests.fixtures.cloud_api_server import GraphServer

pytestmark = pytest.mark.integration
NIGHT = QuietHours(time(22), time(7), ZoneInfo("Europe/Berlin"))
LATE = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
FULL = Finding("disk_full", "vault", "The disk is full.", "Free some space.", Severity.CRITICAL)


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as running:
        yield running


def put_draft(watch: Watch, place: str) -> None:
    watch.vault.create(f"{place}/EMAIL_DRAFT_1.md", Document({"id": "EMAIL_DRAFT_1"}, "x\n"))


def test_urgent_mail_rings_at_night_and_the_rest_waits_for_the_morning(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph, quiet=NIGHT)
    watch.now = LATE
    watch.findings.report(FULL)
    watch.notifier.send(Alert("confirmation", "x", {"action_type": "Email sent"}))
    assert graph.accepted == []
    watch.urgent()
    assert [message.template for message in graph.accepted] == ["urgent_email"]
    due = watch.later(minutes=2)
    assert due is not None
    assert len(graph.accepted) == 1
    watch.later(hours=9)
    assert [message.template for message in graph.accepted[1:]] == ["critical_error"], (
        "what was done is old news by then"
    )


@pytest.mark.parametrize("place", ["Done/2026-11", "Rejected", "Approved/Email"])
def test_a_draft_that_was_decided_meanwhile_does_not_ring(graph: GraphServer, tmp_path: Path, place: str) -> None:
    watch = Watch(tmp_path, graph)
    watch.urgent(9)
    watch.urgent(1)
    put_draft(watch, place)
    watch.later(minutes=2)
    assert len(graph.accepted) == 1
    assert watch.waiting() == []
    assert "| decided |" in watch.audit()


def test_a_fault_that_passed_meanwhile_does_not_ring(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    watch.urgent(9)
    watch.findings.report(FULL)
    watch.findings.clear("disk_full", "vault")
    watch.later(minutes=2)
    assert [message.template for message in graph.accepted] == ["urgent_email"]
    assert watch.waiting() == []


def test_a_draft_that_still_waits_rings(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    watch.urgent(9)
    watch.urgent(1)
    put_draft(watch, "Pending_Approval/Email")
    watch.later(minutes=2)
    assert len(graph.accepted) == 2


def test_old_news_is_filed_and_not_sent(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    graph.stop()
    watch.urgent(1)
    watch.notifier.send(Alert("confirmation", "x", {"action_type": "Email sent"}))
    graph.start()
    watch.later(hours=7)
    assert [message.template for message in graph.accepted] == ["urgent_email"]
    graph.stop()
    watch.urgent(2)
    graph.start()
    watch.later(hours=49)
    assert len(graph.accepted) == 1
    assert watch.waiting() == []
    assert watch.audit().count("| expired |") == 2


def test_where_nothing_can_be_sent_alerts_lie_for_a_week(tmp_path: Path) -> None:
    watch = Watch(tmp_path, None)
    watch.urgent()
    watch.later(days=6)
    assert len(watch.waiting()) == 1
    watch.later(days=2)
    assert watch.waiting() == []
    assert watch.done() == ["expired"]


def test_a_thousand_drafts_at_once_are_three_messages_at_most(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    started = clock.monotonic()
    for number in range(1000):
        watch.urgent(number)
    for _ in range(120):
        watch.later(seconds=30)
    assert 1 <= len(graph.accepted) <= 3
    assert graph.accepted[1].parameters[0] == "999"
    assert watch.waiting() == []
    assert clock.monotonic() - started < 60, "it stays quick, however many wait"


def test_a_fault_that_comes_and_goes_all_day_rings_once_an_hour(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    start = watch.now
    rang: list[timedelta] = []
    for _ in range(24 * 20):
        watch.findings.report(FULL)
        watch.later(seconds=90)
        watch.findings.clear("disk_full", "vault")
        watch.later(seconds=90)
        rang += [watch.now - start] * (len(graph.accepted) - len(rang))
    gaps = [later - earlier for earlier, later in pairwise(rang)]
    assert 1 <= len(rang) <= 24
    assert min(gaps) >= timedelta(minutes=59)


def test_trouble_with_alerts_is_no_alert(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph, token="ran out")
    watch.urgent()
    assert len(watch.problems()) == 1
    assert len(watch.waiting()) == 1, "the one that could not be sent, and none about it"
