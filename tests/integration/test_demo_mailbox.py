"""The demo's mail server is no open relay, and loses nothing it has accepted."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path

import pytest

from deployment.demo.certificate import certificate_file, ensure_certificate
from deployment.demo.env_files import OWNER
from deployment.demo.errors import DemoError
from deployment.demo.letters import deliver, letter, read_sender, sample_letters
from deployment.demo.mailbox_server import HOST, MailboxSettings, serve
from deployment.demo.outbox import describe, sent_mails
from tests.fixtures.ports import free_ports, listens
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
STRANGER = "ali@acme.example"


@dataclass
class Running:
    """A running mail server."""

    settings: MailboxSettings

    def submission(self) -> smtplib.SMTP:
        """Connect as the Local agent does: STARTTLS with the demo's certificate."""
        server = smtplib.SMTP(HOST, self.settings.port, timeout=20)
        server.starttls(context=ssl.create_default_context(cafile=certificate_file(self.settings.tls)))
        return server

    def mails(self, folder: Path) -> list[bytes]:
        return [path.read_bytes() for path in (folder / "new").glob("*")]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    ensure_certificate(tmp_path / "tls", datetime.now(UTC))
    settings = MailboxSettings(
        port=free_ports(1)[0],
        domain="demo.example",
        user=OWNER,
        password="owner secret",
        inbox=tmp_path / "mail" / "owner",
        outbox=tmp_path / "mail" / "outbox",
        tls=tmp_path / "tls",
    )
    stopped = asyncio.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(settings, stopped),))
    thread.start()
    eventually(lambda: listens(settings.port), "the mail server listens")
    yield Running(settings)
    loop.call_soon_threadsafe(stopped.set)
    thread.join(timeout=20)
    loop.close()


def test_a_stranger_can_write_to_the_owner(server: Running) -> None:
    deliver(sample_letters(OWNER, NOW), OWNER, server.settings.port)
    urgent, plain = sorted(server.mails(server.settings.inbox), key=len, reverse=True)
    assert b"Delivered-To: you@demo.example" in urgent
    assert "Öztürk, Ali".encode() not in urgent  # headers are encoded, as a real mail's are
    assert b"Lunch on Thursday?" in plain
    assert server.mails(server.settings.outbox) == []


def test_a_stranger_cannot_send_mail_into_the_world(server: Running) -> None:
    with server.submission() as connection:
        connection.ehlo()
        assert connection.mail("thief@evil.example")[0] == 250
        assert connection.rcpt(STRANGER)[0] == 530
    assert server.mails(server.settings.outbox) == []


def test_a_mailbox_that_does_not_exist_is_refused(server: Running) -> None:
    with server.submission() as connection:
        connection.ehlo()
        connection.mail(STRANGER)
        assert connection.rcpt("nobody@demo.example")[0] == 550


def test_a_wrong_password_is_refused(server: Running) -> None:
    with server.submission() as connection, pytest.raises(smtplib.SMTPAuthenticationError):
        connection.login(OWNER, "guess")


def test_a_password_is_not_taken_over_an_open_line(server: Running) -> None:
    with (
        smtplib.SMTP(HOST, server.settings.port, timeout=20) as connection,
        pytest.raises((smtplib.SMTPNotSupportedError, smtplib.SMTPAuthenticationError)),
    ):
        connection.login(OWNER, server.settings.password)


def test_what_the_owner_sends_is_shown_with_its_threading_headers(server: Running) -> None:
    mail = letter(Address("Owner", "you", "demo.example"), STRANGER, "Re: contract", "Signed \x1b[31m✓", NOW)
    mail["In-Reply-To"] = "<contract@acme.example>"
    with server.submission() as connection:
        connection.login(OWNER, server.settings.password)
        connection.send_message(mail, OWNER, [STRANGER, "cc@acme.example"])
    [sent] = sent_mails(server.settings.outbox)
    shown = describe(sent)
    assert "ali@acme.example, cc@acme.example" in shown
    assert "In-Reply-To   <contract@acme.example>" in shown
    assert "| Signed  [31m✓" in shown  # no escape character reaches the terminal
    assert server.mails(server.settings.inbox) == []


@pytest.mark.parametrize("text", ["", "nobody", "@example.org", "a@", "Ali", "two@at@signs@"])
def test_a_sender_that_is_no_address_is_told(text: str) -> None:
    with pytest.raises(DemoError, match="no mail address"):
        read_sender(text)


def test_a_sender_is_read_as_people_write_it() -> None:
    assert read_sender('"Doe, J" <j@x.example>') == Address("Doe, J", "j", "x.example")
    assert read_sender("j@x.example").addr_spec == "j@x.example"
