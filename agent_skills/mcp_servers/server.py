"""An MCP server that knows how it fares, over stdio or over HTTP on this machine only."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from agent_skills.domain.clock import Clock
from agent_skills.mcp_servers.call_record import CallRecord, ServerState

HOST = "127.0.0.1"
OPEN_PATHS = frozenset({"/health", "/health/detailed"})
SERVICE_UNAVAILABLE = 503


class RefusedError(ToolError):
    """The tool works, and the answer is no; the message says why and what to do, and the caller reads it."""


class ToolServer(MCPServer[Any]):
    """An MCP server with a record of its calls.

    Args:
        name: of the server, for example `email`.
        instructions: what a model should know before it uses the tools.
        clock: for the record.
    """

    def __init__(self, name: str, instructions: str, clock: Clock) -> None:
        product = version("ai-employee")
        super().__init__(name, instructions=instructions, version=product, log_level="WARNING")
        self.record = CallRecord(name, product, clock)
        self.custom_route("/health", methods=["GET"])(self._health)
        self.custom_route("/health/detailed", methods=["GET"])(self._detailed)

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool, and note how that went."""
        known = {tool.name for tool in self._tool_manager.list_tools()}
        if name not in known:  # the client's mistake, which says nothing of how the server fares
            return await super().call_tool(name, arguments, context)
        with self.record.call((RefusedError, ValidationError)):
            return await super().call_tool(name, arguments, context)

    async def _health(self, _request: Request) -> JSONResponse:
        return self._answer({})

    async def _detailed(self, _request: Request) -> JSONResponse:
        return self._answer({"metrics": self.record.metrics()})

    def _answer(self, more: Mapping[str, Any]) -> JSONResponse:
        names = sorted(tool.name for tool in self._tool_manager.list_tools())
        offline = self.record.state() is ServerState.OFFLINE
        content = {**self.record.health(names), **more}
        return JSONResponse(content, SERVICE_UNAVAILABLE if offline else 200, {"Cache-Control": "no-store"})


class TokenGuard:
    """Lets nobody but the holder of the token use the tools; /health is open.

    Args:
        app: the server.
        token: shared with the client.
    """

    def __init__(self, app: ASGIApp, token: SecretStr) -> None:
        self._app = app
        self._want = f"Bearer {token.get_secret_value()}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 to a request without the token."""
        given = dict(scope.get("headers", [])).get(b"authorization", b"")
        open_path = scope["type"] == "lifespan" or scope.get("path") in OPEN_PATHS
        if open_path or hmac.compare_digest(given, self._want):
            await self._app(scope, receive, send)
            return
        headers = {"WWW-Authenticate": "Bearer"}
        await JSONResponse({"error": "The token is missing or wrong."}, 401, headers)(scope, receive, send)


def http_app(server: ToolServer, token: SecretStr) -> ASGIApp:
    """Return the server as a web application: streamable HTTP on /mcp, and the health pages."""
    app: Starlette = server.streamable_http_app(host=HOST)
    return TokenGuard(app, token)


def serve_http(server: ToolServer, port: int, token: SecretStr) -> None:
    """Serve on loopback until a signal comes."""
    uvicorn.run(http_app(server, token), host=HOST, port=port, log_level="warning", server_header=False)


def serve_stdio(server: ToolServer) -> None:
    """Serve one client on standard input and output until it closes them."""
    server.run("stdio")
