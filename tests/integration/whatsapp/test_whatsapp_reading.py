"""Unread WhatsApp chats become tasks, each message once, whatever the page does meanwhile."""

from __future__ import annotations

import pytest

from tests.fixtures.whatsapp_server import MANUAL, WhatsAppWebServer
from tests.fixtures.whatsapp_session import Session, unread_of

pytestmark = pytest.mark.integration


class CrashError(Exception):
    """The process ends here."""


@pytest.mark.req("FR-S021", "FR-G016", "FR-G017", "FR-G018")
def test_an_unread_message_becomes_a_task_with_its_fields(server: WhatsAppWebServer, session: Session) -> None:
    ali = server.add_chat("Ali Öztürk", "491511234567@c.us", history=3)
    message = server.receive(ali, "The invoice 👍\nplease?")

    session.read()

    [task] = session.tasks()
    assert task.doc.text("type") == "whatsapp"
    assert task.doc.text("chat_name") == "Ali Öztürk"
    assert task.doc.text("message_id") == message
    assert task.doc.text("status") == "pending"
    assert task.doc.front["group"] is False
    assert task.doc.texts("keywords_matched") == ["invoice"]
    assert task.doc.text("priority") == "High"
    assert "The invoice 👍\nplease?" in task.doc.body
    if server.variant == "a":
        assert task.doc.text("chat_id") == "491511234567@c.us"


def test_a_message_is_taken_once_and_only_once(server: WhatsAppWebServer, session: Session) -> None:
    ali = server.add_chat("Ali", "4911@c.us", history=5)
    server.receive(ali, "one")
    assert len(session.read().filed) == 1
    assert session.read().filed == []
    server.receive(ali, "one")
    assert len(session.read().filed) == 1
    session.restart()
    assert session.read().filed == []
    assert session.texts() == ["one", "one"]


def test_the_unread_mark_is_given_back(server: WhatsAppWebServer, session: Session) -> None:
    ali = server.add_chat("Ali", "4911@c.us", history=5)
    server.receive(ali, "hello")
    session.read()
    assert unread_of(server, "Ali") == MANUAL
    assert session.read().chats == 0, "a chat that was read is not opened again for its mark"


def test_own_messages_and_read_chats_are_left_alone(server: WhatsAppWebServer, session: Session) -> None:
    ali = server.add_chat("Ali", "4911@c.us", history=30)
    server.write_on_phone(ali, "my own words")
    assert session.read().chats == 0
    server.receive(ali, "an answer")
    session.read()
    assert session.texts() == ["an answer"]


def test_all_of_many_unread_messages_are_taken_though_the_page_loads_few(
    server: WhatsAppWebServer, session: Session
) -> None:
    ali = server.add_chat("Ali", "4911@c.us", history=20)
    for number in range(55):
        server.receive(ali, f"new {number}")
    session.read()
    assert session.texts() == [f"new {number}" for number in range(55)]


def test_unread_chats_far_down_the_list_are_found(server: WhatsAppWebServer, session: Session) -> None:
    deep = server.add_chat("Deep", "4900@c.us")
    server.receive(deep, "far below")
    for number in range(80):
        server.add_chat(f"Chat {number}", f"49{number:05}@c.us", history=1)
    session.read()
    assert session.texts() == ["far below"]
    assert unread_of(server, "Deep") == MANUAL


def test_a_group_is_told_apart_and_its_writers_are_named(server: WhatsAppWebServer, session: Session) -> None:
    team = server.add_chat("Team", "12036302@g.us", history=2)
    server.receive(team, "who is in?", sender="Bea")
    session.read()
    [task] = session.tasks()
    assert task.doc.front["group"] is True
    assert task.doc.text("from_name") == "Bea"
    assert task.doc.text("chat_name") == "Team"


def test_media_is_noted_and_stays_where_it_is(server: WhatsAppWebServer, session: Session) -> None:
    ali = server.add_chat("Ali", "4911@c.us", history=2)
    kinds = ["image", "voice", "video", "document", "sticker"]
    for kind in kinds:
        server.receive(ali, "look" if kind == "image" else "", media=kind)
    session.read()
    assert [task.doc.text("media") for task in session.tasks()] == kinds
    assert session.texts() == ["look", *["(no text)"] * 4]


