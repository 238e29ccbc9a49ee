"""The mails that the demo delivers, through real SMTP."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from layout import OWNER, URGENT_SENDER

CONTRACT = """Hello,

the contract is attached. Could you sign it and send it back by 5 pm? Otherwise we lose the slot - sorry for the rush.

Grüße
Ali
"""
QUESTION = """Hi,

can we move our call to Tuesday? What time suits you?

Best
Mia
"""


def urgent() -> EmailMessage:
    """Return the urgent sample: Re:, a quoted name, UTF-8, an attachment."""
    mail = _mail(f'"Öztürk, Ali" <{URGENT_SENDER}>', "Re: URGENT: contract by 5 pm?", CONTRACT)
    mail.add_attachment(b"%PDF-1.4\n% sample\n", maintype="application", subtype="pdf", filename="Vertrag für Sie.pdf")
    return mail


def question() -> EmailMessage:
    """Return the ordinary sample."""
    return _mail("Mia Berg <mia@studio.example>", "Our call on Monday", QUESTION)


def own(subject: str, body: str, sender: str) -> EmailMessage:
    """Return a mail of the caller's own words."""
    return _mail(sender, subject, body)


def _mail(sender: str, subject: str, body: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = OWNER
    mail["Subject"] = subject
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = make_msgid(domain="demo.example")
    mail.set_content(body)
    return mail


def deliver(mail: EmailMessage, port: int) -> None:
    """Hand a mail to the demo's mail server, as a stranger would."""
    with smtplib.SMTP("localhost", port, timeout=10) as server:
        server.send_message(mail)
