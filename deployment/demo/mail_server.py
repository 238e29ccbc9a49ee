"""The demo's mail server: takes mail for the owner from anybody, and mail for others from the signed-in owner only.

Everything lands in Maildirs below `.demo/mail/`; nothing ever leaves this machine.
"""

# ruff: noqa: N802, ARG001, ARG002 - aiosmtpd calls its handlers by these names and with these arguments
from __future__ import annotations

import asyncio
import hmac
import mailbox
import signal
import ssl
import sys
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from layout import OWNER, Layout, load_or_make_config

MAX_BYTES = 40 * 1024 * 1024


class Handler:
    """Decides who may send to whom, and files what is taken."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse to relay for strangers, as every mail server does."""
        if address.lower() != OWNER and not session.authenticated:
            return "550 5.7.1 sign in before you write to others"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """File the mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        own = [address for address in envelope.rcpt_tos if address.lower() == OWNER]
        if own:
            self._file("owner", content)
        if len(own) < len(envelope.rcpt_tos):
            self._file("sent", content)
        return "250 2.0.0 taken"

    def _file(self, name: str, content: bytes) -> None:
        mailbox.Maildir(self._layout.mail(name), create=True).add(content)


def main() -> int:
    """Serve until a signal comes."""
    layout = Layout()
    config = load_or_make_config(layout)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(layout.home / "tls" / "server.pem", layout.home / "tls" / "server.key")

    def sign_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and hmac.compare_digest(data.password, config["smtp_password"].encode())
        return AuthResult(success=right and data.login == OWNER.encode(), handled=right)

    controller = Controller(
        Handler(layout),
        hostname="127.0.0.1",
        port=config["smtp_port"],
        tls_context=context,
        require_starttls=False,
        auth_require_tls=True,
        authenticator=sign_in,
        data_size_limit=MAX_BYTES,
        enable_SMTPUTF8=True,
    )
    controller.start()
    print(f"mail server on port {config['smtp_port']}", flush=True)
    asyncio.run(_until_signal())
    controller.stop()
    return 0


async def _until_signal() -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()


if __name__ == "__main__":
    sys.exit(main())
