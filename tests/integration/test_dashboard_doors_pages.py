"""Mail that tries to become a page: subjects, names and texts of strangers, shown in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.fixtures.dashboard import BUILT, Dashboard, running_dashboard
from tests.fixtures.drafts import draft_id
from tests.fixtures.hostile_strings import ABSENT, OWN, SCRIPTS, SHARED, everything
from tests.fixtures.phone import Phone, chromium, wait_until_awake
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration

TOGETHER = 40  # strings in the body of one draft
LISTS = ["/", "/approvals", "/approvals?view=urgent", "/activity", "/outbox", "/health", "/settings"]
HARMLESS = {"http:", "https:", "mailto:", "tel:"}
FIELDS = (
    "subject",
    "to_name",
    "why",
    "original_from",
    "original_subject",
    "note",
    "account",
    "drafted_by",
    "previous_id",
)
CONTROLS = dict.fromkeys([*range(9), *range(11, 32)])


class Watched:
    """A phone that notes whatever a page does that nobody asked it to."""

    def __init__(self, browser: Browser, dashboard: Dashboard) -> None:
        self.phone = Phone(browser, dashboard.url)
        self.page: Page = self.phone.page
        self.noted: list[str] = []
        self._url = dashboard.url
        self._own = urlsplit(dashboard.url).netloc
        context = self.page.context
        context.on("dialog", self.dismiss)
        context.on("request", lambda request: self.look(request.url))
        context.on("page", lambda page: self.noted.append(f"window {page.url}"))
        context.on("console", lambda message: self.listen(message.text))

    def dismiss(self, dialog: Dialog) -> None:
        self.noted.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def look(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._own:
            self.noted.append(f"request {address}")

    def listen(self, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.noted.append(f"console {text}")

    def troubles(self) -> list[str]:
        return [*self.noted, *self.phone.errors]

    def open(self, path: str) -> None:
        self.page.goto(f"{self._url}{path}")
        expect(self.page.locator("main")).to_be_visible()
        wait_until_awake(self.page, "a, button")

    def schemes(self) -> set[str]:
        found: list[str] = self.page.evaluate("[...document.links].map((link) => new URL(link.href).protocol)")
        return set(found)


def groups(strings: list[str]) -> list[list[str]]:
    return [strings[start : start + TOGETHER] for start in range(0, len(strings), TOGETHER)]


def plant(dashboard: Dashboard, number: int, strings: list[str]) -> None:
    """Let a draft wait whose every field comes from somebody hostile."""
    shown = [string.translate(CONTROLS) for string in strings]
    front = {name: shown[place % len(shown)] for place, name in enumerate(FIELDS)}
    stored = dashboard.draft(number, **front, to=[f"{shown[0][:60]} <x@evil.example>"], priority="High")
    lines = [line for string in shown for line in string.splitlines() or [""]]
    quoted = "\n".join(f"> {line}" for line in lines)
    body = "\n".join(["# " + lines[0], "", "## Draft", "", *lines, "", "> [!quote]- Original", quoted, ""])
    document = type(stored.doc)(stored.doc.front, body)
    dashboard.vault.write(stored.path, document, stored.sha256)


def hostile() -> list[list[str]]:
    """Return groups: each of our own scripts first in one of them, then a part of the public collections."""
    own = [[script, *SCRIPTS] for script in SCRIPTS]
    return [*own, *groups(OWN), *groups([string for string in everything() if "<" in string or ":" in string][::6])]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    if not BUILT.exists():
        pytest.skip("the dashboard is not built: npm run build in nextjs_dashboard")
    with running_dashboard(tmp_path_factory.mktemp("pages")) as started:
        for number, strings in enumerate(hostile()):
            plant(started, number, strings)
        log = started.root / "vault/Logs/MCP_Actions/2026-11-21.md"
        log.parent.mkdir(parents=True, exist_ok=True)
        rows = [f"| 2026-11-21T09:00:00Z | {s} | {s} | {s} | {s} | {s} | {s} |" for s in SCRIPTS if "|" not in s]
        log.write_text("\n".join(rows), "utf-8")
        told = {"detail": SCRIPTS[2], "remedy": SCRIPTS[3]}
        started.heartbeat("gmail_watcher", "degraded", at="2026-11-21T09:00:00Z", **told)
        yield started


@pytest.fixture(scope="module")
def owner(dashboard: Dashboard) -> Iterator[Watched]:
    with chromium() as browser:
        watched = Watched(browser, dashboard)
        watched.phone.sign_in()
        yield watched
        watched.phone.close()


@pytest.mark.parametrize(
    "path", ["/", "/approvals", "/approvals?view=urgent", "/activity", "/outbox", "/health", "/settings"]
)
def test_no_list_runs_or_fetches_what_a_stranger_wrote(owner: Watched, path: str) -> None:
    owner.open(path)
    assert owner.schemes() <= HARMLESS
    assert owner.troubles() == []


def test_no_draft_runs_or_fetches_what_a_stranger_wrote(owner: Watched, dashboard: Dashboard) -> None:
    for number in range(len(hostile())):
        owner.open(f"/approvals/email/{draft_id(number)}")
        expect(owner.page.get_by_role("button", name="Reject")).to_be_visible()
        assert owner.schemes() <= HARMLESS
        assert owner.troubles() == [], number


def test_what_a_stranger_wrote_is_shown_as_it_was_written(owner: Watched) -> None:
    owner.open(f"/approvals/email/{draft_id(0)}")
    expect(owner.page.locator("main")).to_contain_text(SCRIPTS[0])


@pytest.mark.parametrize("string", SCRIPTS)
def test_no_address_runs_or_fetches_anything(owner: Watched, string: str) -> None:
    owner.page.evaluate("(path) => history.replaceState(null, '', '/login?next=' + encodeURIComponent(path))", string)
    owner.page.reload()
    expect(owner.page.locator("main")).to_be_visible()
    eventually(lambda: "/login" not in owner.page.url, "the owner, logged in, is led on")
    assert owner.troubles() == []


def test_the_public_collections_were_shown(owner: Watched) -> None:
    if not SHARED.exists():
        pytest.skip(ABSENT)
    assert len(hostile()) > len(SCRIPTS) + 5
