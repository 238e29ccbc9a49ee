"""`local-agent mcp email` as a desktop client starts it, with real mail servers, and the registry that names it."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import requests
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from tests.fixtures.mail_servers import DovecotServer, SmtpServer, needs_dovecot
from tests.fixtures.mcp_client import call, content, text
from tests.fixtures.mcp_process import http_process, parameters
from tests.fixtures.product import Product

pytestmark = [pytest.mark.integration, needs_dovecot]
OWNER, ALI = "owner@example.org", "ali@acme.example"
MAIL = {"to": [ALI], "subject": "Contract – 50 %", "text": "Dear Ali,\n\nyes 👍", "why": "He asked."}


class Office:
    """A product whose owner sends by a real submission server."""

    def __init__(self, root: Path, mailbox: DovecotServer, submission: SmtpServer) -> None:
        self.mailbox = mailbox
        self.product = Product(root)
        self.product.local_env = {
            "SMTP_HOST": submission.host,
            "SMTP_PORT": str(submission.port),
            "SMTP_USER": OWNER,
            "SMTP_PASSWORD": "submission secret",
            "SMTP_CA_FILE": str(submission.certificates.authority),
            "UNDO_WINDOW_SECONDS": "1",
            "DASHBOARD_URL": "https://desk.example",
        }
        self.product.cloud_env = {"MAIL_SOURCE": "maildir", "MAILDIR_PATH": str(root)}
        self.product.set_up()
        self.place = parameters("local", "email", self.product.env_file("local"))

    def ali_got(self) -> list[str]:
        mails = [message_from_bytes(raw, policy=policy.default) for raw in self.mailbox.messages(ALI)]
        return [str(mail["Subject"]) for mail in mails]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with (
        DovecotServer({OWNER: "mailbox secret", ALI: "ali secret"}) as mailbox,
        SmtpServer(mailbox, {OWNER: "submission secret"}) as submission,
    ):
        yield Office(tmp_path, mailbox, submission)


@pytest.mark.req("G-US5", "FR-G043", "FR-G044")
def test_a_connected_program_drafts_the_owner_approves_and_the_mail_arrives_once(office: Office) -> None:
    draft_id = content(call(office.place, "draft_email", **MAIL))["draft_id"]
    refused = call(office.place, "send_email", draft_id=draft_id)
    assert refused.is_error
    assert f"local-agent approve {draft_id}" in text(refused)
    assert office.ali_got() == []
    office.product.agent("local", "approve", draft_id)
    sent = content(call(office.place, "send_email", draft_id=draft_id))
    assert sent["status"] == "sent", sent
    assert call(office.place, "send_email", draft_id=draft_id).is_error
    office.product.agent("local", "run", "--once")
    assert office.ali_got() == ["Contract – 50 %"]


@pytest.mark.req("FR-S038", "FR-G043")
def test_init_lists_the_servers_for_desktop_clients_without_any_secret(office: Office, tmp_path: Path) -> None:
    path = office.product.state("local") / "mcp.json"
    registry = json.loads(path.read_text("utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {"ai-employee-email", "ai-employee-linkedin"} <= set(registry["mcpServers"])
    assert "secret" not in path.read_text("utf-8")
    entry = registry["mcpServers"]["ai-employee-email"]
    place = StdioServerParameters(command=entry["command"], args=entry["args"], env=entry["env"])
    assert content(call(place, "list_drafts")) == {"result": []}
    path.write_text(json.dumps({"mcpServers": {"other": {"command": "x"}}, "more": 1}), encoding="utf-8")
    remote = str(office.product.remote)
    office.product.agent("local", "init", "--vault", str(tmp_path / "local-vault"), "--remote", remote)
    again = json.loads(path.read_text("utf-8"))
    assert again["more"] == 1
    assert {"other", "ai-employee-email"} <= set(again["mcpServers"])


@pytest.mark.req("C4")
def test_over_http_it_shows_its_health_and_a_clients_mistake_is_no_failure(office: Office) -> None:
    with http_process("local", "email", office.product.env_file("local")) as server:
        token = (office.product.state("local") / "mcp-token").read_text("ascii")

        async def send() -> bool:
            import httpx2  # noqa: PLC0415  # the SDK's own HTTP client

            async with (
                httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http,
                Client(streamable_http_client(f"{server.url}/mcp", http_client=http)) as client,
            ):
                calls: list[tuple[str, dict[str, Any]]] = [
                    ("send_email", {"draft_id": "EMAIL_DRAFT_404"}),
                    ("send_email", {"draft_id": "../../etc/passwd"}),
                    ("send_email", {"draft": 1}),
                    ("send_everything", {}),
                ]
                return [bool((await client.call_tool(name, given)).is_error) for name, given in calls] == [True] * 4

        assert asyncio.run(send())
        health = requests.get(f"{server.url}/health/detailed", timeout=5)
        assert health.status_code == 200
        found = health.json()
        assert (found["status"], found["mcp_name"]) == ("online", "email")
        assert found["capabilities"] == ["draft_email", "list_drafts", "send_email"]
        assert (found["metrics"]["total_requests_today"], found["metrics"]["failed_requests"]) == (3, 0)
