"""The door to the browser's owner: other processes of this user ask it to send, one order at a time.

A connection speaks JSON lines over a Unix socket (mode 600). `send` has two phases: the owner answers `ready` once
everything is typed and checked, and sends only after the other side said `go`, which it has noted durably before.
A connection that ends before `go` sends nothing; one that ends after it leaves an attempt that `verify` looks up.
`tell` sends an alert to the owner's own number at once; whom it goes to stands in the settings alone.
"""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from agent_skills.domain.errors import EmployeeError
from local_agent.executors.contract import Outcome, Result, Sighting
from local_agent.whatsapp.sender import Order, WhatsAppSender

log = logging.getLogger(__name__)

MAX_LINE = 512 * 1024
MAX_PATH_BYTES = 100
"""Unix sockets take 104 (macOS) to 108 bytes of path."""

GO_SECONDS = 15.0
"""How long the owner waits for `go` with everything typed."""

CLOSED = Outcome(Result.TRANSIENT, error="The WhatsApp process is ending.", remedy="It is tried again by itself.")


class DoorError(EmployeeError):
    """The door cannot be opened; the message says why."""


NO_NUMBER = Outcome(
    Result.PERMANENT, error="The owner's number is not set.", remedy="Set WHATSAPP_NOTIFICATION_NUMBER."
)


@dataclass(slots=True)
class Job:
    """One order from a connection; the browser's thread answers through `say` and asks through `hear`."""

    operation: str
    order: Order
    say: Callable[[dict[str, Any]], bool]
    hear: Callable[[float], dict[str, Any] | None]
    done: threading.Event = field(default_factory=threading.Event)


class Door:
    """Takes orders and queues them for the browser's thread.

    Args:
        path: of the socket.
        wake: asks that thread for a round.
    """

    def __init__(self, path: Path, wake: Callable[[], None]) -> None:
        self._path = path
        self._wake = wake
        self._jobs: queue.Queue[Job] = queue.Queue()
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the door.

        Raises:
            DoorError: the path is too long, or cannot be used.
        """
        if len(str(self._path).encode()) > MAX_PATH_BYTES:
            raise DoorError(f"AI_EMPLOYEE_STATE is too long for a socket in it ({self._path}). Choose a shorter one.")
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(self._path))
        self._path.chmod(0o600)
        self._socket.listen(8)
        self._thread = threading.Thread(target=self._accept, name="whatsapp door", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the door; orders that wait are refused."""
        listening, self._socket = self._socket, None
        if listening:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        if self._thread:
            self._thread.join(timeout=5)
        while not self._jobs.empty():
            job = self._jobs.get()
            job.say(_outcome(CLOSED))
            job.done.set()
        self._path.unlink(missing_ok=True)

    def is_waiting(self) -> bool:
        """Tell whether an order waits."""
        return not self._jobs.empty()

    def serve(
        self,
        sender: WhatsAppSender | None,
        refusal: Outcome | None = None,
        tell: Callable[[str, str], Outcome] | None = None,
    ) -> int:
        """Do all waiting orders, in the browser's thread; returns how many.

        Args:
            sender: does them; None where the session cannot send now.
            refusal: the answer then.
            tell: sends a text (reference, text) to the owner's own chat; None where no number is set.
        """
        count = 0
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return count
            try:
                _do(job, sender, refusal or CLOSED, tell)
            finally:
                job.done.set()
            count += 1

    def _accept(self) -> None:
        while self._socket:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            first = _read(connection, lines, GO_SECONDS)
            job = _job(first, connection, lines) if first else None
            if job is None:
                return
            self._jobs.put(job)
            self._wake()
            job.done.wait()


def _job(first: dict[str, Any], connection: socket.socket, lines: Any) -> Job | None:
    try:
        order = Order(**{name: str(first[name]) for name in ("reference", "chat_id", "title", "text")})
        operation = str(first["operation"])
    except KeyError:
        return None
    return Job(operation, order, lambda value: _say(connection, value), lambda wait: _read(connection, lines, wait))


def _do(job: Job, sender: WhatsAppSender | None, refusal: Outcome, tell: Callable[[str, str], Outcome] | None) -> None:
    if job.operation == "verify":
        job.say(_sighting(sender.verify(job.order)) if sender else {"stage": "sighting", "proof": "cannot_tell"})
    elif job.operation == "tell":
        outcome = (tell(job.order.reference, job.order.text) if tell else NO_NUMBER) if sender else refusal
        job.say(_outcome(outcome))
    elif job.operation == "send":
        job.say(_outcome(sender.send(job.order, lambda: _may_send(job)) if sender else refusal))


def _may_send(job: Job) -> bool:
    if not job.say({"stage": "ready"}):
        return False
    answer = job.hear(GO_SECONDS)
    return answer is not None and answer.get("go") is True


def _outcome(outcome: Outcome) -> dict[str, Any]:
    wait = outcome.wait.total_seconds() if outcome.wait else None
    return {"stage": "outcome", **asdict(outcome), "wait": wait}


def _sighting(sighting: Sighting) -> dict[str, Any]:
    return {"stage": "sighting", **asdict(sighting)}


def _say(connection: socket.socket, value: dict[str, Any]) -> bool:
    try:
        connection.sendall(json.dumps(value).encode() + b"\n")
    except OSError:
        return False
    return True


def _read(connection: socket.socket, lines: Any, seconds: float) -> dict[str, Any] | None:
    try:
        connection.settimeout(seconds)
        value = json.loads(lines.readline(MAX_LINE))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
