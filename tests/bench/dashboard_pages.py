"""What open pages cost and see: polling, a tap, a change on the screen, hours of listening, a large vault."""

from __future__ import annotations

import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from playwright.sync_api import Page

from agent_skills.domain.states import done_path
from agent_skills.vault.vault_parser import serialize
from tests.bench.dashboard_figures import memory, seconds, spread, tell
from tests.fixtures.dashboard import Dashboard
from tests.fixtures.drafts import draft_id, email_draft
from tests.fixtures.phone import Phone, chromium

CLIENTS = 50
MANY = 200
FILES = 100_000
DAYS = 730
"""On which they were finished; each has a folder."""

POLL_SECONDS = 5.0
ROUNDS = 20
TAPS = 20
CHANGES = 10
EVERY_SECONDS = 2.0


def polled(dashboard: Dashboard, client: requests.Session) -> list[float]:
    """Return how long the status takes for pages that ask every five seconds, as they do without a stream."""

    def page(number: int) -> list[float]:
        time.sleep(POLL_SECONDS * number / CLIENTS)
        times = []
        for _ in range(ROUNDS):
            times.append(seconds(client, f"{dashboard.url}/api/status"))
            time.sleep(POLL_SECONDS)
        return times

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [one for times in pool.map(page, range(CLIENTS)) for one in times]


def tap(dashboard: Dashboard, client: requests.Session) -> None:
    """Print how long it takes from the request of a tap until the file lies in its new folder."""
    times = []
    for number in range(100, 100 + TAPS):
        draft = client.get(f"{dashboard.url}/api/approvals/{draft_id(number)}", timeout=30).json()
        body = {"type": "email", "draft_id": draft_id(number), "category": "Email", "sha256": draft["sha256"]}
        begun = time.perf_counter()
        client.post(f"{dashboard.url}/api/approve", json=body, timeout=30).raise_for_status()
        times.append(time.perf_counter() - begun)
        assert (dashboard.root / "vault" / "Approved" / "Email" / f"{draft_id(number)}.md").exists()
    tell("tap → file moved (goal ≤ 50 ms)", spread(times))


def tell_screen(dashboard: Dashboard) -> None:
    """Print the queue's first paint, and how long a change takes to stand on an open screen."""
    with chromium() as browser:
        phone = Phone(browser, dashboard.url)
        phone.sign_in()
        paints = [first_paint(phone.page, dashboard) for _ in range(5)]
        tell("queue, first paint (goal ≤ 1 s)", spread(paints))
        phone.page.goto(f"{dashboard.url}/approvals?view=urgent")
        phone.wait_until_awake()
        shown = [on_screen(phone.page, dashboard, number) for number in range(CHANGES)]
        tell("a change → on an open screen (goal ≤ 300 ms)", spread(shown))
        phone.close()


def first_paint(page: Page, dashboard: Dashboard) -> float:
    """Return the seconds until the queue's first words are painted."""
    page.goto(f"{dashboard.url}/approvals")
    paint = "performance.getEntriesByName('first-contentful-paint')[0]"
    page.wait_for_function(f"() => {paint}")
    return float(page.evaluate(f"{paint}.startTime")) / 1000


def on_screen(page: Page, dashboard: Dashboard, number: int) -> float:
    """Return the seconds from a write until its word is on the screen."""
    word = f"zebra{number}"
    time.sleep(0.5)
    begun = time.perf_counter()
    path = dashboard.root / "vault" / "Pending_Approval" / "Email" / f"{draft_id(0)}.md"
    path.write_bytes(serialize(email_draft(0, priority="High", subject=word)))
    page.get_by_text(word).first.wait_for()
    return time.perf_counter() - begun


@dataclass(slots=True)
class Listener:
    """One open page."""

    revisions: list[int] = field(default_factory=list)


def stay_open(dashboard: Dashboard, client: requests.Session, minutes: float) -> None:
    """Let many pages listen while files change; print lost news and what the server's memory did."""
    listeners = [Listener() for _ in range(MANY)]
    ready = threading.Semaphore(0)
    for one in listeners:
        threading.Thread(target=listen, args=(dashboard, client, one, ready), daemon=True).start()
    for _ in listeners:
        ready.acquire()
    before = memory(dashboard.pid)
    changes = write_for(dashboard, minutes * 60)
    time.sleep(3)
    last = max(one.revisions[-1] for one in listeners)
    behind = sum(one.revisions[-1] != last for one in listeners)
    lost = sum(len(listeners[0].revisions) != len(one.revisions) for one in listeners)
    tell(
        f"{MANY} open pages for {minutes:g} min, {changes} changes", f"{behind} behind, {lost} that missed one (goal 0)"
    )
    tell("memory meanwhile", f"{before} → {memory(dashboard.pid)} MB")


def listen(dashboard: Dashboard, client: requests.Session, one: Listener, ready: threading.Semaphore) -> None:
    """Keep every revision that the stream tells."""
    address = f"{dashboard.url}/api/events"
    with requests.get(address, stream=True, timeout=60, cookies=client.cookies) as stream:
        for line in stream.iter_lines(chunk_size=1):
            if line.startswith(b"data: "):
                one.revisions.append(int(line.split(b":")[2].strip(b" }")))
                if len(one.revisions) == 1:
                    ready.release()


def write_for(dashboard: Dashboard, seconds_long: float) -> int:
    """Change a draft every two seconds; returns how often."""
    place = dashboard.root / "vault" / "Pending_Approval" / "Email"
    end = time.monotonic() + seconds_long
    count = 0
    while time.monotonic() < end:
        (place / f"{draft_id(count % 50)}.md").write_bytes(serialize(email_draft(count % 50, why=f"round {count}")))
        count += 1
        time.sleep(EVERY_SECONDS)
    return count


def many_files() -> None:
    """Print start-up and memory over a vault of a hundred thousand files, most of them done."""
    with tempfile.TemporaryDirectory() as folder:
        dashboard = Dashboard(Path(folder) / "run")
        for number in range(FILES):
            day = datetime.now(UTC) - timedelta(days=number % DAYS)
            file = dashboard.root / "vault" / done_path(draft_id(number), day)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(serialize(email_draft(number, status="sent")))
        begun = time.perf_counter()
        dashboard.start()
        try:
            tell(f"start-up over {FILES} files (goal ≤ 3 s at 10,000)", f"{time.perf_counter() - begun:.2f} s")
            client = dashboard.sign_in()
            wait_until_read(dashboard, client)
            tell(f"memory over {FILES} files (goal ≤ 250 MB)", f"{memory(dashboard.pid)} MB")
        finally:
            dashboard.stop()


def wait_until_read(dashboard: Dashboard, client: requests.Session) -> None:
    """Wait until the last files are found by a search."""
    total, steady = -1, 0
    while steady < 5:
        found = int(client.get(f"{dashboard.url}/api/search?q=quote", timeout=60).json()["total"])
        steady = steady + 1 if found == total and found > 0 else 0
        total = found
        time.sleep(1)
