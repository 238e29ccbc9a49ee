"""What can go wrong with the page. Each carries fields; the heartbeat and the findings make prose of them."""

from __future__ import annotations

from agent_skills.domain.errors import EmployeeError


class WhatsAppError(EmployeeError):
    """Base: the page could not be used just now; nothing was lost."""


class SelectorMissingError(WhatsAppError):
    """A part of the page was not found by any of its selectors.

    Args:
        name: `table.part` of the selector file.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"the page's part {name} was not found")
        self.name = name


class PageStuckError(WhatsAppError):
    """A part of the page did not answer in time."""


class BrowserGoneError(WhatsAppError):
    """The browser or its page ended, or does not start; a new one is started next time."""


class NotLinkedError(WhatsAppError):
    """The page asks for the QR code, or another window has the session."""


class WrongChatError(WhatsAppError):
    """The chat that opened is not the one that was meant; nothing was typed.

    Args:
        reason: in words for the owner.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
