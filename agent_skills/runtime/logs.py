"""Log lines of the processes: UTC times, one line an event, known secrets blacked out."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO

from pydantic import SecretStr

from agent_skills.domain.redaction import Redactor
from agent_skills.runtime.settings import revealed

log = logging.getLogger(__name__)

QUIET = ("git", "watchdog", "filelock", "imapclient", "urllib3", "httpx2", "httpcore2", "anthropic", "schedule")
"""Libraries whose debug lines would repeat mail, addresses and headers."""


class _Redacting(logging.Formatter):
    """Formats a record and then replaces each secret, tracebacks included."""

    converter = staticmethod(time.gmtime)

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self._redactor = Redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.clean(super().format(record))


def configure_logging(stream: TextIO, level: str, secrets: Iterable[SecretStr | None]) -> None:
    """Send all log records to a stream.

    Args:
        stream: usually standard error, which PM2 keeps.
        level: name of the lowest level to show.
        secrets: values that must never be shown.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Redacting(revealed(secrets)))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_crash
    threading.excepthook = _log_crash_of_thread


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what nobody caught, so that a traceback, too, passes the redaction."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("ended by an error that nobody caught", exc_info=(kind, error, trace))


def _log_crash_of_thread(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None:
        _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)
