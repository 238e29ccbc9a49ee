"""Asks the owner of the WhatsApp session, through its door (`local_agent/whatsapp/door.py`)."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from local_agent.executors.contract import CANNOT_TELL, Outcome, Proof, Result, Sighting

SOCKET = "whatsapp.sock"
MAX_LINE = 512 * 1024
READY_SECONDS = 90.0
"""The session may be reading a chat first; then it opens the chat and types."""

SENT_SECONDS = 60.0
NOT_RUNNING = "The WhatsApp process does not run, or is not linked."
START_IT = "Start whatsapp_watcher and look at its line on the health page. It is tried again by itself."
LOST = "The WhatsApp process ended while it was sending; the message may be out."
NOBODY = {"chat_id": "", "title": ""}
LOOK = "Look into the chat on your phone."


def door_path(state: Path) -> Path:
    """Return where the door's socket lies in a state folder."""
    return state / SOCKET


class WhatsAppClient:
    """One connection an order.

    Args:
        path: of the door's socket.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, order: dict[str, str], in_flight: Callable[[], None]) -> Outcome:
        """Have a message sent.

        Args:
            order: reference, chat_id, title and text.
            in_flight: called when all is typed and checked, right before the word to send is given.
        """
        gone = False
        try:
            with self._talk({"operation": "send", **order}) as (connection, lines):
                answer = _read(connection, lines, READY_SECONDS)
                if answer.get("stage") != "ready":
                    return _outcome(answer)
                in_flight()
                gone = True
                connection.sendall(json.dumps({"go": True}).encode() + b"\n")
                return _outcome(_read(connection, lines, SENT_SECONDS))
        except (OSError, ValueError):
            if gone:
                return Outcome(Result.UNKNOWN, error=LOST, remedy=LOOK)
            return Outcome(Result.TRANSIENT, error=NOT_RUNNING, remedy=START_IT)

    def tell(self, reference: str, text: str) -> Outcome:
        """Have a text sent to the owner's own chat.

        Args:
            reference: the same one is sent once only.
            text: of at most 500 characters.
        """
        try:
            with self._talk({"operation": "tell", "reference": reference, "text": text, **NOBODY}) as (line, lines):
                return _outcome(_read(line, lines, READY_SECONDS + SENT_SECONDS))
        except (OSError, ValueError):
            return Outcome(Result.TRANSIENT, error=NOT_RUNNING, remedy=START_IT)

    def probe(self) -> Outcome:
        """Tell whether the door is there; whether the session is linked, its heartbeat tells."""
        if self._path.exists():
            return Outcome(Result.SENT)
        return Outcome(Result.TRANSIENT, error=NOT_RUNNING, remedy=START_IT)

    def verify(self, order: dict[str, str]) -> Sighting:
        """Have the history searched for an earlier attempt."""
        try:
            with self._talk({"operation": "verify", **order}) as (connection, lines):
                answer = _read(connection, lines, READY_SECONDS)
                return Sighting(Proof(answer["proof"]), answer.get("receipt"))
        except (OSError, ValueError, KeyError):
            return CANNOT_TELL

    @contextmanager
    def _talk(self, first: dict[str, str]) -> Iterator[tuple[socket.socket, Any]]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(5)
            connection.connect(str(self._path))
            connection.sendall(json.dumps(first).encode() + b"\n")
            with connection.makefile("rb") as lines:
                yield connection, lines


def _read(connection: socket.socket, lines: Any, seconds: float) -> dict[str, Any]:
    connection.settimeout(seconds)
    value = json.loads(lines.readline(MAX_LINE))
    if not isinstance(value, dict):
        raise ValueError("no answer of the door")  # noqa: TRY004 - for the caller it is a broken answer
    return value


def _outcome(answer: dict[str, Any]) -> Outcome:
    wait = answer.get("wait")
    return Outcome(
        Result(answer["result"]) if answer.get("result") else Result.TRANSIENT,
        receipt=answer.get("receipt"),
        error=answer.get("error"),
        remedy=answer.get("remedy"),
        wait=timedelta(seconds=wait) if isinstance(wait, int | float) else None,
    )
