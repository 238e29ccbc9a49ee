"""Measures the dashboard over 10,000 waiting drafts: `make bench-dashboard`. Prints numbers, asserts nothing."""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from agent_skills.vault.vault_parser import serialize
from tests.bench.dashboard_figures import memory, seconds, spread, tell
from tests.bench.dashboard_pages import CLIENTS, many_files, polled, stay_open, tap, tell_screen
from tests.fixtures.dashboard import Dashboard, script_addresses
from tests.fixtures.drafts import draft_id, email_draft

DRAFTS = 10_000
REQUESTS = 2_000
AT_ONCE = 8
LISTENERS = 100
CHANGES = 20


def main() -> None:
    """Fill a vault, start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1, help="how long 200 pages stay open")
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        dashboard = Dashboard(Path(folder) / "run")
        client = signed_in(dashboard)
        fill(dashboard)
        started = time.perf_counter()
        dashboard.start()
        answers = time.perf_counter() - started
        try:
            whole = wait_for_all(dashboard, client, started)
            tell("load of this machine (1 min)", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            tell("start-up, first page", f"{answers:.2f} s")
            tell(f"start-up, {DRAFTS} drafts known", f"{whole:.2f} s")
            tell("memory", f"{memory(dashboard.pid)} MB")
            measure(dashboard, client)
            tap(dashboard, client)
            tell_screen(dashboard)
            stay_open(dashboard, client, minutes)
        finally:
            dashboard.stop()
    many_files()


def signed_in(dashboard: Dashboard) -> requests.Session:
    """Return a client with a session from before the start, as the owner's phone has one."""
    dashboard.start()
    try:
        return dashboard.sign_in()
    finally:
        dashboard.stop()


def fill(dashboard: Dashboard) -> None:
    """Write the drafts without the durability of the real store, which would take minutes."""
    place = dashboard.root / "vault" / "Pending_Approval" / "Email"
    for number in range(DRAFTS):
        document = email_draft(number, priority="High" if number % 50 == 0 else "Medium")
        (place / f"{draft_id(number)}.md").write_bytes(serialize(document))


def wait_for_all(dashboard: Dashboard, client: requests.Session, started: float) -> float:
    """Return the seconds from the start until the status counts every draft."""
    while status(dashboard, client) < DRAFTS:
        time.sleep(0.02)
    return time.perf_counter() - started


def status(dashboard: Dashboard, client: requests.Session) -> int:
    """Return how many drafts the status counts."""
    answer = client.get(f"{dashboard.url}/api/status", timeout=30).json()
    return int(answer["pending_approvals"]["email"])


def measure(dashboard: Dashboard, client: requests.Session) -> None:
    """Print how fast pages and routes answer."""
    for path in ("/api/status", "/api/approvals", "/approvals", f"/approvals/email/{draft_id(5)}"):
        times = [seconds(client, dashboard.url + path) for _ in range(REQUESTS if path == "/api/status" else 200)]
        tell(f"GET {path[:28]}, one after another", spread(times))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        times = list(pool.map(lambda _: seconds(client, f"{dashboard.url}/api/status"), range(REQUESTS)))
    tell(f"GET /api/status, {AT_ONCE} at once", spread(times))
    tell(f"GET /api/status of {CLIENTS} pages, each every 5 s (goal p99 ≤ 20 ms)", spread(polled(dashboard, client)))
    tell(f"GET /api/status while {CHANGES * 10} files change", spread(while_files_change(dashboard, client)))
    tell(f"a change is told to {LISTENERS} open pages", spread(live(dashboard, client)))
    page_weight(dashboard, client)


def while_files_change(dashboard: Dashboard, client: requests.Session) -> list[float]:
    """Return the times of answers while drafts are rewritten."""
    place = dashboard.root / "vault" / "Pending_Approval" / "Email"
    end = threading.Event()

    def rewrite() -> None:
        for number in range(CHANGES * 10):
            document = email_draft(number, why=f"changed {number}")
            (place / f"{draft_id(number)}.md").write_bytes(serialize(document))
            time.sleep(0.01)
        end.set()

    writer = threading.Thread(target=rewrite)
    writer.start()
    times = []
    while not end.is_set():
        times.append(seconds(client, f"{dashboard.url}/api/status"))
    writer.join()
    return times


def live(dashboard: Dashboard, client: requests.Session) -> list[float]:
    """Return the seconds from a write until the last of the open pages was told."""
    heard = threading.Semaphore(0)

    def listen() -> None:
        address = f"{dashboard.url}/api/events"
        with requests.get(address, stream=True, timeout=60, cookies=client.cookies) as stream:
            for line in stream.iter_lines(chunk_size=1):
                if line.startswith(b"event: "):
                    heard.release()

    for _ in range(LISTENERS):
        threading.Thread(target=listen, daemon=True).start()
    for _ in range(LISTENERS):
        heard.acquire()
    times = []
    place = dashboard.root / "vault" / "Pending_Approval" / "Email"
    for number in range(CHANGES):
        time.sleep(0.5)
        begun = time.perf_counter()
        (place / f"{draft_id(number)}.md").write_bytes(serialize(email_draft(number, why=f"told {number}")))
        for _ in range(LISTENERS):
            heard.acquire()
        times.append(time.perf_counter() - begun)
    return times


def page_weight(dashboard: Dashboard, client: requests.Session) -> None:
    """Print what a phone has to load before the queue runs."""
    for path in ("/approvals", "/", "/api-usage", "/login"):
        page = client.get(dashboard.url + path, timeout=30).text if path != "/login" else anonymous(dashboard, path)
        scripts = [client.get(dashboard.url + address, timeout=30).content for address in script_addresses(page)]
        weight = sum(len(gzip.compress(script, 6)) for script in scripts) / 1024
        tell(f"scripts of {path} ({len(scripts)} files), gzip", f"{weight:.1f} KiB")


def anonymous(dashboard: Dashboard, path: str) -> str:
    """Return a page as a stranger gets it."""
    return requests.get(dashboard.url + path, timeout=30).text


if __name__ == "__main__":
    main()
