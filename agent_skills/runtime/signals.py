"""Ending a process at the wish of PM2 or a terminal."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from queue import SimpleQueue

log = logging.getLogger(__name__)

ENDING = (signal.SIGINT, signal.SIGTERM)
"""What a terminal and PM2 send."""


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` on SIGINT and SIGTERM, in a thread of its own.

    A handler runs between any two steps of the main thread, which may be within a log line or hold the very lock that
    `stop` needs: writing there fails and waiting there never ends. So it only hands the number on; `SimpleQueue.put`
    is documented as safe for that (https://docs.python.org/3/library/queue.html#queue.SimpleQueue.put).

    Args:
        stop: ends the process's work; safe to call from another thread, and more than once.
    """
    received: SimpleQueue[int] = SimpleQueue()

    def end() -> None:
        while True:
            log.info("%s received, ending after the present step", signal.Signals(received.get()).name)
            stop()

    threading.Thread(target=end, name="signals", daemon=True).start()
    for number in ENDING:
        signal.signal(number, lambda number, _frame: received.put(number))
