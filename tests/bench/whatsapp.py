"""WhatsApp against the stand-in of the site: how soon a message is seen, and what the session holds in memory."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_skills.domain.clock import system_clock
from agent_skills.runtime.health import Heartbeat
from local_agent.compose_whatsapp import PROCESS, make_parts
from local_agent.settings import read_settings
from local_agent.watchers.whatsapp_watcher import WhatsAppWatcher
from tests.bench.memory import tree_pss
from tests.bench.table import Row
from tests.fixtures.whatsapp_process import WhatsAppProcess
from tests.fixtures.whatsapp_server import WhatsAppWebServer

CHATS = 200
FOUND_SECONDS, HELD_MB, GROWTH_PERCENT = 3, 500, 10
WEEK = timedelta(days=7)
STEP = timedelta(minutes=30)
"""Of the turned clock, each with a look through the list; the tab is renewed each turned day as in earnest."""


def whatsapp(folder: Path, runs: int) -> list[Row]:
    """Measure the process as PM2 starts it, with its default settings, and a week of polling with a turned clock.

    Args:
        folder: for profile and vault.
        runs: messages to wait for.
    """
    folder.mkdir()
    with WhatsAppWebServer("b") as server:
        fill(server)
        with WhatsAppProcess(folder, server, WHATSAPP_POLL_SECONDS="30") as process:
            process.start_linked()
            found = [_found(server, process, number) for number in range(runs)]
            held = tree_pss(process.pid)
    return [
        Row("WhatsApp message → task, default settings", found, "s", FOUND_SECONDS),
        Row("WhatsApp process with Chromium", [held], "MB", HELD_MB),
    ]


def week(folder: Path) -> list[Row]:
    """Poll for a week of a turned clock, and return by how much the memory grew."""
    folder.mkdir()
    with WhatsAppWebServer("b") as server:
        fill(server)
        process = WhatsAppProcess(folder, server)
        process.start_linked()
        process.stop()
        first_day, last_day, polls = _turned_week(server, process)
    growth = [max(0.0, 100 * (last_day - first_day) / first_day)]
    return [Row(f"memory over a week ({polls} polls), grown by", growth, "%", GROWTH_PERCENT)]


def fill(server: WhatsAppWebServer) -> None:
    """Give the account as many chats as a busy person has."""
    for number in range(CHATS):
        server.add_chat(f"Chat {number}", f"49{number:09d}@c.us", history=3)


def _found(server: WhatsAppWebServer, process: WhatsAppProcess, number: int) -> float:
    started = time.monotonic()
    server.receive(server.chats[number * 7], f"Could you look at invoice {number}?")
    process.task(f"invoice {number}")
    return time.monotonic() - started


def _turned_week(server: WhatsAppWebServer, process: WhatsAppProcess) -> tuple[float, float, int]:
    settings = read_settings(process.environment)
    assert settings.whatsapp
    now = [datetime.now(UTC)]
    heartbeat = Heartbeat(settings.state, PROCESS, system_clock)
    parts, stores = make_parts(settings, settings.whatsapp, heartbeat)
    watcher = WhatsAppWatcher(replace(parts, clock=lambda: now[0]))
    try:
        return _poll(watcher.tick, server, now)
    finally:
        parts.browser.close()
        for store in stores:
            store.close()


def _poll(tick: Callable[[], float], server: WhatsAppWebServer, now: list[datetime]) -> tuple[float, float, int]:
    """Return the memory of the first day and that of the last one (medians), and the number of polls.

    Only memory that belongs to no file is counted: how many other browsers share the program's pages is chance.
    """
    day, polls = int(timedelta(days=1) / STEP), int(WEEK / STEP)
    held: list[float] = []
    for number in range(polls):
        if number % 5 == 0:
            server.receive(server.chats[number % CHATS], f"message {number}")
        tick()
        now[0] += STEP
        held.append(tree_pss(os.getpid(), "Pss_Anon"))
    return statistics.median(held[:day]), statistics.median(held[-day:]), polls
