"""The Cloud's MCP server: one tool, one number, known texts; in memory, over stdio and over HTTP."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from cloud_agent.mcp_servers.whatsapp_notify import build_server
from tests.fixtures.alerts import Watch
from tests.fixtures.cloud_api_server import OWNER, PHONE_ID, TOKEN, GraphServer
from tests.fixtures.mcp_client import talk, text
from tests.fixtures.mcp_process import http_process, parameters
from tests.fixtures.product import write_env

pytestmark = pytest.mark.integration
URGENT = {"sender_name": "Ali", "subject": "Contract, call +49 151 23456789", "draft_id": "EMAIL_DRAFT_1"}


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as running:
        yield running


@pytest.fixture
def env_file(graph: GraphServer, tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    vault.mkdir()
    settings = {
        "VAULT_PATH": str(vault),
        "AI_EMPLOYEE_STATE": str(tmp_path / "state"),
        "WHATSAPP_GRAPH_URL": graph.url,
        "WHATSAPP_CLOUD_TOKEN": TOKEN,
        "WHATSAPP_PHONE_NUMBER_ID": PHONE_ID,
        "WHATSAPP_NOTIFICATION_NUMBER": OWNER,
    }
    return write_env(tmp_path / ".env.cloud", settings)


async def notify(client: Client, **changes: Any) -> CallToolResult:
    arguments = {"event": "urgent_email", "item_id": "EMAIL_DRAFT_1", "fields": URGENT, **changes}
    return await client.call_tool("notify_owner", arguments)


@pytest.mark.req("FR-P031", "FR-P032", "NFR-P-SEC-005")
def test_the_only_tool_alerts_the_owner_and_has_no_recipient_to_choose(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)

    async def use(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["notify_owner"]
        assert set(tools[0].input_schema["properties"]) == {"event", "item_id", "fields"}
        results = [await notify(client), await notify(client)]
        assert [result.structured_content and result.structured_content["status"] for result in results] == [
            "sent",
            "duplicate",
        ]

    talk(build_server(watch.notifier, watch.clock), use)
    [message] = graph.accepted
    assert message.to == OWNER.lstrip("+")
    assert "23456789" not in message.text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"event": "gossip"}, "urgent_email"),
        ({"event": "several_alerts"}, "urgent_email"),
        ({"fields": {**URGENT, "to": "+1234567"}}, "exactly these fields"),
        ({"fields": {"subject": "x"}}, "exactly these fields"),
        ({"fields": {**URGENT, "subject": "x" * 501}}, "500 characters"),
        ({"item_id": ""}, "item_id"),
    ],
)
def test_anything_but_a_known_text_is_refused_with_the_reason(
    graph: GraphServer, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    watch = Watch(tmp_path, graph)
    result = talk(build_server(watch.notifier, watch.clock), lambda client: notify(client, **changes))
    assert result.is_error
    assert why in text(result)
    assert graph.attempts == 0


def test_over_stdio_it_works_as_a_desktop_client_starts_it(graph: GraphServer, env_file: Path) -> None:
    result = talk(parameters("cloud", "whatsapp-notify", env_file), notify)
    assert result.structured_content == {"status": "sent", "meaning": "The owner's phone has it."}
    assert [message.template for message in graph.accepted] == ["urgent_email"]


@pytest.mark.req("C4")
def test_over_http_it_answers_the_holder_of_the_token_and_shows_its_health(
    graph: GraphServer, env_file: Path, tmp_path: Path
) -> None:
    with http_process("cloud", "whatsapp-notify", env_file) as server:
        token_file = tmp_path / "state" / "mcp-token"
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        headers = {"Authorization": f"Bearer {token_file.read_text(encoding='ascii')}"}
        before = requests.get(f"{server.url}/health", timeout=5).json()
        assert (before["status"], before["mcp_name"]) == ("online", "whatsapp-notify")
        assert (before["last_successful_call"], before["capabilities"]) == (None, ["notify_owner"])
        result = asyncio.run(over_http(f"{server.url}/mcp", headers))
        assert not result.is_error
        detailed = requests.get(f"{server.url}/health/detailed", timeout=5).json()
        assert detailed["last_successful_call"]
        assert detailed["metrics"]["successful_requests"] == 1
    assert len(graph.accepted) == 1


async def over_http(url: str, headers: dict[str, str]) -> CallToolResult:
    import httpx2  # noqa: PLC0415  # the SDK's own HTTP client

    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        return await notify(client)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer guess"}, 401),
        ({"Authorization": "TOKEN", "Host": "evil.example"}, 421),
        ({"Authorization": "TOKEN", "Origin": "https://evil.example"}, 403),
    ],
    ids=["no token", "wrong token", "other host", "other origin"],
)
def test_over_http_strangers_and_web_pages_are_turned_away(
    graph: GraphServer, env_file: Path, tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    with http_process("cloud", "whatsapp-notify", env_file) as server:
        token = (tmp_path / "state" / "mcp-token").read_text(encoding="ascii")
        sent = {name: value.replace("TOKEN", f"Bearer {token}") for name, value in headers.items()}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        accept = {"Accept": "application/json, text/event-stream"}
        assert (
            requests.post(f"{server.url}/mcp", json=body, headers={**sent, **accept}, timeout=5).status_code == status
        )
