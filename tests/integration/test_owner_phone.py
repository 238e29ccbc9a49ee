"""The phone from the owner's own machine: what was sent, and what waits when the laptop comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from pydantic import SecretStr

from agent_skills.domain.states import Agent
from agent_skills.notifications.graph_client import GraphClient
from agent_skills.notifications.notifier import Habits, Notifier
from agent_skills.notifications.outbox import Outbox
from agent_skills.runtime.beside import Beside
from local_agent.executors.contract import Outcome, Result
from local_agent.phone import OwnerPhone
from tests.fixtures.alerts import DASHBOARD
from tests.fixtures.cloud_api_server import OWNER, PHONE_ID, TOKEN, GraphServer
from tests.fixtures.laptop import Laptop, Postman
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as running:
        yield running


def at_once(work: Callable[[], object]) -> None:
    work()


class Desk(Laptop):
    """A laptop with a phone beside it."""

    def __init__(self, root: Path, postman: Postman, graph: GraphServer) -> None:
        super().__init__(root, postman)
        state = root / "state"
        channel = GraphClient(SecretStr(TOKEN), PHONE_ID, OWNER, graph.url, lambda _: None)
        notifier = Notifier(
            Agent.LOCAL,
            self.vault,
            Outbox(Agent.LOCAL, self.vault, state / "alerts.json", self.clock),
            [channel],
            self.findings,
            Habits(enabled=True, quiet=None, dashboard_url=DASHBOARD),
            self.clock,
            FileLock(state / "alerts.lock"),
        )
        self.phone = OwnerPhone(notifier, self.vault, self.clock, at_once)
        self.projection._confirm = self.phone.confirm

    def round(self) -> None:
        super().round()
        self.phone.end_round()


@pytest.fixture
def desk(tmp_path: Path, graph: GraphServer, postman: Postman) -> Desk:
    return Desk(tmp_path, postman, graph)


@pytest.mark.req("FR-P035", "P-US3.4")
def test_what_was_sent_is_confirmed_once_without_any_address(desk: Desk, graph: GraphServer) -> None:
    desk.approve(desk.draft(subject="Re: Contract for ali@acme.example"))
    desk.round()
    desk.round()
    [message] = graph.accepted
    assert message.template == "confirmation"
    assert message.parameters[0] == "Email sent"
    assert message.parameters[1].startswith("Re: Contract")
    assert message.parameters[2] == "Logs/MCP_Actions/2026-11-21"
    assert "acme" not in graph.texts()
    assert desk.vault.exists("Logs/Local/notifications.md")


@pytest.mark.req("FR-P035")
def test_what_failed_is_not_confirmed(desk: Desk, graph: GraphServer, postman: Postman) -> None:
    postman.answers = [Outcome(Result.PERMANENT, error="No such mailbox.", remedy="Check it.")]
    desk.approve(desk.draft())
    desk.round()
    assert graph.accepted == []


@pytest.mark.req("FR-P034", "P-US3.3")
def test_five_waiting_drafts_ring_when_the_laptop_comes_back_and_not_each_round(desk: Desk, graph: GraphServer) -> None:
    for number in range(4):
        desk.draft(number)
    desk.round()
    assert graph.accepted == []
    desk.draft(4)
    for _ in range(5):
        desk.later(30)
        desk.round()
    assert graph.accepted == []
    desk.later(timedelta(hours=9).total_seconds())
    desk.round()
    desk.round()
    [message] = graph.accepted
    assert message.template == "approval_summary"
    assert message.parameters == ("5", "5 Email", f"{DASHBOARD}/approvals")


def test_each_machine_sends_its_own_alerts_and_leaves_the_others(desk: Desk, graph: GraphServer) -> None:
    desk.approve(desk.draft())
    graph.stop()
    desk.round()
    [path] = desk.vault.paths("Notifications")
    note = desk.vault.read(path)
    desk.vault.write(path, note.doc.with_front(agent="cloud", deliver_by="cloud"), note.sha256)
    graph.start()
    desk.later(3600)
    desk.round()
    assert graph.accepted == []
    assert desk.vault.paths("Notifications") == [path]


def test_a_phone_that_does_not_answer_holds_up_no_round() -> None:
    beside, gate, runs = Beside("alerts"), threading.Event(), [0]

    def slow() -> None:
        runs[0] += 1
        gate.wait(20)

    for _ in range(5):
        beside(slow)
    assert eventually(lambda: runs[0] == 1, "the work began")
    gate.set()
    beside.join(20)
    beside(lambda: runs.append(1 // 0))
    beside.join(20)
    assert runs == [1]
