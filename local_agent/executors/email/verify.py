"""The Sent folder by IMAP: the proof that a mail left, and a copy where the provider keeps none."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import imapclient
from imapclient.exceptions import IMAPClientError

from local_agent.executors.contract import Proof
from local_agent.settings import SentFolderSettings

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30


class SentFolder:
    """Looks up and keeps sent mail.

    Args:
        settings: mailbox, folder, and whether a copy has to be stored.
    """

    def __init__(self, settings: SentFolderSettings) -> None:
        self._settings = settings

    def find(self, message_id: str) -> Proof:
        """Tell whether a message with this Message-ID lies in the Sent folder."""
        try:
            with self._open(readonly=True) as box:
                return Proof.PROVEN if box.search(["HEADER", "Message-ID", message_id]) else Proof.CANNOT_TELL
        except (IMAPClientError, OSError) as error:
            log.warning("the Sent folder cannot be searched: %s", type(error).__name__)
            return Proof.CANNOT_TELL

    def keep(self, message: EmailMessage) -> None:
        """Store a copy, where that is wanted; a failure is logged, as the mail itself was sent."""
        if not self._settings.save_sent:
            return
        try:
            with self._open(readonly=False) as box:
                box.append(self._settings.folder, message.as_bytes(), flags=[imapclient.SEEN])
        except (IMAPClientError, OSError) as error:
            log.warning("no copy could be kept in the Sent folder: %s", type(error).__name__)

    @contextmanager
    def _open(self, *, readonly: bool) -> Iterator[Any]:
        settings = self._settings
        context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        box = imapclient.IMAPClient(
            settings.host, settings.port, ssl=settings.security == "tls", ssl_context=context, timeout=TIMEOUT_SECONDS
        )
        try:
            if settings.security == "starttls":
                box.starttls(context)
            box.login(settings.user, settings.password.get_secret_value() if settings.password else "")
            if readonly:
                box.select_folder(settings.folder, readonly=True)
            yield box
        finally:
            box.shutdown()
