"""Files for the bank in a folder of this machine: each written once, whole or not at all, and never over another."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from agent_skills.domain.clock import Clock
from agent_skills.domain.payload import PaymentPayload
from local_agent.channel_settings import PaymentFileSettings
from local_agent.executors.contract import CANNOT_TELL, Outcome, Proof, Result, Sighting
from local_agent.executors.payments.pain001 import Order, order_xml, problem_of_order

REMEDY = "Mend the draft and approve it again."
CHECK_FOLDER = "Check PAYMENTS_PATH: does the folder exist, is there room, may this user write there?"


class PaymentFiles:
    """Makes payment files.

    Args:
        settings: folder and payer.
        clock: for the file's time, and the day where a draft names none.
    """

    def __init__(self, settings: PaymentFileSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def pay(self, payload: PaymentPayload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Write the file that the owner hands to the bank."""
        now = self._clock()
        day = date.fromisoformat(payload.date) if payload.date else now.date()
        order = Order(payload, self._settings, reference, now, day)
        problem = problem_of_order(order)
        if problem:
            return Outcome(Result.PERMANENT, error=problem, remedy=REMEDY)
        try:
            waiting = self._settings.folder / f".{reference}.part"
            _write(waiting, order_xml(order))
            in_flight()
            _publish(waiting, self._path(reference))
        except OSError as error:
            problem = f"The payment file could not be written ({error.strerror or type(error).__name__})."
            return Outcome(Result.PERMANENT, error=problem, remedy=CHECK_FOLDER)
        return Outcome(Result.SENT, receipt=f"{self._told(reference)}; hand it to your bank to pay")

    def verify(self, reference: str) -> Sighting:
        """Look for the file."""
        try:
            there = self._path(reference).is_file()
        except OSError:
            return CANNOT_TELL
        return Sighting(Proof.PROVEN, f"found: {self._told(reference)}") if there else Sighting(Proof.ABSENT)

    def probe(self) -> Outcome:
        """Check that files can be written."""
        if os.access(self._settings.folder, os.W_OK | os.X_OK):
            return Outcome(Result.SENT)
        return Outcome(Result.PERMANENT, error="The folder of payment files cannot be written.", remedy=CHECK_FOLDER)

    def _path(self, reference: str) -> Path:
        return self._settings.folder / f"{reference}.xml"

    def _told(self, reference: str) -> str:
        return f"payment file {reference}.xml"


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _publish(waiting: Path, target: Path) -> None:
    """Give a file its name in one step; the name holds an unguessable reference, so it is nobody else's."""
    waiting.rename(target)
    with suppress(OSError):  # it is there: whatever fails now must not call it failed
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
