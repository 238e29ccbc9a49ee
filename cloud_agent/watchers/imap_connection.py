"""One connection to an IMAP folder that can only read: EXAMINE and BODY.PEEK, so nothing is ever marked."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import imapclient
from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError

from cloud_agent.settings import MailSettings
from cloud_agent.watchers.errors import MailboxError

TIMEOUT_SECONDS = 60
MAX_MAIL_BYTES = 40 * 1024 * 1024
"""Larger mails are read up to here: the text stands at the beginning, attachments are only listed."""

ERRORS = (IMAPClientError, OSError, ValueError, AttributeError)
"""What the libraries raise when a server breaks off or talks nonsense (the last two on half-closed connections)."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What the server says when the folder is opened. UIDs from `uid_next` on belong to mail that comes later."""

    validity: int
    uid_next: int


class ImapConnection:
    """A logged-in connection.

    Args:
        settings: server, login, folder.

    Raises:
        one of `ERRORS`.
    """

    def __init__(self, settings: MailSettings) -> None:
        context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        tls = settings.security == "tls"
        self._name = settings.folder
        self._box: Any = imapclient.IMAPClient(
            settings.host, settings.port, ssl=tls, ssl_context=context if tls else None, timeout=TIMEOUT_SECONDS
        )
        try:
            if settings.security == "starttls":
                self._box.starttls(context)
            self._box.login(settings.user, settings.password.get_secret_value() if settings.password else "")
        except BaseException:
            self.close()
            raise

    @property
    def can_idle(self) -> bool:
        """Tell whether the server pushes (RFC 2177)."""
        return bool(self._box.has_capability("IDLE"))

    def examine(self) -> Folder:
        """Open the folder, read-only, and see what is new in it."""
        answer = self._box.select_folder(self._name, readonly=True)
        uid_next = answer.get(b"UIDNEXT") or max(self._box.search(["ALL"]), default=0) + 1
        return Folder(int(answer[b"UIDVALIDITY"]), int(uid_next))

    def uids_from(self, first: int) -> list[int]:
        """Return the UIDs from one on, in order."""
        # "n:*" always names the last message, also when that is older than n.
        return sorted(uid for uid in self._box.search(["UID", f"{first}:*"]) if uid >= first)

    def uids_since(self, day: date) -> list[int]:
        """Return the UIDs of the mails that arrived on that day or later, in order."""
        return sorted(self._box.search(["SINCE", day]))

    def raw(self, uid: int) -> bytes | None:
        """Return a message, None where it was deleted meanwhile."""
        found = self._box.fetch([uid], [f"BODY.PEEK[]<0.{MAX_MAIL_BYTES}>"]).get(uid, {})
        value = next((value for key, value in found.items() if key.startswith(b"BODY[]")), None)
        return value if isinstance(value, bytes) else None

    def idle(self, seconds: float, stopped: threading.Event) -> None:
        """Return when the server tells of new mail, when stopped, or after so many seconds."""
        self._box.idle()
        end = time.monotonic() + seconds
        while not stopped.is_set() and (left := end - time.monotonic()) > 0:
            step = min(1.0, left)  # short, so that `stopped` is noticed
            began = time.monotonic()
            answers = self._box.idle_check(timeout=step)
            broken_off = not answers and time.monotonic() - began < step / 2
            if broken_off or any(b"EXISTS" in answer for answer in answers):
                break
        self._box.idle_done()  # raises where the connection is gone

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        _quietly(self._box.shutdown)


def _quietly(act: Callable[[], object]) -> None:
    try:
        act()
    except ERRORS:
        return  # it is gone already, which is what was wanted


def explain(error: BaseException, retry_after: float) -> MailboxError:
    """Put what a library raised into the owner's words.

    Args:
        error: one of `ERRORS`.
        retry_after: seconds to wait.
    """
    if isinstance(error, LoginError):
        remedy = "Check IMAP_USER and IMAP_PASSWORD; many providers want an app password."
        return MailboxError("The mailbox refused the login.", remedy, max(retry_after, 60.0))
    if isinstance(error, ssl.SSLCertVerificationError):
        remedy = "Check IMAP_HOST; for a private server name its authority in IMAP_CA_FILE."
        return MailboxError("The mail server's certificate is not trusted.", remedy, max(retry_after, 60.0))
    if isinstance(error, CapabilityError):
        remedy = "Set IMAP_SECURITY to tls (port 993), or to what your provider names."
        return MailboxError("The mail server does not offer STARTTLS.", remedy, max(retry_after, 60.0))
    if isinstance(error, OSError):
        remedy = "Check IMAP_HOST, IMAP_PORT and the network. It is tried again by itself."
        return MailboxError(f"The mailbox cannot be reached ({type(error).__name__}).", remedy, retry_after)
    remedy = "Check IMAP_FOLDER. If it is right, the server has a problem; it is tried again by itself."
    return MailboxError(f"The mail server refused or broke off ({type(error).__name__}).", remedy, retry_after)
