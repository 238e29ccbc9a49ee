"""Log lines of the processes: UTC times, one line an event, known secrets blacked out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from typing import TextIO

from pydantic import SecretStr

MASK = "•••"

QUIET = ("git", "watchdog", "filelock", "imapclient", "urllib3", "httpx2", "httpcore2", "anthropic", "schedule")
"""Libraries whose debug lines would repeat mail, addresses and headers."""


class _Redacting(logging.Formatter):
    """Formats a record and then replaces each secret, tracebacks included."""

    converter = staticmethod(time.gmtime)

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return line


def configure_logging(stream: TextIO, level: str, secrets: Iterable[SecretStr | None]) -> None:
    """Send all log records to a stream.

    Args:
        stream: usually standard error, which PM2 keeps.
        level: name of the lowest level to show.
        secrets: values that must never be shown.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Redacting([secret.get_secret_value() for secret in secrets if secret]))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
