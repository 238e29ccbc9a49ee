"""Channel and action → executor. What is not declared is refused."""

from __future__ import annotations

from collections.abc import Iterable

from agent_skills.domain.channels import is_allowed
from local_agent.executors.contract import Batching, Executor

SET_UP: dict[str, str] = {
    "Email": "Set SMTP_HOST and the other SMTP settings",
    "WhatsApp": "Set WHATSAPP_SESSION_PATH and sign in",
    "LinkedIn": "Set LINKEDIN_ACCESS_TOKEN and LINKEDIN_AUTHOR_URN",
    "Facebook": "Set FACEBOOK_PAGE_ID and FACEBOOK_ACCESS_TOKEN",
    "Instagram": "Set INSTAGRAM_USER_ID and INSTAGRAM_ACCESS_TOKEN",
    "Twitter": "Set TWITTER_API_KEY, TWITTER_API_SECRET, TWITTER_ACCESS_TOKEN and TWITTER_ACCESS_SECRET",
    "Odoo": "Set ODOO_URL, ODOO_DB and ODOO_API_KEY, or PAYMENTS_PATH for payment files",
    "Calendar": "Set CALDAV_URL, CALDAV_USER and CALDAV_PASSWORD",
}
"""What a channel needs before anything can be executed on it."""


class Registry:
    """The executors of this machine.

    Args:
        executors: at most one for an action of a channel.

    Raises:
        ValueError: two executors for one action, or an action that its channel may not execute.
    """

    def __init__(self, executors: Iterable[Executor]) -> None:
        self._known: dict[tuple[str, str], Executor] = {}
        for executor in executors:
            for action in executor.actions:
                self._add(executor, action)

    def _add(self, executor: Executor, action: str) -> None:
        place = (executor.channel, action)
        if place in self._known or not is_allowed(*place):
            raise ValueError(f"{action} on {executor.channel} has an executor already, or is not allowed")
        self._known[place] = executor

    def find(self, channel: str, action: str) -> Executor | None:
        """Return the executor that declares this action, None where nobody does."""
        return self._known.get((channel, action))

    def rest(self) -> None:
        """Let every executor know that a round is over."""
        for executor in self._known.values():
            if isinstance(executor, Batching):
                executor.rest()


def set_up_remedy(channel: str) -> str:
    """Return what the owner has to do before a channel can execute anything."""
    return f"{SET_UP.get(channel, 'Set the channel up')} on this machine, then approve the draft again."
