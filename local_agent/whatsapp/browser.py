"""The one browser on the one profile. Only this module and `page.py` know Playwright."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from local_agent.whatsapp.errors import BrowserGoneError
from local_agent.whatsapp.settings import BrowserSettings

log = logging.getLogger(__name__)

FLAGS = ("--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--mute-audio")
"""For machines without a screen, with little shared memory; nothing is fetched but the page itself."""

VIEWPORT_WIDTH, VIEWPORT_HEIGHT = 1280, 900
START_MS = 60_000
ANSWER_MS = 20_000
"""Longest wait for one answer of the page; a hanging page counts as gone after that."""


class Browser:
    """Starts the browser when it is first asked for, and again after it ended.

    Playwright belongs to the thread that starts it: use one instance from one thread only.

    Args:
        settings: see `BrowserSettings`.
    """

    def __init__(self, settings: BrowserSettings) -> None:
        self._settings = settings
        self._playwright: Playwright | None = None
        self._context: BrowserContext | None = None
        self._page: Page | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Return the address of WhatsApp Web."""
        return self._settings.url

    def page(self) -> Page:
        """Return the page, opened at WhatsApp Web.

        Raises:
            BrowserGoneError: it does not start, or the site is out of reach.
        """
        if self._page is None or self._page.is_closed():
            self.close()
            try:
                self._page = self._start()
            except PlaywrightError as error:
                self.close()
                raise BrowserGoneError(_first_line(error)) from error
        return self._page

    def tidy(self) -> None:
        """Have the page give back what it holds without need; a page that is always busy does not do so by itself."""
        if self._page is None or self._context is None or self._page.is_closed():
            return
        try:
            session = self._context.new_cdp_session(self._page)
            session.send("HeapProfiler.collectGarbage")
            session.detach()
        except PlaywrightError as error:
            log.info("the page could not be tidied: %s", _first_line(error))

    def close(self) -> None:
        """End the browser; the session stays in the profile."""
        context, playwright = self._context, self._playwright
        self._page = self._context = self._playwright = None
        try:
            if context:
                context.close()
        except PlaywrightError as error:
            log.info("the browser had ended already: %s", _first_line(error))
        if playwright:
            playwright.stop()

    def _start(self) -> Page:
        settings = self._settings
        settings.profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings.profile.chmod(0o700)
        self._playwright = sync_playwright().start()
        self._context = self._playwright.chromium.launch_persistent_context(
            settings.profile,
            executable_path=settings.executable,
            headless=settings.headless,
            args=[*FLAGS],
            locale="en-US",
            viewport={"width": VIEWPORT_WIDTH, "height": VIEWPORT_HEIGHT},
            accept_downloads=False,
            timeout=START_MS,
        )
        page = self._context.pages[0] if self._context.pages else self._context.new_page()
        page.set_default_timeout(ANSWER_MS)
        _look_like_a_window(self._context, page)
        page.goto(settings.url, wait_until="domcontentloaded", timeout=START_MS)
        return page


def _look_like_a_window(context: BrowserContext, page: Page) -> None:
    """Drop the word Headless from the user agent: the site refuses browsers that it does not know."""
    agent = str(page.evaluate("navigator.userAgent"))
    if "Headless" in agent:
        session = context.new_cdp_session(page)
        session.send("Network.setUserAgentOverride", {"userAgent": agent.replace("Headless", "")})


def _first_line(error: PlaywrightError) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
