"""Every page, on a phone and on a desk, light and dark: nothing cut off, nothing that axe would object to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.dashboard import FOLDER, Dashboard, furnished_dashboard, running_dashboard
from tests.fixtures.drafts import draft_id
from tests.fixtures.phone import wait_until_awake
from tests.fixtures.product import PASSWORD
from tests.fixtures.showroom import furnish

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"375": (375, 667), "desktop": (1280, 860)}
THEMES = ("light", "dark")
MAIL = f"/approvals/email/{draft_id(1)}"

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Look:
    """One page in one state."""

    name: str
    path: str
    act: Act | None = None


def tap(test_id: str) -> Act:
    return lambda page: page.get_by_test_id(test_id).first.click()


def press(name: str) -> Act:
    return lambda page: page.get_by_role("button", name=name).first.click()


def key(name: str) -> Act:
    return lambda page: page.keyboard.press(name)


LOOKS = [
    Look("home", "/"),
    Look("queue", "/approvals"),
    Look("queue-urgent", "/approvals?view=urgent"),
    Look("queue-select", "/approvals", tap("select")),
    Look("draft", MAIL),
    Look("draft-reject", MAIL, tap("reject")),
    Look("draft-snooze", MAIL, tap("snooze")),
    Look("draft-long", f"/approvals/email/{draft_id(4)}"),
    Look("draft-risk", f"/approvals/email/{draft_id(3)}"),
    Look("draft-password", f"/approvals/email/{draft_id(3)}", tap("approve")),
    Look("draft-edited", f"/approvals/email/{draft_id(5)}", lambda page: page.get_by_text("Your changes").click()),
    Look("draft-snoozed", f"/approvals/email/{draft_id(6)}"),
    Look("draft-failed", f"/approvals/email/{draft_id(7)}"),
    Look("draft-rejected", f"/approvals/email/{draft_id(8)}"),
    Look("draft-sent", f"/approvals/email/{draft_id(9)}"),
    Look("draft-broken", "/approvals/email/EMAIL_DRAFT_broken"),
    Look("draft-gone", "/approvals/email/EMAIL_DRAFT_gone"),
    Look("post", "/approvals/linkedin/LINKEDIN_POST_1"),
    Look("whatsapp", "/approvals/whatsapp/WHATSAPP_DRAFT_1"),
    Look("invoice", "/approvals/odoo/ODOO_INVOICE_1"),
    Look("tweet", "/approvals/social/TWITTER_POST_1"),
    Look("plan-draft", "/approvals/plans/PLAN_new_approval"),
    Look("event", "/approvals/calendar/EVENT_DRAFT_1"),
    Look("payment", "/approvals/odoo/ODOO_PAYMENT_1"),
    Look("batch", f"/approvals/batch?ids={draft_id(1)},{draft_id(7)},{draft_id(3)}"),
    Look("search", "/search?q=re"),
    Look("search-nothing", "/search?q=zebra"),
    Look("outbox", "/outbox"),
    Look("activity", "/activity"),
    Look("usage", "/api-usage"),
    Look("health", "/health"),
    Look("health-login", "/health", tap("whatsapp-login")),
    Look("briefings", "/briefings"),
    Look("briefing", "/briefings/2026-11-16_Monday_Briefing"),
    Look("briefing-gone", "/briefings/gone"),
    Look("plans", "/plans"),
    Look("plan", "/plans/PLAN_fair"),
    Look("settings", "/settings"),
    Look("not-found", "/no/such/page"),
    Look("offline", "/offline.html"),
]
PAGES = [look.path for look in LOOKS if look.act is None and look.path not in ("/no/such/page", "/offline.html")]
"""All that somebody who is signed in opens."""

NARROW = [Look("login", "/login"), Look("menu", "/", tap("menu"))]
WIDE = [Look("keys", "/", press("Keyboard shortcuts"))]
EMPTY = [
    Look("empty-home", "/"),
    Look("empty-queue", "/approvals"),
    Look("empty-outbox", "/outbox"),
    Look("empty-activity", "/activity"),
    Look("empty-usage", "/api-usage"),
    Look("empty-briefings", "/briefings"),
    Look("empty-plans", "/plans"),
    Look("empty-health", "/health"),
]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with furnished_dashboard(tmp_path_factory.mktemp("full") / "run", furnish, API_DAILY_COST_LIMIT="2") as started:
        yield started


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with running_dashboard(tmp_path_factory.mktemp("empty") / "run") as started:
        yield started


@pytest.fixture
def full(furnished: Dashboard, browser_of_a_stranger: Browser, pictures: Path | None) -> Iterator[Viewer]:
    with looking_at(furnished, browser_of_a_stranger, pictures) as viewer:
        yield viewer


@pytest.mark.req("FR-P024", "FR-P025", "P-US2.7", "P-US2.8", "NFR-P-USE-003")
def test_every_page_fits_and_can_be_used_by_everybody_on_a_phone_and_on_a_desk(full: Viewer) -> None:
    assert [problem for look in LOOKS for problem in full.problems(look, *WIDTHS)] == []
    assert [problem for look in NARROW for problem in full.problems(look, "375")] == []
    assert [problem for look in WIDE for problem in full.problems(look, "desktop")] == []


def test_every_empty_page_says_what_comes(
    empty: Dashboard, browser_of_a_stranger: Browser, pictures: Path | None
) -> None:
    with looking_at(empty, browser_of_a_stranger, pictures) as viewer:
        assert [problem for look in EMPTY for problem in viewer.problems(look, *WIDTHS)] == []


def test_nothing_is_cut_off_on_the_narrowest_phone_or_at_twice_the_size(full: Viewer) -> None:
    for look in LOOKS:
        full.show(look)
        for width in (320, 188):  # 188: 375 px at 200 %
            full.page.set_viewport_size({"width": width, "height": 568})
            assert (look.name, width, overflow(full.page)) == (look.name, width, [])


@pytest.mark.req("FR-P024")
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_wakes_as_the_server_drew_it_in_either_theme(
    furnished: Dashboard, browser_of_a_stranger: Browser, theme: str
) -> None:
    with looking_at(furnished, browser_of_a_stranger, None, theme) as viewer:
        errors = list[str]()
        viewer.page.on("pageerror", lambda error: errors.append(f"{viewer.page.url}: {error}"))
        for path in PAGES:
            viewer.page.goto(furnished.url + path)
            wait_until_awake(viewer.page, "header button")
        assert errors == []


@contextmanager
def looking_at(dashboard: Dashboard, browser: Browser, pictures: Path | None, theme: str = "light") -> Iterator[Viewer]:
    context = browser.new_context(
        viewport={"width": 375, "height": 667},
        has_touch=True,
        reduced_motion="reduce",
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(f"{dashboard.url}/login")
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("password").press("Enter")
    expect(page).to_have_url(f"{dashboard.url}/")
    try:
        yield Viewer(page, dashboard.url, pictures)
    finally:
        context.close()


class Viewer:
    """Somebody who looks at pages in every size and theme, and may keep pictures.

    Args:
        page: signed in.
        url: of the dashboard.
        pictures: where pictures go, None to keep none.
    """

    def __init__(self, page: Page, url: str, pictures: Path | None) -> None:
        self.page = page
        self._url = url
        self._pictures = pictures

    def show(self, look: Look, width: str = "375") -> None:
        """Open a page and do what leads to the state."""
        self._size(width)
        self.page.goto(self._url + look.path)
        expect(self.page.get_by_role("status", name="Loading")).to_have_count(0)
        if look.act:
            wait_until_awake(self.page, "main a, main button, main textarea")
            look.act(self.page)
            self._wait_until_still()

    def problems(self, look: Look, *widths: str) -> list[str]:
        """Return what is wrong with one page in each theme and size."""
        self.show(look, widths[0])
        self.page.evaluate(AXE.read_text("utf-8"))
        self.page.add_style_tag(content=".lazy-card { content-visibility: visible !important }")
        return [problem for width in widths for theme in THEMES for problem in self._looked(look.name, width, theme)]

    def _looked(self, name: str, width: str, theme: str) -> list[str]:
        self._size(width)
        self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        self._wait_until_still()
        self._keep(f"{name}-{width}-{theme}")
        rules = RULES if theme == "light" else ["color-contrast"]
        found: dict[str, Any] = self.page.evaluate(f"axe.run({{ runOnly: {rules}, resultTypes: ['violations'] }})")
        axe = [f"{each['id']}: {each['nodes'][0]['html'][:300]}" for each in found["violations"]]
        return [f"{name}-{width}-{theme}: {problem}" for problem in [*axe, *overflow(self.page)]]

    def _keep(self, name: str) -> None:
        if self._pictures:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(self._pictures / f"{name}.png"))
            self.page.screenshot(path=str(self._pictures / f"{name}-whole.png"), full_page=True)

    def _size(self, width: str) -> None:
        wide, high = WIDTHS[width]
        self.page.set_viewport_size({"width": wide, "height": high})

    def _wait_until_still(self) -> None:
        """Wait for fonts, for the theme, and for everything that moves or comes later."""
        self.page.evaluate(STILL)


STILL = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)));
}"""


def overflow(page: Page) -> list[str]:
    """Return a sentence where the page has to be scrolled sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{wide} px too wide"] if wide > 0 else []