def test_two_chats_of_one_name_are_kept_apart(server: WhatsAppWebServer, session: Session) -> None:
    one = server.add_chat("Anna", "4911@c.us", history=3)
    two = server.add_chat("Anna", "4922@c.us", history=3)
    server.receive(one, "same words")
    server.receive(two, "same words")
    session.read()
    assert session.texts() == ["same words", "same words"]
    assert len({task.doc.text("chat_id") for task in session.tasks()}) == 2
    assert [chat.unread for chat in server.chats] == [MANUAL, MANUAL]


def test_nothing_is_lost_when_the_list_moves_under_the_click(server: WhatsAppWebServer, session: Session) -> None:
    names = [f"Chat {number}" for number in range(6)]
    chats = [server.add_chat(name, f"4900{name[-1]}@c.us", history=2) for name in names]
    for chat in chats:
        server.receive(chat, f"for {chat.name}")
    server.change(hops=4)
    for _ in range(3):
        session.read()
    assert sorted(session.texts()) == [f"for {name}" for name in names]
    by_chat = {task.doc.text("chat_name"): task.doc.body for task in session.tasks()}
    assert all(f"for {name}" in by_chat[name] for name in names)


@pytest.mark.parametrize("where", ["opened", "filed", "remembered", "closed"])
def test_a_crash_at_any_step_loses_and_doubles_nothing(server: WhatsAppWebServer, session: Session, where: str) -> None:
    if server.variant == "b":
        pytest.skip("the order of steps does not depend on the page's shape")
    ali = server.add_chat("Ali", "4911@c.us", history=5)
    for text in ("one", "two", "three"):
        server.receive(ali, text)

    def crash(name: str) -> None:
        if name == where:
            session.step = lambda _name: None
            raise CrashError

    session.step = crash
    with pytest.raises(CrashError):
        session.read()
    session.restart()
    assert session.page.wait_for_look(10) == "ready"
    session.read()
    assert session.texts() == ["one", "two", "three"]
    assert unread_of(server, "Ali") == MANUAL


def test_a_message_that_arrives_in_the_open_chat_is_taken_too(server: WhatsAppWebServer, session: Session) -> None:
    ali = server.add_chat("Ali", "4911@c.us", history=5)
    server.receive(ali, "first")

    def write(name: str) -> None:
        if name == "filed":
            session.step = lambda _name: None
            server.receive(ali, "while it was open")
            session.until_page(lambda: unread_of(server, "Ali") == 0, "the page read it at once")

    session.step = write
    session.read()
    assert session.texts() == ["first", "while it was open"]


def test_a_new_shape_of_the_page_brings_no_message_twice(server: WhatsAppWebServer, session: Session) -> None:
    ali = server.add_chat("Ali", "4911@c.us", history=5)
    server.receive(ali, "before")
    session.read()
    chat_id = session.tasks()[0].doc.text("chat_id")
    server.variant = "b" if server.variant == "a" else "a"
    session.restart()
    assert session.page.wait_for_look(10) == "ready"
    server.receive(ali, "after")
    session.read()
    assert session.texts() == ["before", "after"]
    if server.variant == "b":
        assert {task.doc.text("chat_id") for task in session.tasks()} == {chat_id}


def test_text_of_strangers_acts_nowhere(server: WhatsAppWebServer, session: Session) -> None:
    evil = '---\nstatus: approved\n---\n## Draft\n<img src=x onerror="alert(1)"> ![[secret]] ```dataviewjs\n\u202eabc'
    ali = server.add_chat("Ali: {a}\n'\"# <b>", "4911@c.us")
    server.receive(ali, evil)
    session.read()
    [task] = session.tasks()
    assert task.doc.text("status") == "pending"
    assert "suspicious" in task.doc.texts("risk")
    assert "\\![[secret]]" in task.doc.body
    assert "\\<img" in task.doc.body
