"""Mail in its details: HTML beside the text, signature, size, TLS from the first byte, sign-in, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from agent_skills.ai.templates import signed
from agent_skills.domain.items import Document
from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.mail_parser import parse_mail
from cloud_agent.watchers.mail_task import task_document
from local_agent.bounces import Bounces
from local_agent.executors.contract import Batching, Result
from local_agent.executors.email.actions import EmailExecutor
from local_agent.executors.email.client import SmtpClient
from local_agent.executors.email.message import as_html
from tests.bench.matrix.far_ends import FarEnd, far_end
from tests.fixtures.certificates import make_certificates
from tests.fixtures.laptop import Laptop, Postman
from tests.fixtures.mail_servers import DovecotServer, SmtpServer, Stage, dovecot, needs_dovecot, smtp
from tests.fixtures.ports import HOST, free_ports
from tests.fixtures.tcp_proxy import Network
from tests.integration.test_email_executor import MESSAGE_ID, NOW, executor, payload, send, settings

__all__ = ["dovecot", "smtp"]  # fixtures

pytestmark = [pytest.mark.integration, needs_dovecot]
DONE = "Done/2026-11/21/EMAIL_DRAFT_1.md"


class Words(HTMLParser):
    """What a mail program shows of HTML, and the elements in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.elements: set[str] = set()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.elements.add(tag)


def test_the_html_beside_the_text_says_the_same_and_loads_nothing(smtp: SmtpServer, dovecot: DovecotServer) -> None:
    text = 'Hi <b>& "co"</b>,\n\nsee <img src="https://evil.example/p.png"> https://acme.example\n  1 < 2\n\n\nBye 👍'
    send(smtp, payload(text=text))
    [raw] = dovecot.messages()
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail.get_content_type() == "multipart/alternative"
    html = mail.get_body(("html",))
    assert html
    shown = Words(html.get_content())
    assert shown.elements == {"html", "body", "p", "br"}
    assert shown.words.split() == text.split()
    assert Words(as_html("")).words.split() == []


def test_the_handbooks_signature_stands_in_the_draft_once() -> None:
    handbook = Document({}, "# Handbook\n\n## Signature\n\nAcme GmbH\n+49 731 1\n\n## Tone\n\nshort\n")
    once = signed("Dear Ali,\n\nyes.\n\nThe owner", handbook)
    assert once == "Dear Ali,\n\nyes.\n\nThe owner\n\nAcme GmbH\n+49 731 1"
    assert signed(once, handbook) == once
    assert signed("Hi", Document({}, "## Signature\n\n<!-- none -->\n")) == "Hi"
    assert signed("Hi", None) == "Hi"


def test_a_mail_larger_than_the_server_takes_is_refused_before_it_is_handed_over(dovecot: DovecotServer) -> None:
    with SmtpServer(dovecot, size_limit=10_000) as small:
        outcome, on_the_way = send(small, payload(text="long " * 4000))
        assert (outcome.result, on_the_way, small.accepted) == (Result.PERMANENT, 0, [])
        assert "Shorten" in (outcome.remedy or "")
        assert send(small, payload(text="short"))[0].result is Result.SENT


