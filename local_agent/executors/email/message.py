"""Builds the message from the payload; header injection is impossible, what cannot be written is refused."""

from __future__ import annotations

import re
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr
from html import escape

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.mail_address import is_mail_address
from agent_skills.domain.payload import EmailPayload

MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")
MAX_REFERENCES = 20
"""The last so many ancestors are enough for threading; a hostile thread must not blow up the header."""


class UnsendableError(EmployeeError):
    """A payload that is no valid mail."""


def build_message(payload: EmailPayload, sender: str, message_id: str, now: datetime) -> EmailMessage:
    """Return the message; Bcc stands in the envelope only.

    Args:
        payload: what the owner approved.
        sender: `Name <address>` of the account.
        message_id: with angle brackets, the same for every attempt.
        now: for the Date header.

    Raises:
        UnsendableError: an address or header that cannot be written.
    """
    message = EmailMessage(policy=policy.SMTP.clone(utf8=False, max_line_length=998))
    try:
        message["From"] = _mailbox(sender)
        message["To"] = [_mailbox(address) for address in payload.to]
        if payload.cc:
            message["Cc"] = [_mailbox(address) for address in payload.cc]
        message["Subject"] = payload.subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = message_id
        _thread(message, payload)
        message.set_content(payload.text + "\n", cte="quoted-printable")
        message.add_alternative(as_html(payload.text), subtype="html", cte="quoted-printable")
    except (ValueError, IndexError) as error:
        raise UnsendableError("The subject or an address cannot be written into a mail.") from error
    return message


def as_html(text: str) -> str:
    """Return the very same text as the least HTML: paragraphs and line ends; nothing is made a link, nothing loads."""
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))
    lines = ("<br>\n".join(escape(line, quote=False) for line in part.split("\n")) for part in paragraphs)
    inner = "\n".join(f'<p style="white-space: pre-wrap">{part}</p>' for part in lines)
    return f"<!DOCTYPE html>\n<html><body>\n{inner}\n</body></html>\n"


def _thread(message: EmailMessage, payload: EmailPayload) -> None:
    if payload.in_reply_to and MESSAGE_ID.fullmatch(payload.in_reply_to):
        message["In-Reply-To"] = payload.in_reply_to
    ids = [known for known in payload.references if MESSAGE_ID.fullmatch(known)]
    if ids:
        message["References"] = " ".join(ids[-MAX_REFERENCES:])


def _mailbox(text: str) -> Address:
    found = getaddresses([text])
    name, address = found[0] if len(found) == 1 else ("", "")
    if not is_mail_address(address) or any(char in text for char in "\r\n\0"):
        raise UnsendableError("An address of the draft is no mail address.")
    user, _, domain = address.rpartition("@")
    return Address(name, user, _ascii_domain(domain))


def envelope(payload: EmailPayload) -> list[str]:
    """Return the bare addresses that the mail goes to, blind copies included.

    Raises:
        UnsendableError: one of them is no single mail address.
    """
    return [_mailbox(text).addr_spec for text in [*payload.to, *payload.cc, *payload.bcc]]


def _ascii_domain(domain: str) -> str:
    """Return the domain as the network writes it (IDNA)."""
    return domain if domain.isascii() else domain.encode("idna").decode()


def sender_domain(sender: str) -> str:
    """Return the domain of the sender's address, for Message-IDs."""
    return _ascii_domain(parseaddr(sender)[1].rpartition("@")[2]) or "localhost"
