"""Mail by real SMTP into a real mailbox: the very text, the right headers, and the truth about what may have left."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pydantic import SecretStr

from agent_skills.domain.payload import EmailPayload
from local_agent.executors.contract import Outcome, Proof, Result
from local_agent.executors.email.actions import EmailExecutor
from local_agent.executors.email.client import SmtpClient
from local_agent.executors.email.message import UnsendableError, build_message
from local_agent.executors.email.verify import SentFolder
from local_agent.mail_accounts import SmtpSettings
from local_agent.settings import SentFolderSettings
from tests.fixtures.mail_servers import OWNER, DovecotServer, Drop, SmtpServer, Stage, dovecot, needs_dovecot, smtp

__all__ = ["dovecot", "smtp"]  # fixtures

pytestmark = [pytest.mark.integration, needs_dovecot]
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MESSAGE_ID = "<fixed@example.org>"


def payload(**changes: object) -> EmailPayload:
    fields: dict[str, object] = {
        "account": None,
        "action": "send_email",
        "bcc": [],
        "cc": [],
        "in_reply_to": "<1@acme.example>",
        "references": ["<0@acme.example>", "<1@acme.example>"],
        "subject": "Re: Straße – 50 % 👍",
        "text": "Grüße\n.\nFrom here: a line that begins with a dot stands above.\n" + "long " * 300,
        "to": [OWNER],
    }
    return EmailPayload.model_validate({**fields, **changes})


def settings(server: SmtpServer, **changes: object) -> SmtpSettings:
    fields: dict[str, object] = {
        "host": server.host,
        "port": server.port,
        "security": "starttls",
        "user": server.user,
        "password": SecretStr(server.password),
        "sender": "owner@example.org",
        "sender_name": "",
        "ca_file": server.certificates.authority,
        "timeout_seconds": 5.0,
    }
    return SmtpSettings(**{**fields, **changes})  # type: ignore[arg-type]  # a table of the test's own


def sent_settings(box: DovecotServer, *, keep: bool) -> SentFolderSettings:
    return SentFolderSettings(
        box.host, box.imap_port, "none", box.user, SecretStr(box.password), "Sent", save_sent=keep, ca_file=None
    )


def executor(server: SmtpServer, sent: SentFolder | None, **changes: object) -> EmailExecutor:
    client = SmtpClient(settings(server, **changes))
    return EmailExecutor(client, "Owner <owner@example.org>", sent, lambda: NOW, lambda: "token")


def send(server: SmtpServer, mail: EmailPayload | None = None, **changes: object) -> tuple[Outcome, int]:
    """Send once; returns the outcome and how often the journal was told that bytes are on the way."""
    calls: list[int] = []
    sender = executor(server, None, **changes)
    outcome = sender.execute(mail or payload(), MESSAGE_ID, lambda: calls.append(1))
    sender.rest()
    return outcome, len(calls)


def received(box: DovecotServer) -> list[EmailMessage]:
    return [message_from_bytes(raw, policy=policy.default) for raw in box.messages()]


@pytest.mark.req("P-US5.3", "G-US5.2")
def test_the_recipient_reads_the_very_text_in_the_right_thread(smtp: SmtpServer, dovecot: DovecotServer) -> None:
    mail = payload()
    outcome, on_the_way = send(smtp, mail)
    assert (outcome.result, on_the_way) == (Result.SENT, 1)
    [got] = received(dovecot)
    plain = got.get_body(("plain",))
    assert plain
    assert plain.get_content().replace("\r\n", "\n") == mail.text + "\n"
    assert got["Subject"] == mail.subject
    assert (got["Message-ID"], got["In-Reply-To"]) == (MESSAGE_ID, "<1@acme.example>")
    assert got["References"] == "<0@acme.example> <1@acme.example>"


def test_a_blind_copy_stands_in_the_envelope_only(smtp: SmtpServer, dovecot: DovecotServer) -> None:
    outcome, _ = send(smtp, payload(to=[OWNER], bcc=[OWNER]))
    assert outcome.result is Result.SENT
    assert all("bcc" not in str(mail.items()).lower() for mail in received(dovecot))
    assert smtp.accepted[0].recipients == [OWNER, OWNER]


def test_when_one_recipient_is_refused_nobody_gets_the_mail(smtp: SmtpServer, dovecot: DovecotServer) -> None:
    outcome, on_the_way = send(smtp, payload(to=[OWNER, "nobody@example.org"]))
    assert (outcome.result, on_the_way) == (Result.PERMANENT, 0)
    assert "recipient 2 of 2" in (outcome.error or "")
    assert "@" not in (outcome.error or "")
    assert received(dovecot) == []


REFUSALS: list[tuple[str, Stage, Result]] = [
    ("451 4.3.0 try later", Stage.SENDER, Result.TRANSIENT),
    ("550 5.1.1 no such user", Stage.RECIPIENT, Result.PERMANENT),
    ("452 4.2.2 full", Stage.DATA, Result.TRANSIENT),
    ("552 5.3.4 too big", Stage.DATA, Result.PERMANENT),
]


@pytest.mark.parametrize(("reply", "stage", "result"), REFUSALS, ids=str)
def test_a_refusal_is_told_as_what_it_is_with_a_remedy(
    smtp: SmtpServer, dovecot: DovecotServer, reply: str, stage: Stage, result: Result
) -> None:
    smtp.refuse(reply, stage=stage)
    outcome, _ = send(smtp)
    assert outcome.result is result
    assert outcome.remedy
    assert received(dovecot) == []


@pytest.mark.parametrize("drop", list(Drop), ids=str)
def test_a_connection_cut_after_the_final_dot_is_unknown_and_never_called_failed(smtp: SmtpServer, drop: Drop) -> None:
    smtp.drop_after_data(drop)
    outcome, on_the_way = send(smtp)
    assert (outcome.result, on_the_way) == (Result.UNKNOWN, 1)


def test_a_server_that_is_away_is_tried_again(smtp: SmtpServer) -> None:
    smtp.stop()
    outcome, on_the_way = send(smtp)
    assert (outcome.result, on_the_way) == (Result.TRANSIENT, 0)
    smtp.start()
    assert send(smtp)[0].result is Result.SENT


def test_a_wrong_password_is_told_and_not_repeated_in_the_message(smtp: SmtpServer) -> None:
    outcome, on_the_way = send(smtp, password=SecretStr("wrong-canary"))
    assert (outcome.result, on_the_way) == (Result.PERMANENT, 0)
    assert "SMTP_PASSWORD" in (outcome.remedy or "")
    assert "canary" not in str(outcome)


def test_a_certificate_of_nobody_we_know_is_not_trusted(smtp: SmtpServer, dovecot: DovecotServer) -> None:
    outcome, on_the_way = send(smtp, ca_file=None)
    assert (outcome.result, on_the_way) == (Result.TRANSIENT, 0)
    assert "certificate" in (outcome.error or "")
    assert received(dovecot) == []


def test_the_health_check_signs_in_and_sends_nothing(smtp: SmtpServer) -> None:
    assert SmtpClient(settings(smtp)).probe().result is Result.SENT
    assert smtp.accepted == []


def test_a_kept_copy_proves_later_that_the_mail_left(smtp: SmtpServer, dovecot: DovecotServer) -> None:
    sent = SentFolder(sent_settings(dovecot, keep=True))
    sender = executor(smtp, sent)
    assert sender.verify(payload(), MESSAGE_ID).proof is Proof.CANNOT_TELL
    assert sender.execute(payload(), MESSAGE_ID, lambda: None).result is Result.SENT
    sender.rest()
    assert sender.verify(payload(), MESSAGE_ID).proof is Proof.PROVEN


HOSTILE: dict[str, dict[str, object]] = {
    "a header in the subject": {"subject": "Hi\r\nBcc: thief@evil.example"},
    "a header in an address": {"to": ["a@b.example\r\nBcc: thief@evil.example"]},
    "two addresses in one": {"to": ["a@b.example, thief@evil.example"]},
    "no address": {"to": ["somebody"]},
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_nothing_can_be_slipped_into_a_header(shape: str) -> None:
    with pytest.raises(UnsendableError):
        build_message(payload(**HOSTILE[shape]), "owner@example.org", MESSAGE_ID, NOW)


def test_a_broken_message_id_of_a_stranger_is_left_out() -> None:
    message = build_message(
        payload(in_reply_to="<a b@c>\r\nX: y", references=["nonsense"]), "o@x.example", MESSAGE_ID, NOW
    )
    assert message["In-Reply-To"] is None
    assert message["References"] is None