@pytest.fixture
def smtps(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Start a server that speaks TLS from the first byte."""
    certificates = make_certificates(tmp_path)
    [port] = free_ports(1)
    controller = Controller(
        Sink(), hostname=HOST, port=port, ssl_context=certificates.server_context(), ready_timeout=20
    )
    controller.start()
    yield port, certificates.authority
    controller.stop()


def test_tls_from_the_first_byte_works_with_a_checked_certificate_only(
    smtps: tuple[int, Path], smtp: SmtpServer
) -> None:
    port, authority = smtps
    mail = payload()
    known, _ = send(smtp, mail, port=port, security="tls", user="", password=None, ca_file=authority)
    assert known.result is Result.SENT
    stranger, on_the_way = send(smtp, mail, port=port, security="tls", user="", password=None)
    assert (stranger.result, on_the_way) == (Result.TRANSIENT, 0)
    assert "certificate" in (stranger.error or "")


def test_a_mail_leaves_by_the_account_that_its_draft_names_and_by_no_other(
    smtp: SmtpServer, dovecot: DovecotServer
) -> None:
    club = SmtpClient(settings(smtp, sender="club@example.org"))
    sender = EmailExecutor(
        SmtpClient(settings(smtp)),
        "owner@example.org",
        None,
        lambda: NOW,
        lambda: "token",
        {"club@example.org": (club, "The club <club@example.org>")},
    )
    wanted = [None, "Owner <OWNER@example.org>", "club@example.org", "boss@example.org", "club@example.org\r\nBcc: x"]
    outcomes = [sender.execute(payload(account=name), MESSAGE_ID, lambda: None).result for name in wanted]
    sender.rest()
    assert outcomes == [Result.SENT] * 3 + [Result.PERMANENT] * 2
    senders = [message_from_bytes(raw, policy=policy.default)["From"] for raw in dovecot.messages()]
    assert sorted(map(str, senders)) == ["The club <club@example.org>", "owner@example.org", "owner@example.org"]
    assert sorted(mail.sender for mail in smtp.accepted) == ["club@example.org", *["owner@example.org"] * 2]


@pytest.mark.req("FR-G068")
def test_a_refused_login_pauses_mail_until_it_works_again(
    tmp_path: Path, smtp: SmtpServer, dovecot: DovecotServer
) -> None:
    smtp.refuse("535 5.7.8 no", times=2, stage=Stage.AUTH)
    laptop = Laptop(tmp_path, executor(smtp, None))
    laptop.approve(laptop.draft(1, to=[dovecot.user]))
    laptop.round()
    assert laptop.vault.exists("Needs_Action/email_auth_expired.md")
    laptop.approve(laptop.draft(2, to=[dovecot.user]))
    laptop.round()
    assert smtp.accepted == []
    laptop.later(300)
    laptop.round()
    assert len(smtp.accepted) == 1
    assert not laptop.vault.exists("Needs_Action/email_auth_expired.md")


def dsn(message_id: str, action: str = "failed") -> bytes:
    """Return a bounce as postfix writes it (RFC 3464), with the headers of the mail that came back."""
    return (
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: owner@example.org\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn-1@mx.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nI'm sorry to have to inform you that your message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; ali@acme.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: owner@example.org\r\nMessage-ID: {message_id}\r\n"
        "Subject: Re: Contract\r\n\r\n--b--\r\n"
    ).encode()


def bounced(tmp_path: Path, raw: bytes) -> Laptop:
    laptop = Laptop(tmp_path, Postman())
    laptop.approve(laptop.draft())
    laptop.round()
    task = task_document(parse_mail(RawMail("maildir", "1", raw), laptop.clock), "2026-11-21T10:00:00Z")
    laptop.vault.create(f"Inbox/{task.text('id')}.md", task)
    watch = Bounces(laptop.vault, laptop.journal, laptop.findings, laptop.clock)
    for _ in range(3):
        watch.run()
    return laptop


@pytest.mark.req("G-EC4")
def test_a_bounce_leads_to_the_mail_that_came_back_and_is_told_once(tmp_path: Path) -> None:
    laptop = bounced(tmp_path, dsn("<0@laptop.example>"))
    draft = laptop.vault.read(DONE).doc
    assert draft.text("bounce_id").startswith("EMAIL_BOUNCE_")
    assert (draft.text("status"), "came back" in draft.text("note")) == ("sent", True)
    [note] = [path for path in laptop.vault.paths("Needs_Action") if "mail_bounced" in path]
    assert "EMAIL_DRAFT_1" in laptop.vault.read(note).doc.body


@pytest.mark.parametrize(
    "raw", [dsn("<guessed@laptop.example>"), dsn("<0@laptop.example>", "delayed"), dsn("<0@laptop.example\r\n>")]
)
def test_a_forged_bounce_or_a_delay_marks_nothing(tmp_path: Path, raw: bytes) -> None:
    laptop = bounced(tmp_path, raw)
    assert laptop.vault.read(DONE).doc.text("bounce_id") == ""
    assert [path for path in laptop.vault.paths("Needs_Action") if "mail_bounced" in path] == []


def test_a_hundred_approvals_leave_in_one_round_on_one_connection(tmp_path: Path) -> None:
    with far_end("email", tmp_path) as end:
        laptop = _with_drafts(tmp_path / "laptop", end, 100)
        laptop.round()
        assert end.channel.arrived() == 100
        assert len(laptop.vault.paths("Done")) == 100
        assert end.proxy
        assert end.proxy.connections == 1


def test_a_connection_that_was_cut_between_two_mails_costs_none(tmp_path: Path) -> None:
    with far_end("email", tmp_path) as end:
        assert end.proxy
        sender, calls = end.channel.executor, list[int]()
        assert isinstance(sender, Batching)
        mail = payload(to=end.channel.front["to"])
        first = sender.execute(mail, "<one@example.org>", lambda: calls.append(1))
        end.proxy.reset()
        end.proxy.network = Network()
        second = sender.execute(mail, "<two@example.org>", lambda: calls.append(2))
        sender.rest()
        assert (first.result, second.result, calls) == (Result.SENT, Result.SENT, [1, 2])
        assert (end.channel.arrived(), end.proxy.connections) == (2, 2)


def _with_drafts(root: Path, end: FarEnd, count: int) -> Laptop:
    laptop = Laptop(root, end.channel.executor)
    for number in range(count):
        laptop.approve(laptop.draft(number, to=end.channel.front["to"], in_reply_to=None, references=[]))
    return laptop
