"""Low-level access to the page: scripts, parts by name, waits; every failure as one of our own errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from local_agent.whatsapp.browser import Browser
from local_agent.whatsapp.errors import BrowserGoneError, PageStuckError, SelectorMissingError
from local_agent.whatsapp.selectors import SelectorFile

SCRIPT = Path(__file__).with_name("page_script.js").read_text("utf-8")
LOOK_EVERY_MS = 50
BROWSER_ONLY = frozenset({"list.mark_unread"})
"""Parts whose selectors use Playwright's own words; the script inside the page does not know them."""


class PageAccess:
    """Runs scripts and finds parts.

    Args:
        browser: the one browser.
        selectors: the selector file.
    """

    def __init__(self, browser: Browser, selectors: SelectorFile) -> None:
        self._browser = browser
        self._selectors = selectors

    @property
    def url(self) -> str:
        """Return the address of WhatsApp Web."""
        return self._browser.url

    def page(self) -> Page:
        """Return the page, started where it has to be."""
        return self._browser.page()

    def run(self, name: str, **values: object) -> dict[str, Any]:
        """Run one task of `page_script.js`.

        Raises:
            SelectorMissingError: a part that the task needs was not found.
        """
        current = self._selectors.refresh()
        selectors = {known: current.candidates(known) for known in current.names() if known not in BROWSER_ONLY}
        found = self.script(SCRIPT, {"task": {"name": name, **values}, "selectors": selectors})
        if isinstance(found, dict) and "missing" in found:
            raise SelectorMissingError(str(found["missing"]))
        return found if isinstance(found, dict) else {}

    def script(self, script: str, argument: object = None) -> Any:
        """Run a script inside the page."""
        with page_errors():
            return self.page().evaluate(script, argument)

    def part(self, name: str) -> Locator:
        """Return the first hit of the first selector that matches.

        Raises:
            SelectorMissingError: none of its selectors matches.
        """
        candidate = self.matching(name)
        if candidate is None:
            raise SelectorMissingError(name)
        return self.page().locator(candidate).first

    def matching(self, name: str) -> str | None:
        """Return which selector of a part matches now, None where none does."""
        with page_errors():
            for candidate in self._selectors.current.candidates(name):
                if self.page().locator(candidate).count():
                    return candidate
        return None

    def has(self, name: str) -> bool:
        """Tell whether a part is on the page."""
        return self.matching(name) is not None

    def names(self) -> list[str]:
        """Return every part of the selector file."""
        return self._selectors.current.names()

    def press(self, key: str) -> None:
        """Press a key."""
        with page_errors():
            self.page().keyboard.press(key)

    def insert(self, text: str) -> None:
        """Put text where the cursor is, as an input method does."""
        with page_errors():
            self.page().keyboard.insert_text(text)

    def rest(self, seconds: float) -> None:
        """Do nothing for a while."""
        with page_errors():
            self.page().wait_for_timeout(seconds * 1000)

    def until(self, look: Callable[[], bool], seconds: float) -> bool:
        """Look until something is true, at most so long; returns whether it became true."""
        deadline = time.monotonic() + seconds
        while not look():
            if time.monotonic() > deadline:
                return False
            self.rest(LOOK_EVERY_MS / 1000)
        return True


@contextmanager
def page_errors() -> Iterator[None]:
    """Turn Playwright's errors into ours.

    Raises:
        PageStuckError: a part did not answer in time. BrowserGoneError: the page or browser ended.
    """
    try:
        yield
    except PlaywrightTimeout as error:
        raise PageStuckError(_first_line(error)) from error
    except PlaywrightError as error:
        raise BrowserGoneError(_first_line(error)) from error


def _first_line(error: PlaywrightError) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
