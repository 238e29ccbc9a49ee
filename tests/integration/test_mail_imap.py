"""IMAP against a real dovecot: what only IMAP has, and what goes wrong with it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent_skills.domain.clock import system_clock
from cloud_agent.settings import MailSettings
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.imap_watcher import ImapSource
from cloud_agent.watchers.mail_parser import parse_mail
from cloud_agent.watchers.seen_store import SeenStore
from tests.fixtures.dovecot import DovecotServer
from tests.fixtures.mail_servers import dovecot, needs_dovecot
from tests.fixtures.mailboxes import ImapBox, imap_settings
from tests.fixtures.ports import free_ports

__all__ = ["dovecot"]
pytestmark = [pytest.mark.integration, needs_dovecot, pytest.mark.req("FR-S015", "FR-S019", "FR-S020")]


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[SeenStore]:
    store = SeenStore(tmp_path / "seen.sqlite3")
    yield store
    store.close()


@pytest.fixture
def source(dovecot: DovecotServer, seen: SeenStore) -> Iterator[ImapSource]:
    made = ImapSource(imap_settings(dovecot), seen, system_clock)
    yield made
    made.close()


def mail(number: int) -> bytes:
    return f"From: a@example.net\r\nSubject: Mail {number}\r\n\r\nText\r\n".encode()


def take(source: ImapSource) -> list[str]:
    subjects = []
    for found in source.fetch_new():
        subjects.append(parse_mail(found, system_clock).subject)
        source.acknowledge(found)
    return subjects


def trouble(settings: MailSettings, seen: SeenStore) -> MailboxError:
    made = ImapSource(settings, seen, system_clock)
    with pytest.raises(MailboxError) as raised:
        list(made.fetch_new())
    made.close()
    return raised.value


def test_a_changed_uidvalidity_files_nothing_twice_and_misses_nothing(
    dovecot: DovecotServer, source: ImapSource, seen: SeenStore
) -> None:
    for number in range(3):
        dovecot.deliver(mail(number))
    assert len(take(source)) == 3
    before = ImapBox(dovecot).uid_validity()
    dovecot.stop()
    for index in dovecot.maildir().glob("dovecot*"):
        index.unlink()
    (dovecot.maildir() / "dovecot-uidlist").write_text("3 V99999999 N1 G0123456789abcdef0123456789abcdef\n")
    (dovecot.maildir() / "dovecot-uidlist").chmod(0o666)
    dovecot.start()
    assert ImapBox(dovecot).uid_validity() != before
    dovecot.deliver(mail(3))
    source.close()
    after = ImapSource(imap_settings(dovecot), seen, system_clock)
    assert take(after) == ["Mail 3"]
    assert take(after) == []
    after.close()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_mailbox_is_read_and_an_unknown_certificate_is_refused(security: str, seen: SeenStore) -> None:
    with DovecotServer(tls="ssl" if security == "tls" else "starttls") as server:
        server.deliver(mail(1))
        settings = imap_settings(server, security)
        error = trouble(replace(settings, ca_file=None), seen)
        assert "certificate" in error.reason
        assert "IMAP_CA_FILE" in error.remedy
        made = ImapSource(settings, seen, system_clock)
        assert take(made) == ["Mail 1"]
        made.close()


def test_a_wrong_password_is_told_with_a_remedy_and_without_the_password(
    dovecot: DovecotServer, seen: SeenStore
) -> None:
    error = trouble(replace(imap_settings(dovecot), password=SecretStr("wrong-password")), seen)
    assert "IMAP_PASSWORD" in error.remedy
    assert error.retry_after >= 60
    assert "wrong-password" not in f"{error.reason} {error.remedy}"


def test_a_server_that_is_away_is_tried_less_and_less_often(dovecot: DovecotServer, seen: SeenStore) -> None:
    made = ImapSource(replace(imap_settings(dovecot), port=free_ports(1)[0]), seen, system_clock)
    waits = []
    for _ in range(8):
        with pytest.raises(MailboxError) as raised:
            list(made.fetch_new())
        waits.append(raised.value.retry_after)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]


def test_a_missing_folder_is_told(dovecot: DovecotServer, seen: SeenStore) -> None:
    assert "IMAP_FOLDER" in trouble(replace(imap_settings(dovecot), folder="Nowhere"), seen).remedy


def test_a_server_without_starttls_is_told(dovecot: DovecotServer, seen: SeenStore) -> None:
    assert "STARTTLS" in trouble(replace(imap_settings(dovecot), security="starttls"), seen).reason


def test_a_mail_deleted_between_the_search_and_the_reading_is_passed_over(
    dovecot: DovecotServer, source: ImapSource
) -> None:
    for number in range(3):
        dovecot.deliver(mail(number))
    subjects = []
    for found in source.fetch_new():
        subjects.append(parse_mail(found, system_clock).subject)
        source.acknowledge(found)
        with ImapBox(dovecot).login() as other:
            other.select_folder("INBOX")
            other.delete_messages([2])
            other.expunge()
    assert subjects == ["Mail 0", "Mail 2"]
    assert take(source) == []


def test_a_mail_of_thirty_megabytes_arrives_with_its_text_and_its_attachment_listed(
    dovecot: DovecotServer, source: ImapSource
) -> None:
    content = base64.encodebytes(os.urandom(1000) * 22_000).replace(b"\n", b"\r\n")
    head = b"From: a@b.example\r\nSubject: big\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n"
    part = b"--x\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    dovecot.deliver(head + part + content + b"--x--\r\n")
    [found] = list(source.fetch_new())
    message = parse_mail(found, system_clock)
    assert message.text == "Hello"
    assert [(file.name, file.size) for file in message.attachments] == [("a.zip", 22_000_000)]


def test_the_connection_that_broke_while_waiting_is_made_anew(dovecot: DovecotServer, source: ImapSource) -> None:
    assert take(source) == []
    dovecot.stop()
    source.wait(30)
    dovecot.start()
    dovecot.deliver(mail(1))
    assert take(source) == ["Mail 1"]
