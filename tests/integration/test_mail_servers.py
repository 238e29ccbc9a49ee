"""The servers that other tests rely on behave as real ones do."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from imapclient import IMAPClient

from tests.fixtures.mail_servers import OWNER, DovecotServer, Drop, SmtpServer, Stage, dovecot, needs_dovecot, smtp

__all__ = ["dovecot", "smtp"]
pytestmark = [pytest.mark.integration, needs_dovecot]

MAIL = b"From: a@example.net\r\nTo: owner@example.org\r\nMessage-ID: <one@example.net>\r\nSubject: Hello\r\n\r\nHi.\r\n"


@contextmanager
def submission(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(server.host, server.port, timeout=20) as client:
        client.starttls(context=server.certificates.client_context())
        client.login(server.user, server.password)
        yield client


def test_a_submitted_mail_is_read_back_by_imap_with_its_message_id(dovecot: DovecotServer, smtp: SmtpServer) -> None:
    with submission(smtp) as client:
        client.sendmail("a@example.net", [OWNER], MAIL)

    with IMAPClient(dovecot.host, dovecot.imap_port, ssl=False) as reader:
        reader.login(dovecot.user, dovecot.password)
        reader.select_folder("INBOX", readonly=True)
        assert len(reader.search(["HEADER", "Message-ID", "<one@example.net>"])) == 1
    assert smtp.accepted[0].raw == MAIL


def test_a_wrong_password_and_a_missing_starttls_are_refused(smtp: SmtpServer) -> None:
    with smtplib.SMTP(smtp.host, smtp.port, timeout=20) as client:
        assert client.mail("a@example.net")[0] == 530
        client.starttls(context=smtp.certificates.client_context())
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(smtp.user, "wrong")


@pytest.mark.parametrize(
    ("stage", "reply"),
    [(Stage.DATA, "451 4.3.0 later"), (Stage.SENDER, "421 4.7.0 busy"), (Stage.DATA, "554 5.6.0 no")],
)
def test_refusals_strike_once_and_deliver_nothing(
    dovecot: DovecotServer, smtp: SmtpServer, stage: Stage, reply: str
) -> None:
    smtp.refuse(reply, stage=stage)
    with submission(smtp) as client, pytest.raises(smtplib.SMTPResponseException) as refused:
        client.sendmail("a@example.net", [OWNER], MAIL)
    assert refused.value.smtp_code == int(reply[:3])
    assert dovecot.messages() == []
    with submission(smtp) as client:
        client.sendmail("a@example.net", [OWNER], MAIL)
    assert len(dovecot.messages()) == 1


@pytest.mark.parametrize(("drop", "delivered"), [(Drop.DELIVERED, 1), (Drop.LOST, 0)])
def test_a_connection_can_break_between_the_final_dot_and_the_answer(
    dovecot: DovecotServer, smtp: SmtpServer, drop: Drop, delivered: int
) -> None:
    smtp.drop_after_data(drop)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)), submission(smtp) as client:
        client.sendmail("a@example.net", [OWNER], MAIL)
    assert len(dovecot.messages()) == delivered


def test_an_unknown_recipient_is_refused(smtp: SmtpServer) -> None:
    with submission(smtp) as client, pytest.raises(smtplib.SMTPRecipientsRefused):
        client.sendmail("a@example.net", ["nobody@example.org"], MAIL)


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_several_mail_servers_run_side_by_side_with_tls(dovecot: DovecotServer, tls: str) -> None:
    with DovecotServer(tls=tls) as other:
        assert other.certificates
        context = other.certificates.client_context()
        client = IMAPClient(other.host, other.imap_port, ssl=tls == "ssl", ssl_context=context)
        if tls == "starttls":
            client.starttls(context)
        client.login(other.user, other.password)
        assert client.select_folder("INBOX", readonly=True)[b"EXISTS"] == 0
        client.logout()
        dovecot.deliver(MAIL)
        assert other.messages() == []
