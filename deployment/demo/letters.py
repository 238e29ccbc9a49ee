"""The mails that strangers send to the demo's owner, by real SMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from deployment.demo.errors import DemoError
from deployment.demo.mailbox_server import HOST

TIMEOUT_SECONDS = 30.0


def sample_letters(owner: str, now: datetime) -> list[EmailMessage]:
    """Return two mails: an urgent one with everything that breaks careless programs, and an ordinary one."""
    urgent = letter(
        Address("Öztürk, Ali", "ali", "acme.example"),
        owner,
        "Re: URGENT: contract by 5 pm?",
        "Hi,\n\ncould you sign the contract by 5 pm today? The final version is attached.\n\n"
        "Grüße\nAli: “thanks!” 👍\n",
        now,
    )
    urgent["References"] = "<20261101.contract@acme.example>"
    urgent["In-Reply-To"] = "<20261101.contract@acme.example>"
    urgent.add_attachment(
        b"%PDF-1.4\n% a contract, for the demo\n%%EOF\n",
        maintype="application",
        subtype="pdf",
        filename="Vertrag für Sie.pdf",
    )
    plain = letter(
        Address("Mara Jansen", "mara", "north.example"),
        owner,
        "Lunch on Thursday?",
        "Hello,\n\nwould you like to have lunch on Thursday at 12:30? There is a new place near the station.\n\n"
        "Best,\nMara\n",
        now,
    )
    return [urgent, plain]


def letter(sender: Address, owner: str, subject: str, text: str, now: datetime) -> EmailMessage:
    """Return a plain mail to the owner."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = owner
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail.set_content(text if text.endswith("\n") else f"{text}\n")
    return mail


def read_sender(text: str) -> Address:
    """Read a sender as people write it: `ali@acme.example` or `Ali <ali@acme.example>`.

    Raises:
        DemoError: it is no mail address.
    """
    name, address = parseaddr(text)
    user, _, domain = address.rpartition("@")
    try:
        found = Address(name, user, domain)
    except (ValueError, IndexError, HeaderParseError):
        found = Address()
    if not (found.username and found.domain):
        raise DemoError(f"{text!r} is no mail address.", "Write it like FROM='Ali <ali@acme.example>'.")
    return found


def deliver(mails: Sequence[EmailMessage], owner: str, port: int) -> None:
    """Hand mails to the demo's mail server as a stranger's server would, over STARTTLS without a login.

    Raises:
        DemoError: the server does not answer or refuses.
    """
    try:
        with smtplib.SMTP(HOST, port, timeout=TIMEOUT_SECONDS) as server:
            server.starttls()
            for mail in mails:
                server.send_message(mail, mail["From"].addresses[0].addr_spec, [owner])
    except (smtplib.SMTPException, OSError) as error:
        raise DemoError(f"The demo's mailbox did not take the mail: {error}", "Is it running? make demo") from error
