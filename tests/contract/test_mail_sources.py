"""What every mail source promises: each mail once, in order, whatever crashes, and the mailbox stays untouched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_skills.domain.ports import MailSource
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.seen_store import SeenStore
from tests.fixtures.mailboxes import KINDS, Mailbox, open_mailbox
from tests.fixtures.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-S015", "FR-S016", "FR-S019", "P-US1.1")]


@pytest.fixture(params=KINDS)
def mailbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mailbox]:
    with open_mailbox(request.param, tmp_path) as box:
        yield box


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[SeenStore]:
    store = SeenStore(tmp_path / "state" / "seen.sqlite3")
    yield store
    store.close()


@pytest.fixture
def source(mailbox: Mailbox, seen: SeenStore) -> Iterator[MailSource]:
    made = mailbox.source(seen)
    yield made
    made.close()


def mail(number: int) -> bytes:
    head = f"From: a@example.net\r\nTo: owner@example.org\r\nMessage-ID: <{number}@example.net>\r\n"
    return f"{head}Subject: Mail {number}\r\n\r\nText {number}\r\n".encode()


def take(source: MailSource) -> list[str]:
    """File everything as the intake does; returns the subjects."""
    subjects = []
    for found in source.fetch_new():
        subjects.append(subject(found.raw))
        source.acknowledge(found)
    return subjects


def subject(raw: bytes) -> str:
    return next(line for line in raw.decode().splitlines() if line.startswith("Subject: ")).removeprefix("Subject: ")


def again(source: MailSource) -> list[str]:
    """Take, treating a refusal as "not yet"."""
    try:
        return take(source)
    except MailboxError:
        return []


@pytest.mark.req("NFR-S-PERF-002", "S-US3.3")
def test_each_mail_is_given_once_and_in_order(mailbox: Mailbox, source: MailSource) -> None:
    for number in range(10):
        mailbox.deliver(mail(number))
    assert take(source) == [f"Mail {number}" for number in range(10)]
    assert take(source) == []
    mailbox.deliver(mail(10))
    assert take(source) == ["Mail 10"]


def test_a_mail_that_was_not_acknowledged_is_given_again(mailbox: Mailbox, source: MailSource) -> None:
    for number in range(3):
        mailbox.deliver(mail(number))
    for found in source.fetch_new():
        if subject(found.raw) != "Mail 1":
            source.acknowledge(found)
    assert take(source) == ["Mail 1"]
    assert take(source) == []


def test_a_stop_in_the_middle_loses_nothing(mailbox: Mailbox, seen: SeenStore) -> None:
    for number in range(4):
        mailbox.deliver(mail(number))
    first = mailbox.source(seen)
    stream = first.fetch_new()
    first.acknowledge(next(stream))
    next(stream)
    first.close()
    del stream
    second = mailbox.source(seen)
    assert take(second) == ["Mail 1", "Mail 2", "Mail 3"]
    second.close()


def test_a_new_process_does_not_give_old_mail_again(mailbox: Mailbox, seen: SeenStore, tmp_path: Path) -> None:
    mailbox.deliver(mail(1))
    first = mailbox.source(seen)
    assert take(first) == ["Mail 1"]
    first.close()
    store = SeenStore(tmp_path / "state" / "seen.sqlite3")
    second = mailbox.source(store)
    mailbox.deliver(mail(2))
    assert take(second) == ["Mail 2"]
    second.close()
    store.close()


def test_reading_marks_and_moves_nothing(mailbox: Mailbox, source: MailSource) -> None:
    for number in range(3):
        mailbox.deliver(mail(number))
    before = mailbox.marks()
    take(source)
    source.wait(0.1)
    take(source)
    assert mailbox.marks() == before


def test_the_same_mail_under_two_names_is_given_once(mailbox: Mailbox, source: MailSource) -> None:
    if not mailbox.keeps_bytes:
        pytest.skip("LMTP gives each delivery headers of its own; the test of UIDVALIDITY shows it for IMAP")
    mailbox.deliver(mail(1))
    assert take(source) == ["Mail 1"]
    mailbox.deliver(mail(1))
    assert take(source) == []


def test_at_the_first_look_years_of_old_mail_are_left_alone(mailbox: Mailbox, source: MailSource) -> None:
    mailbox.deliver(mail(1), days_old=400)
    mailbox.deliver(mail(2), days_old=10)
    mailbox.deliver(mail(3))
    assert take(source) == ["Mail 3"]
    mailbox.deliver(mail(4))
    assert take(source) == ["Mail 4"]


def test_an_empty_mailbox_gives_nothing(source: MailSource) -> None:
    assert take(source) == []


def test_after_an_interruption_it_goes_on_by_itself(mailbox: Mailbox, source: MailSource) -> None:
    mailbox.deliver(mail(1))
    assert take(source) == ["Mail 1"]
    mailbox.interrupt()
    mailbox.deliver(mail(2))
    assert eventually(lambda: again(source), "mail after the interruption") == ["Mail 2"]


def test_waiting_ends_when_mail_arrives(mailbox: Mailbox, source: MailSource) -> None:
    if not mailbox.pushes:
        pytest.skip("Gmail has no push without a public address")
    take(source)
    returned = threading.Event()

    def wait() -> None:
        source.wait(60)
        returned.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    mailbox.deliver(mail(1))
    assert returned.wait(30), "the arrival was not noticed"
    waiting.join()
    assert eventually(lambda: take(source), "the new mail") == ["Mail 1"]


def test_closing_from_another_thread_ends_the_waiting(source: MailSource) -> None:
    take(source)
    waiting = threading.Thread(target=source.wait, args=(120,))
    waiting.start()
    source.close()
    waiting.join(30)
    assert not waiting.is_alive()
