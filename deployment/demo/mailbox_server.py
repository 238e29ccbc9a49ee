"""The demo's mail server: takes mail for the owner from anyone, and mail to the world from the owner alone.

It speaks SMTP with STARTTLS and AUTH. Mail for the owner's domain goes into the Maildir that the watcher reads; what
the owner sends goes into an outbox Maildir instead of the world.
"""

# ruff: noqa: ARG002 - the hooks of aiosmtpd have a fixed signature
from __future__ import annotations

import asyncio
import logging
import mailbox
import secrets
import signal
import ssl
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from deployment.demo.certificate import certificate_file, key_file
from deployment.demo.env_files import OWNER
from deployment.demo.place import Place, read_notes

HOST = "127.0.0.1"
SIZE_LIMIT = 40 * 1024 * 1024
"""Bytes; a mail of 30 MB passes."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Who may do what, and where mail lies."""

    port: int
    domain: str
    user: str
    password: str
    inbox: Path
    outbox: Path
    tls: Path


class MailHandler:
    """Decides and delivers; the hooks' names are those of aiosmtpd.

    Args:
        settings: of this server.
    """

    def __init__(self, settings: MailboxSettings) -> None:
        self._settings = settings

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Check user and password."""
        right = (
            isinstance(data, LoginPassword)
            and secrets.compare_digest(data.login, self._settings.user.encode())
            and secrets.compare_digest(data.password, self._settings.password.encode())
        )
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept recipients of the own domain from anyone, others from the owner."""
        if not (self._is_own(address) or session.authenticated):
            return "530 5.7.0 Authentication required to send mail out"
        if self._is_own(address) and address.lower() != self._settings.user.lower():
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Deliver, and only then take responsibility."""
        content = envelope.original_content or b""
        sender, recipients = str(envelope.mail_from or ""), list(envelope.rcpt_tos)
        try:
            await asyncio.to_thread(self._deliver, sender, recipients, content)
        except OSError:
            log.exception("a mail could not be stored")
            return "451 4.3.0 The mail could not be stored, try again later"
        log.info("accepted a mail of %d bytes for %d recipient(s)", len(content), len(recipients))
        return "250 2.0.0 Accepted"

    def _deliver(self, sender: str, recipients: list[str], content: bytes) -> None:
        own = [address for address in recipients if self._is_own(address)]
        out = [address for address in recipients if not self._is_own(address)]
        if out:
            store(self._settings.outbox, sender, out, content)
        if own:
            store(self._settings.inbox, sender, own, content)

    def _is_own(self, address: str) -> bool:
        return address.rpartition("@")[2].lower() == self._settings.domain


def store(folder: Path, sender: str, recipients: list[str], content: bytes) -> None:
    """Put a message into a Maildir, with the envelope as headers in front as mail servers do it."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {address}" for address in recipients)]
    head = "".join(f"{line}\r\n" for line in envelope).encode("utf-8")
    mailbox.Maildir(folder, create=True).add(head + content)


def read_mailbox_settings(place: Place) -> MailboxSettings:
    """Return what the demo decided for its mail server."""
    notes = read_notes(place)
    return MailboxSettings(
        port=int(notes["smtp_port"]),
        domain=OWNER.partition("@")[2],
        user=OWNER,
        password=str(notes["secrets"]["smtp_password"]),
        inbox=place.inbox,
        outbox=place.outbox,
        tls=place.tls,
    )


async def serve(settings: MailboxSettings, stopped: asyncio.Event) -> None:
    """Serve until told to stop.

    Args:
        settings: of this server.
        stopped: ends it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file(settings.tls), key_file(settings.tls))
    handler = MailHandler(settings)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _protocol(handler, context), HOST, settings.port)
    log.info("the demo's mail server listens on %s:%d", HOST, settings.port)
    async with server:
        await stopped.wait()


async def serve_until_signal(settings: MailboxSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await serve(settings, stopped)


def _protocol(handler: MailHandler, context: ssl.SSLContext) -> SMTP:
    return SMTP(
        handler,
        hostname="mail.demo.example",
        tls_context=context,
        auth_require_tls=True,
        authenticator=handler.authenticate,
        data_size_limit=SIZE_LIMIT,
        enable_SMTPUTF8=True,
    )
