"""Brings a channel's server together and serves it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from agent_skills.mcp_servers.server import ToolServer, serve_http, serve_stdio
from agent_skills.mcp_servers.token import access_token
from agent_skills.runtime.process import AlreadyRunningError
from agent_skills.vault.known_recipients import KnownRecipients
from local_agent.compose import LocalParts, run_orchestrator
from local_agent.compose_platforms import read_platform
from local_agent.executors.feed import Page
from local_agent.mcp_servers.dispatch import Dispatch, Ways
from local_agent.mcp_servers.drafting import Drafting
from local_agent.mcp_servers.server import Parts, build_server
from local_agent.settings import LocalSettings

PATIENCE_SECONDS = 20.0
"""Beyond the undo window: a mail server's usual answer, with room."""

ID_BYTES = 10


def run_mcp_server(settings: LocalSettings, name: str, port: int | None) -> int:
    """Serve a channel on stdio, or on a port of this machine.

    Args:
        settings: of this machine.
        name: of the server.
        port: None for stdio.
    """
    server = make_server(settings, name)
    serve_stdio(server) if port is None else serve_http(server, port, access_token(settings.state))
    return 0


def make_server(settings: LocalSettings, name: str) -> ToolServer:
    """Return the server of a channel with its real parts."""
    parts = LocalParts(settings)
    known = KnownRecipients(parts.vault)
    drafting = Drafting(parts.vault, parts.clock, lambda: secrets.token_hex(ID_BYTES), known.is_known)
    dispatch = Dispatch(
        parts.vault,
        settings.state / "outbox.json",
        one_round(settings),
        parts.ledger.approves,
        Ways(settings.dashboard_url),
        parts.clock,
        time.sleep,
        settings.undo_seconds + PATIENCE_SECONDS,
    )

    def read(channel: str, what: str) -> Page:
        return read_platform(settings, channel, what)

    return build_server(name, Parts(drafting, dispatch, parts.actions, parts.clock, read))


def one_round(settings: LocalSettings) -> Callable[[], None]:
    """Return what does one round of the orchestrator, unless it runs: then it does so by itself."""

    def run() -> None:
        try:
            run_orchestrator(settings, once=True)
        except AlreadyRunningError:
            return

    return run
