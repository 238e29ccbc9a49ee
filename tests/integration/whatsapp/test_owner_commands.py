"""The owner orders by WhatsApp: what is carried out, what is refused, and that nobody else can order anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from local_agent.executors.contract import Result
from local_agent.whatsapp.sender import Order, WhatsAppSender
from tests.fixtures.owner_commands import FAST, OWNER_CHAT, Orders
from tests.fixtures.whatsapp_server import WebChat, WhatsAppWebServer
from tests.fixtures.whatsapp_session import Session

pytestmark = pytest.mark.integration


@pytest.fixture
def orders(session: Session) -> Iterator[Orders]:
    running = Orders(session)
    running.know_ali()
    yield running
    assert running.store
    running.store.close()


@pytest.fixture
def me(server: WhatsAppWebServer, orders: Orders) -> WebChat:
    server.add_chat("Ali", "491511@c.us", history=3)
    chat = server.add_chat("Saqib (You)", OWNER_CHAT)
    orders.write(chat, "buy milk", ago=timedelta(days=1))
    orders.obey()
    assert orders.answers() == []
    return chat


def test_the_list_is_answered_in_the_own_chat_without_any_address(orders: Orders, me: WebChat) -> None:
    orders.draft(1, subject="Re: call +49 151 2345 6789 or boss@corp.example")
    orders.draft(2, subject="Re: Contract", priority="High")
    answer = orders.ask(me, "list")
    assert answer.split("\n")[0] == "📋 2 drafts wait for you"
    assert answer.split("\n")[1] == "1 ⚠️ Email Ali Öztürk: Re: Contract"
    for private in ("@", "2345", "+49"):
        assert private not in answer
    assert len(answer) <= 500


def test_a_refusal_with_a_reason_asks_for_another_version(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    answer = orders.ask(me, "Reject 1 too formal")
    assert "Another version is being written." in answer
    assert orders.places("EMAIL_DRAFT_1") == ["Rejected/EMAIL_DRAFT_1.md"]
    refused = orders.session.vault.read("Rejected/EMAIL_DRAFT_1.md").doc
    assert refused.text("reject_reason") == "too formal"
    [request] = [file.doc for file in orders.session.vault.scan("Needs_Action")[0]]
    assert (request.text("type"), request.text("draft_id")) == ("redraft", "EMAIL_DRAFT_1")
    assert request.text("remark") == "too formal"
    [entry] = orders.ledger.entries()[0]
    assert (entry.decision, entry.how, entry.reason) == ("reject", "whatsapp", "too formal")


def test_a_draft_is_put_off_shown_and_the_rest_told(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.draft(2)
    orders.ask(me, "list")
    shown = orders.ask(me, "show 1")
    assert "Yes, gladly." in shown
    assert "put off until Sat 21 Nov 19:00" in orders.ask(me, "snooze 1 tonight")
    doc = orders.session.vault.read("Pending_Approval/Email/EMAIL_DRAFT_1.md").doc
    assert doc.text("snoozed_until") == "2026-11-21T19:00:00Z"
    assert orders.ask(me, "status").startswith("📋 1 waiting, 0 on the way, 0 sent today")
    assert "1 draft waits" in orders.ask(me, "list")
    assert "reject 1 too formal" in orders.ask(me, "help")


def test_what_is_shown_holds_no_address_number_or_link_and_is_short(orders: Orders, me: WebChat) -> None:
    text = "Write to boss@corp.example or https://pay.example/x, IBAN DE89 3704 0044 0532 0130 00. " + "long " * 200
    body = f"# Reply\n\n## Draft\n\n{text}\n"
    file = orders.draft(1)
    orders.session.vault.write(file.path, type(file.doc)(file.doc.front, body), file.sha256)
    orders.ask(me, "list")
    shown = orders.ask(me, "show 1")
    for private in ("boss@corp.example", "pay.example", "0532"):
        assert private not in shown
    assert len(shown) <= 500


def test_a_number_never_means_another_draft_than_the_list_said(orders: Orders, me: WebChat) -> None:
    first = orders.draft(1)
    orders.draft(2)
    orders.ask(me, "list")
    orders.session.vault.move(first.path, "Rejected/EMAIL_DRAFT_1.md", first.sha256)
    assert "does not wait any more" in orders.ask(me, "reject 1")
    assert orders.places("EMAIL_DRAFT_2") == ["Pending_Approval/Email/EMAIL_DRAFT_2.md"]
    second = orders.session.vault.read("Pending_Approval/Email/EMAIL_DRAFT_2.md")
    orders.session.vault.write(second.path, second.doc.with_front(subject="Re: Other"), second.sha256)
    assert "was changed since the list" in orders.ask(me, "reject 2")
    assert orders.places("EMAIL_DRAFT_2") == ["Pending_Approval/Email/EMAIL_DRAFT_2.md"]
    assert "no 3 in the last list" in orders.ask(me, "reject 3")
    assert orders.ledger.entries()[0] == []


def test_the_numbers_outlive_a_restart(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    orders.start()
    orders.ask(me, "reject 1")
    assert orders.places("EMAIL_DRAFT_1") == ["Rejected/EMAIL_DRAFT_1.md"]


def test_nobody_else_can_order_anything(server: WhatsAppWebServer, orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    count = len(orders.answers())
    ali = server.chats[-1]
    twin = server.add_chat("Saqib (You)", "666@c.us", history=1)
    group = server.add_chat("Family", "1203@g.us", history=1)
    for chat in (ali, twin):
        orders.receive(chat, "reject 1")
        orders.write(chat, "reject 1")
    orders.receive(group, "reject 1", sender="Saqib")
    orders.write(group, "reject 1")
    orders.obey()
    orders.obey()
    assert len(orders.answers()) == count
    assert orders.places("EMAIL_DRAFT_1") == ["Pending_Approval/Email/EMAIL_DRAFT_1.md"]
    orders.session.read()
    filed = {task.doc.text("chat_name") for task in orders.session.tasks()}
    assert filed <= {"Ali", "Saqib (You)", "Family"}


def test_each_command_is_carried_out_once_also_after_a_restart(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    count = len(orders.answers())
    orders.obey()
    orders.start()
    orders.obey()
    orders.session.restart()
    orders.start()
    orders.session.until_page(lambda: bool(orders.session.page.top_rows()), "the list")
    orders.obey()
    assert len(orders.answers()) == count


def test_the_own_answers_are_no_commands(orders: Orders, me: WebChat) -> None:
    """A draft to oneself that reads like a command, and every answer, come back in the same chat."""
    for _ in range(3):
        orders.ask(me, "help")
    orders.set_time(timedelta(0))
    title = orders.chat.title or ""
    sender = WhatsAppSender(orders.session.page, orders.session.opener, orders.session.store, orders.clock, FAST)
    assert sender.send(Order("r1", OWNER_CHAT, title, "status"), lambda: True).result is Result.SENT
    orders.obey()
    orders.obey()
    assert orders.answers()[3:] == ["status"], "nobody answers what this machine wrote itself"


def test_a_command_found_after_a_pause_is_not_carried_out(orders: Orders, me: WebChat) -> None:
    orders.draft(1)
    orders.ask(me, "list")
    orders.write(me, "reject 1", ago=timedelta(minutes=30))
    orders.write(me, "status", ago=timedelta(minutes=11))
    count = len(orders.answers())
    orders.obey()
    assert orders.answers()[count:] == [
        "📋 I found your command more than ten minutes late and did not carry it out. Send it again."
    ]
    assert orders.places("EMAIL_DRAFT_1") == ["Pending_Approval/Email/EMAIL_DRAFT_1.md"]


def test_what_stood_there_before_commands_were_switched_on_is_left_alone(
    server: WhatsAppWebServer, orders: Orders
) -> None:
    chat = server.add_chat("Saqib (You)", OWNER_CHAT)
    for text in ("list", "reject 1", "status"):
        orders.write(chat, text, ago=timedelta(days=2))
    orders.write(chat, "list")
    orders.obey()
    assert orders.answers() == ["📋 Nothing waits for you."]


@pytest.mark.parametrize("where", ["taken", "applied"])
def test_a_crash_while_obeying_does_nothing_twice_and_is_told(orders: Orders, me: WebChat, where: str) -> None:
    orders.draft(1)
    orders.draft(2)
    orders.ask(me, "list")
    orders.obey_through_a_crash(me, "reject 1 no", where)
    assert orders.answers()[-1].startswith("📋 I was interrupted")
    orders.obey()
    assert len(orders.places("EMAIL_DRAFT_1")) == 1
    assert (orders.places("EMAIL_DRAFT_1")[0] == "Rejected/EMAIL_DRAFT_1.md") == (where == "applied")
    assert orders.places("EMAIL_DRAFT_2") == ["Pending_Approval/Email/EMAIL_DRAFT_2.md"]


def test_from_another_number_of_the_owner_only_what_comes_in_counts(server: WhatsAppWebServer, orders: Orders) -> None:
    """The linked account is a second number: the owner writes to it, and its own words are no commands."""
    server.add_chat("Ali", "491511@c.us", history=3)
    chat = server.add_chat("Boss", OWNER_CHAT)
    orders.receive(chat, "hello")
    orders.obey()
    orders.draft(1)
    orders.write(chat, "list")
    orders.obey()
    assert orders.answers() == []
    orders.receive(chat, "list")
    orders.obey()
    assert len(orders.answers()) == 1
    assert orders.chat.title == "Boss"
    orders.session.passes_over = orders.chat.is_open
    orders.receive(chat, "status")
    orders.session.read()
    assert orders.session.tasks() == [], "a command becomes no task"


def test_answers_keep_the_limits_of_every_message(orders: Orders, me: WebChat) -> None:
    orders.pacing = type(orders.pacing)(per_hour=2, per_day=10, gap_seconds=0, milliseconds_per_key=0)
    orders.start()
    for _ in range(3):
        orders.write(me, "help")
    orders.obey()
    assert len(orders.answers()) == 2
    orders.later(minutes=5)
    orders.round.answer()
    assert len(orders.answers()) == 2
    orders.later(minutes=56)
    orders.round.answer()
    assert len(orders.answers()) == 2, "an answer that is an hour late is of no use"
