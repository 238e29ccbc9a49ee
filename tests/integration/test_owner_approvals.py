"""Approving by a message: only with the code that the dashboard shows for these bytes, once, and never money."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_skills.domain.items import Document, Value
from local_agent.owner_commands.codes import random_digits
from tests.fixtures.channels import EVENT
from tests.fixtures.owner_commands import OWNER_CHAT, Orders
from tests.fixtures.whatsapp_server import WebChat, WhatsAppWebServer
from tests.fixtures.whatsapp_session import Session

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def server() -> Iterator[WhatsAppWebServer]:
    with WhatsAppWebServer("b") as running:
        yield running


@pytest.fixture
def orders(tmp_path: Path, server: WhatsAppWebServer) -> Iterator[Orders]:
    server.chats.clear()
    server.sent.clear()
    session = Session(tmp_path, server)
    session.link()
    running = Orders(session)
    running.know_ali()
    yield running
    assert running.store
    running.store.close()
    session.close()


@pytest.fixture
def me(server: WhatsAppWebServer, orders: Orders) -> WebChat:
    return server.add_chat("Saqib (You)", OWNER_CHAT)


def waits(orders: Orders, number: int = 1) -> bool:
    item = f"EMAIL_DRAFT_{number}"
    return orders.places(item) == [f"Pending_Approval/Email/{item}.md"] and orders.ledger.entries()[0] == []


def test_the_right_code_approves_exactly_the_bytes_that_were_shown(orders: Orders, me: WebChat) -> None:
    draft = orders.draft(1)
    orders.ask(me, "list")
    assert "approve 1 CODE" in orders.ask(me, "show 1")
    found = json.loads(orders.code_file().read_text())
    assert (found["id"], found["sha256"], found["code"]) == ("EMAIL_DRAFT_1", draft.sha256, "482913")
    assert orders.code_file().stat().st_mode & 0o077 == 0
    assert "482913" not in " ".join(orders.answers()), "the code is shown on the dashboard alone"
    assert "approved" in orders.ask(me, "approve 1 482 913")
    assert orders.places("EMAIL_DRAFT_1") == ["Approved/Email/EMAIL_DRAFT_1.md"]
    [entry] = orders.ledger.entries()[0]
    assert (entry.decision, entry.how, entry.sha256) == ("approve", "whatsapp", draft.sha256)
    assert list((orders.state / "whatsapp" / "codes").glob("*.json")) == [], "it counts once"
    assert "does not wait any more" in orders.ask(me, "approve 1 482913")
    assert len(orders.ledger.entries()[0]) == 1


def test_without_a_code_nothing_is_approved_and_the_way_is_told(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    assert "no code for this draft" in orders.ask(me, "approve 1 482913")
    assert "read the code on the dashboard" in orders.ask(me, "approve 1")
    assert orders.code_file().exists()
    assert waits(orders)


def test_the_third_wrong_code_ends_all_codes_and_the_owner_is_told(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.draft(2)
    orders.ask(me, "list")
    orders.ask(me, "show 1")
    orders.ask(me, "show 2")
    assert "not the code" in orders.ask(me, "approve 1 000000")
    orders.start()
    assert "not the code" in orders.ask(me, "approve 2 000000"), "tries are counted over all drafts and restarts"
    assert "all codes are void" in orders.ask(me, "approve 1 000001")
    assert "locked" in orders.ask(me, "approve 1 482913")
    assert "locked" in orders.ask(me, "approve 2 482914")
    assert "locked" in orders.ask(me, "show 1")
    assert waits(orders, 1)
    assert waits(orders, 2)
    [finding] = [file.doc for file in orders.session.vault.scan("Needs_Action")[0]]
    assert (finding.text("code"), finding.text("severity")) == ("whatsapp_code_guessed", "security")
    orders.later(minutes=61)
    assert "no code" in orders.ask(me, "approve 1 482913"), "the old code does not come back"
    orders.ask(me, "show 1")
    assert "approved" in orders.ask(me, "approve 1 482915")


def test_a_right_code_forgives_the_wrong_ones_before(orders: Orders, me: WebChat) -> None:
    for number in (1, 2):
        orders.draft(number)
    orders.ask(me, "list")
    orders.ask(me, "show 1")
    orders.ask(me, "show 2")
    for _ in range(2):
        orders.ask(me, "approve 1 000000")
    assert "approved" in orders.ask(me, "approve 1 482913")
    for _ in range(2):
        assert "not the code" in orders.ask(me, "approve 2 000000")
    assert "approved" in orders.ask(me, "approve 2 482914")


def test_a_code_lives_for_ten_minutes(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    orders.ask(me, "show 1")
    orders.later(minutes=10)
    assert "no code" in orders.ask(me, "approve 1 482913")
    assert waits(orders)


def test_the_code_of_one_draft_opens_no_other(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.draft(2)
    orders.ask(me, "list")
    orders.ask(me, "show 1")
    orders.ask(me, "show 2")
    assert "not the code" in orders.ask(me, "approve 2 482913")
    assert waits(orders, 2)


def test_a_draft_that_changed_after_its_code_was_shown_is_not_approved(orders: Orders, me: WebChat) -> None:
    file = orders.draft(1)
    orders.ask(me, "list")
    orders.ask(me, "show 1")
    doc = file.doc.with_front(to=["ali@acme.example"], subject="Re: Other")
    orders.session.vault.write(file.path, doc, file.sha256)
    assert "was changed" in orders.ask(me, "approve 1 482913")
    orders.ask(me, "list")
    assert "no code" in orders.ask(me, "approve 1 482913")
    assert waits(orders)


BARRED: list[tuple[dict[str, Value], str]] = [
    ({"risk": ["money"]}, "about money"),
    ({"risk": ["new_recipient"]}, "never wrote to this recipient"),
    ({"to": ["stranger@acme.example"]}, "never wrote to this recipient"),
    ({"to": ["ali@acme.example"], "bcc": ["stranger@acme.example"]}, "never wrote to this recipient"),
    ({"risk": ["suspicious"]}, "suspicious"),
    ({"risk": ["links"]}, "links"),
]


def test_money_and_first_time_recipients_are_left_to_the_dashboard(orders: Orders, me: WebChat) -> None:
    for number, (front, why) in enumerate(BARRED, 1):
        orders.draft(number, **front)
        orders.ask(me, "list")
        shown = orders.ask(me, f"show {number}")
        assert "approve 1 CODE" not in shown
        answer = orders.ask(me, f"approve {number} 482913")
        assert why in answer
        assert "Open the dashboard." in answer
    assert list((orders.state / "whatsapp" / "codes").glob("*.json")) == []
    assert orders.ledger.entries()[0] == []


@pytest.mark.parametrize(("invited", "barred"), [("stranger@acme.example", True), ("ali@acme.example", False)])
def test_an_event_that_invites_a_stranger_is_left_to_the_dashboard(
    orders: Orders, me: WebChat, invited: str, barred: bool
) -> None:
    front: dict[str, Value] = {**EVENT, "attendees": [invited], "status": "pending_approval"}
    path = "Pending_Approval/Calendar/EVENT_DRAFT_1.md"
    orders.session.vault.create(path, Document({"id": "EVENT_DRAFT_1", **front}, "## Draft\n\nAgenda\n"))
    listed = orders.ask(me, "list")
    assert "Kick-off" in listed
    assert invited not in listed
    assert ("approve 1 CODE" in orders.ask(me, "show 1")) is not barred
    if barred:
        assert "never wrote to this recipient" in orders.ask(me, "approve 1 482913")


def test_switched_off_no_code_is_made_and_nothing_is_approved(orders: Orders, me: WebChat) -> None:
    orders.approvals = False
    orders.start()
    orders.draft(1)
    orders.ask(me, "list")
    orders.ask(me, "show 1")
    assert "switched off" in orders.ask(me, "approve 1 482913")
    assert not (orders.state / "whatsapp" / "codes").exists()
    assert waits(orders)


def test_a_crash_after_the_code_was_taken_approves_nothing(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    orders.ask(me, "show 1")
    orders.obey_through_a_crash(me, "approve 1 482913", "redeemed")
    assert "interrupted" in orders.answers()[-1]
    assert waits(orders)
    assert "no code" in orders.ask(me, "approve 1 482913")


def test_codes_are_six_digits_and_differ() -> None:
    made = {random_digits() for _ in range(200)}
    assert all(len(code) == 6 and code.isdecimal() for code in made)
    assert len(made) > 190
