"""An approved WhatsApp message reaches exactly one chat, once, and is found again in its history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from local_agent.executors.contract import Outcome, Proof, Result
from local_agent.whatsapp.pacing import Pacing
from local_agent.whatsapp.sender import Order, WhatsAppSender
from tests.fixtures.whatsapp_server import WebChat, WhatsAppWebServer
from tests.fixtures.whatsapp_session import NOW, Session, unread_of

pytestmark = pytest.mark.integration

FAST = Pacing(gap_seconds=0, milliseconds_per_key=0)


def task_chat(session: Session, name: str) -> str:
    """Return the chat id of the task from a chat."""
    return next(task.doc.text("chat_id") for task in session.tasks() if task.doc.text("chat_name") == name)


def sender(session: Session, pacing: Pacing = FAST) -> WhatsAppSender:
    return WhatsAppSender(session.page, session.opener, session.store, lambda: NOW, pacing)


def send(session: Session, order: Order, *, yes: bool = True, pacing: Pacing = FAST) -> Outcome:
    session.catch_up()
    return sender(session, pacing).send(order, lambda: yes)


def received_task(server: WhatsAppWebServer, session: Session, name: str, jid: str) -> tuple[WebChat, str]:
    """Let a chat write, read it, and return it with its id as the task has it."""
    chat = server.add_chat(name, jid, history=4)
    server.receive(chat, f"hello from {jid}")
    session.read()
    return chat, session.tasks()[-1].doc.text("chat_id")


@pytest.mark.req("FR-G024", "G-US3.7")
def test_a_message_is_typed_sent_and_seen_in_the_history(server: WhatsAppWebServer, session: Session) -> None:
    ali, chat_id = received_task(server, session, "Ali", "491511@c.us")
    text = "Hello Ali 👍,\n\nyes, *gladly* – at 5 pm.\nBest regards"
    outcome = send(session, Order("r1", chat_id, "Ali", text))
    assert outcome.result is Result.SENT, outcome
    assert server.sent == [("491511@c.us", text)]
    assert outcome.receipt == ali.messages[-1].id
    session.read()
    assert len(session.tasks()) == 1, "one's own message is no task"


@pytest.mark.parametrize("wanted", [0, 1])
def test_of_two_chats_with_one_name_only_the_right_one_gets_it(
    server: WhatsAppWebServer, session: Session, wanted: int
) -> None:
    _, first = received_task(server, session, "Anna", "4911@c.us")
    _, second = received_task(server, session, "Anna", "4922@c.us")
    outcome = send(session, Order("r1", (first, second)[wanted], "Anna", "for you alone"))
    assert outcome.result is Result.SENT, outcome
    assert server.sent == [(("4911@c.us", "4922@c.us")[wanted], "for you alone")]


def test_a_group_gets_what_was_meant_for_the_group(server: WhatsAppWebServer, session: Session) -> None:
    _, group = received_task(server, session, "Team", "1203@g.us")
    server.add_chat("Team", "4933@c.us", history=3)
    assert send(session, Order("r1", group, "Team", "we are in")).result is Result.SENT
    assert server.sent == [("1203@g.us", "we are in")]


def test_nothing_is_typed_when_the_chat_is_called_otherwise_now(server: WhatsAppWebServer, session: Session) -> None:
    ali, chat_id = received_task(server, session, "Ali", "491511@c.us")
    server.change()
    ali.name = "Bank of Mallory"
    server.change()
    outcome = send(session, Order("r1", chat_id, "Ali", "my account is …"))
    assert outcome.result is Result.PERMANENT
    assert server.sent == []


def test_an_impostor_with_the_same_name_gets_nothing(server: WhatsAppWebServer, session: Session) -> None:
    ali, chat_id = received_task(server, session, "Ali", "491511@c.us")
    server.chats.remove(ali)
    impostor = server.add_chat("Ali", "666@c.us", history=5)
    server.receive(impostor, "it is me, Ali, from a new number")
    outcome = send(session, Order("r1", chat_id, "Ali", "secret"))
    assert outcome.result is Result.PERMANENT
    assert server.sent == []
    session.read()
    assert "it is me, Ali, from a new number" in session.texts(), "opening it by accident lost no message"


def test_the_list_may_move_under_the_click(server: WhatsAppWebServer, session: Session) -> None:
    _, chat_id = received_task(server, session, "Ali", "4911@c.us")
    for number in range(5):
        chat = server.add_chat(f"Chat {number}", f"4900{number}@c.us", history=2)
        server.receive(chat, f"unread {number}")
    server.change(hops=3)
    outcome = send(session, Order("r1", chat_id, "Ali", "to Ali"))
    assert [jid for jid, _ in server.sent] in ([], ["4911@c.us"])
    assert (outcome.result is Result.SENT) == bool(server.sent)
    server.change(hops=0)
    session.read()
    session.read()
    assert {f"unread {number}" for number in range(5)} <= set(session.texts())


def test_a_chat_without_a_row_is_opened_by_its_number(server: WhatsAppWebServer, session: Session) -> None:
    server.add_chat("Ali", "491511234567@c.us")
    for number in range(3):
        server.add_chat(f"Chat {number}", f"4900{number}@c.us", history=2)
    outcome = send(session, Order("r1", "491511234567@c.us", "Ali", "first words"))
    assert outcome.result is Result.SENT, outcome
    assert server.sent == [("491511234567@c.us", "first words")]
    unknown = send(session, Order("r2", "490000000000@c.us", "Nobody", "hello?"))
    assert unknown.result is Result.PERMANENT
    assert len(server.sent) == 1


def test_an_unsent_text_of_the_owner_is_not_touched(server: WhatsAppWebServer, session: Session) -> None:
    _, chat_id = received_task(server, session, "Ali", "491511@c.us")
    server.change(owner_draft="I was just about to say")
    outcome = send(session, Order("r1", chat_id, "Ali", "something else"))
    assert outcome.result is Result.PERMANENT
    assert "another text" in (outcome.error or "")
    assert server.sent == []


def test_without_the_word_to_send_nothing_leaves(server: WhatsAppWebServer, session: Session) -> None:
    _, chat_id = received_task(server, session, "Ali", "491511@c.us")
    assert send(session, Order("r1", chat_id, "Ali", "no"), yes=False).result is Result.TRANSIENT
    assert send(session, Order("r2", chat_id, "Ali", "yes")).result is Result.SENT
    assert [text for _, text in server.sent] == ["yes"]


@pytest.mark.req("FR-G030")
def test_a_message_that_keeps_its_clock_is_unknown_until_the_history_proves_it(
    server: WhatsAppWebServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, chat_id = received_task(server, session, "Ali", "491511@c.us")
    monkeypatch.setattr("local_agent.whatsapp.sender.CONFIRM_SECONDS", 1.0)
    server.change(acknowledges=False)
    order = Order("r1", chat_id, "Ali", "slow")
    assert send(session, order).result is Result.UNKNOWN
    session.restart()
    assert session.page.wait_for_look(10) == "ready"
    assert sender(session).verify(order).proof is Proof.CANNOT_TELL
    server.acknowledge_all()
    session.catch_up()
    assert sender(session).verify(order).proof is Proof.PROVEN


def test_an_attempt_that_never_pressed_send_is_absent(server: WhatsAppWebServer, session: Session) -> None:
    _, chat_id = received_task(server, session, "Ali", "491511@c.us")
    order = Order("r1", chat_id, "Ali", "hi")
    assert sender(session).verify(order).proof is Proof.ABSENT


def test_the_limit_of_messages_holds_the_channel_back(server: WhatsAppWebServer, session: Session) -> None:
    _, chat_id = received_task(server, session, "Ali", "491511@c.us")
    slow = Pacing(per_hour=1, gap_seconds=0, milliseconds_per_key=0)
    assert send(session, Order("r1", chat_id, "Ali", "one"), pacing=slow).result is Result.SENT
    second = send(session, Order("r2", chat_id, "Ali", "two"), pacing=slow)
    assert second.result is Result.TRANSIENT
    assert second.wait == timedelta(hours=1)
    assert len(server.sent) == 1


def test_an_answer_that_comes_while_the_chat_is_open_becomes_a_task(
    server: WhatsAppWebServer, session: Session
) -> None:
    ali, chat_id = received_task(server, session, "Ali", "491511@c.us")

    def answer() -> bool:
        server.receive(ali, "wait, one more thing")
        session.until_page(lambda: unread_of(server, "Ali") == 0, "read at once, as the chat is open")
        return True

    session.catch_up()
    assert sender(session).send(Order("r1", chat_id, "Ali", "done"), answer).result is Result.SENT
    session.read()
    assert session.texts()[-1] == "wait, one more thing"
