"""How long the story takes on this machine: a mail in, a draft pushed; a tap, a mail accepted; the page shown."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Browser

from agent_skills.domain.items import StoredFile
from tests.bench.table import Row
from tests.fixtures.cloud_api_server import GraphServer
from tests.fixtures.phone import Phone
from tests.fixtures.product import PASSWORD, git
from tests.fixtures.waiting import eventually
from tests.fixtures.world import ALI, OWNER, UNDO_SECONDS, World

FIRST_CONTENT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def drafts(world: World, runs: int) -> tuple[Row, list[StoredFile]]:
    """Deliver mails one by one and wait until the draft of each is on the remote.

    Returns:
        Seconds from the delivery to the pushed draft, and the drafts.
    """
    seconds, found = [], []
    for number in range(runs):
        before = {path for path in world.product.remote_paths() if "Pending_Approval" in path}
        started = time.monotonic()
        world.receive(f"Question {number}?", f"<bench-{number}@acme.example>", f"<thread-{number}@acme.example>")
        eventually(lambda old=before: _new_draft(world, old), "a pushed draft")  # type: ignore[misc]
        seconds.append(time.monotonic() - started)
        found.append(world.draft("local", f"Question {number}"))
    return Row("mail delivered → draft pushed", seconds, "s", 2), found


def first_alert(world: World, graph: GraphServer) -> Row:
    """Deliver one urgent mail and wait until its alert was handed to the WhatsApp Cloud API.

    One only: what comes within a minute after it is bundled on purpose.
    """
    started = time.monotonic()
    world.receive("URGENT: sign today?", "<alert@acme.example>", "<alert-thread@acme.example>")
    eventually(lambda: graph.accepted, "the alert")
    return Row("urgent mail delivered → alert handed to the API", [time.monotonic() - started], "s", 2)


def _new_draft(world: World, before: set[str]) -> bool:
    return any("Pending_Approval" in path and path not in before for path in world.product.remote_paths())


def plain_push(world: World, folder: Path, runs: int) -> Row:
    """Return seconds for a plain add, commit and push to a remote of the same kind."""
    remote, clone = folder / "plain.git", folder / "plain"
    git("clone", "--quiet", "--bare", str(world.product.remote), str(remote))
    git("clone", "--quiet", str(remote), str(clone))
    return Row("  beside it: plain git add, commit, push", [_timed(lambda: _push(clone)) for _ in range(runs)], "s")


def _push(clone: Path) -> None:
    (clone / f"{time.monotonic_ns()}.md").write_text("x", encoding="utf-8")
    git("-C", str(clone), "add", "-A")
    git("-C", str(clone), "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")
    git("-C", str(clone), "push", "-q")


def approvals(world: World, phone: Phone, drafted: list[StoredFile]) -> Row:
    """Tap Approve for each draft; seconds until the mail server accepted it, without the undo window."""
    seconds: list[float] = []
    for draft in drafted:
        phone.open_card(draft.id)
        phone.page.get_by_test_id("approve").click()
        phone.page.get_by_test_id("confirm-password").fill(PASSWORD)
        count = len(world.submission.accepted) + 1
        started = time.monotonic()
        phone.page.get_by_test_id("confirm-approve").click()
        world.submission.wait_for(count)
        seconds.append(time.monotonic() - started - UNDO_SECONDS)
        world.done(draft.id, "sent")
    return Row("approve tap → accepted by SMTP, beyond the undo window", seconds, "s", 2)


def plain_send(world: World, runs: int) -> Row:
    """Return seconds for a bare SMTP submission to the same server."""
    return Row("  beside it: a bare SMTP submission", [_timed(lambda: _send(world)) for _ in range(runs)], "s")


def _send(world: World) -> None:
    server = world.submission
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = OWNER, ALI, "Plain"
    mail.set_content("Hello")
    with smtplib.SMTP(server.host, server.port, timeout=10) as connection:
        connection.starttls(context=ssl.create_default_context(cafile=str(server.certificates.authority)))
        connection.login(OWNER, "submission secret")
        connection.send_message(mail)


def first_load(browser: Browser, url: str, runs: int) -> Row:
    """Return seconds to the first content of the sign-in page in a browser without a cache."""
    return Row("dashboard, first content of a first load", [_load(browser, url) for _ in range(runs)], "s", 1)


def _load(browser: Browser, url: str) -> float:
    context = browser.new_context(viewport={"width": 375, "height": 667})
    try:
        page = context.new_page()
        page.goto(f"{url}/login", wait_until="load")
        page.wait_for_function(f"() => {FIRST_CONTENT} > 0")
        return float(page.evaluate(f"() => {FIRST_CONTENT}")) / 1000
    finally:
        context.close()


def _timed(act: Callable[[], None]) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started
