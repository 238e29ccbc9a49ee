"""SMTP, step by step, so that it is always known whether a message can have left (RFC 5321, RFC 1047)."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import ssl
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import parseaddr

from local_agent.executors.contract import Outcome, Result
from local_agent.mail_accounts import SmtpSettings

log = logging.getLogger(__name__)

OK = 250
START_DATA = 354
PERMANENT = 500
"""SMTP codes: from here on a refusal is final."""

CHECK_SERVER = "Check SMTP_HOST, SMTP_PORT and the network. It is tried again by itself."
CHECK_LOGIN = "Check SMTP_USER and SMTP_PASSWORD; many providers want an app password."
CHECK_ADDRESS = "Check the recipients' addresses in the draft, then approve it again."


class SmtpClient:
    """Hands messages to one mail server.

    Args:
        settings: where it is and how to sign in.
    """

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._open: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, recipients: Sequence[str], in_flight: Callable[[], None]) -> Outcome:
        """Send one message to all recipients or to none.

        Args:
            message: complete, without Bcc.
            recipients: bare addresses of the envelope.
            in_flight: called right before the message itself leaves.
        """
        try:
            connection = self._again() or self._connect()
        except smtplib.SMTPAuthenticationError:
            return _login_refused()
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Result.TRANSIENT, error=_unreachable(error), remedy=CHECK_SERVER)
        outcome = Outcome(Result.TRANSIENT)
        try:
            outcome = self._deliver(connection, message, recipients, in_flight)
        finally:
            if outcome.result is Result.SENT:
                self._open = connection
            else:
                connection.close()
        return outcome

    def rest(self) -> None:
        """Leave the server, after the last of a round's mails."""
        connection, self._open = self._open, None
        if connection:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _again(self) -> smtplib.SMTP | None:
        """Return the connection of the mail before, if the server still answers on it."""
        connection, self._open = self._open, None
        if connection is None:
            return None
        try:
            if connection.rset()[0] == OK:
                return connection
        except (smtplib.SMTPException, OSError):
            log.info("the mail server has closed the connection; a new one is made")
        connection.close()
        return None

    def probe(self) -> Outcome:
        """Connect, sign in and leave without sending, for the health page."""
        try:
            self._connect().quit()
        except smtplib.SMTPAuthenticationError:
            return _login_refused()
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Result.TRANSIENT, error=_unreachable(error), remedy=CHECK_SERVER)
        return Outcome(Result.SENT)

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        if settings.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.timeout_seconds, context=context
            )
        else:
            connection = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_seconds)
        try:
            if settings.security == "starttls":
                connection.starttls(context=context)
            if settings.user and settings.password:
                connection.login(settings.user, settings.password.get_secret_value())
        except BaseException:
            connection.close()
            raise
        return connection

    def _deliver(
        self, connection: smtplib.SMTP, message: EmailMessage, recipients: Sequence[str], in_flight: Callable[[], None]
    ) -> Outcome:
        try:
            connection.ehlo_or_helo_if_needed()
            data = message.as_bytes()
            refusal = _too_large(connection, len(data)) or self._envelope(connection, message, recipients)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Result.TRANSIENT, error=_unreachable(error), remedy=CHECK_SERVER)
        if refusal:
            return refusal
        in_flight()
        try:
            code, answer = connection.data(data)
        except smtplib.SMTPDataError as error:  # the server refused DATA itself: nothing was handed over
            return _refused(error.smtp_code, _words(error.smtp_error))
        except (smtplib.SMTPException, OSError):
            return Outcome(
                Result.UNKNOWN,
                error="The connection broke while the mail was being handed over; it may have been delivered.",
                remedy="Look into your Sent folder or ask the recipient. It is not sent again by itself.",
            )
        return (
            Outcome(Result.SENT, receipt=f"{code} {_words(answer)}") if code == OK else _refused(code, _words(answer))
        )

    def _envelope(self, connection: smtplib.SMTP, message: EmailMessage, recipients: Sequence[str]) -> Outcome | None:
        code, answer = connection.mail(parseaddr(str(message["From"]))[1])
        if code != OK:
            return _refused(code, _words(answer))
        for number, address in enumerate(recipients, start=1):
            code, answer = connection.rcpt(address)
            if code not in (OK, 251):
                refusal = _refused(code, f"recipient {number} of {len(recipients)}: {_words(answer)}")
                return Outcome(refusal.result, error=refusal.error, remedy=CHECK_ADDRESS)
        return None


def _too_large(connection: smtplib.SMTP, size: int) -> Outcome | None:
    """Return the refusal of a mail that the server says it does not take (RFC 1870), before anything is sent."""
    limit = connection.esmtp_features.get("size", "") if connection.does_esmtp else ""
    if not limit.isdigit() or not 0 < int(limit) < size:
        return None
    problem = f"The mail has {size // 1024} KB, and the mail server takes {int(limit) // 1024} KB."
    return Outcome(Result.PERMANENT, error=problem, remedy="Shorten the draft and approve it again.")


def _login_refused() -> Outcome:
    return Outcome(Result.PERMANENT, error="The mail server refused the login.", remedy=CHECK_LOGIN, signed_out=True)


def _refused(code: int, words: str) -> Outcome:
    result = Result.PERMANENT if code >= PERMANENT else Result.TRANSIENT
    remedy = "Mend the cause and approve the draft again." if result is Result.PERMANENT else CHECK_SERVER
    return Outcome(result, error=f"The mail server refused it ({code} {words})", remedy=remedy)


def _words(answer: bytes | str) -> str:
    """Return a server's answer as one short line without addresses."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("(address)" if "@" in word else word for word in text.split())[:160]


def _unreachable(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "The mail server's certificate could not be verified."
    return f"The mail server cannot be reached ({type(error).__name__})."
