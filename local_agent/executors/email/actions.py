"""The e-mail executor: one approved payload, one message, one fixed Message-ID."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import parseaddr

from agent_skills.domain.clock import Clock
from agent_skills.domain.payload import SEND_EMAIL, EmailPayload, Payload
from local_agent.executors.contract import CANNOT_TELL, Outcome, Proof, Result, Sighting, not_mine
from local_agent.executors.email.client import SmtpClient
from local_agent.executors.email.message import UnsendableError, build_message, envelope, sender_domain
from local_agent.executors.email.verify import SentFolder
from local_agent.mail_accounts import same_address

OTHER_ACCOUNT = "Empty the field account for your main address, or add the account to SMTP_ACCOUNTS_FILE."


class EmailExecutor:
    """Sends approved mail; implements the `Executor` protocol.

    Args:
        client: the mail server.
        sender: `Name <address>` that mail comes from when a draft names no account.
        sent: where sent mail can be looked up again, None where that is not set up.
        clock: for the Date header.
        new_token: gives the unguessable part of a Message-ID.
        accounts: further accounts by address in lower case: how they are sent by, and `Name <address>`.
    """

    channel = "Email"
    actions: frozenset[str] = frozenset({SEND_EMAIL})
    look_up = "Look into your Sent folder or ask the recipient."

    def __init__(
        self,
        client: SmtpClient,
        sender: str,
        sent: SentFolder | None,
        clock: Clock,
        new_token: Callable[[], str],
        accounts: Mapping[str, tuple[SmtpClient, str]] | None = None,
    ) -> None:
        self._client = client
        self._sender = sender
        self._sent = sent
        self._clock = clock
        self._new_token = new_token
        self._accounts = dict(accounts or {})

    def new_reference(self) -> str:
        """Return a Message-ID."""
        return f"<{self._new_token()}@{sender_domain(self._sender)}>"

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Send one mail; see the protocol."""
        if not isinstance(payload, EmailPayload):
            return not_mine(payload)
        account = self._account(payload)
        if account is None:
            problem = "This machine has no mail account of the name that the draft's field account holds."
            return Outcome(Result.PERMANENT, error=problem, remedy=OTHER_ACCOUNT)
        client, sender = account
        try:
            message = build_message(payload, sender, reference, self._clock())
            recipients = envelope(payload)
        except UnsendableError as error:
            return Outcome(Result.PERMANENT, error=str(error), remedy="Edit the draft and approve it again.")
        outcome = client.send(message, recipients, in_flight)
        if outcome.result is Result.SENT and self._sent:
            self._sent.keep(message)
        return outcome

    def rest(self) -> None:
        """Leave the mail servers; see `Batching`."""
        for client in (self._client, *(client for client, _ in self._accounts.values())):
            client.rest()

    def probe(self) -> Outcome:
        """Sign in and leave; see the protocol."""
        return self._client.probe()

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look for the Message-ID in the Sent folder."""
        del payload
        if self._sent is None or self._sent.find(reference) is not Proof.PROVEN:
            return CANNOT_TELL
        return Sighting(Proof.PROVEN, "found in the Sent folder")

    def _account(self, payload: EmailPayload) -> tuple[SmtpClient, str] | None:
        """Return the way out and the sender that a draft names, None where this machine has no such account."""
        if payload.account is None or same_address(payload.account, self._sender):
            return self._client, self._sender
        return self._accounts.get(parseaddr(payload.account)[1].lower()) if payload.account.isprintable() else None
