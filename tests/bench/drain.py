"""How fast approved mail leaves: drained by the hundred with journal, log and receipts, and over MCP one by one."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from pathlib import Path

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.bench.matrix.far_ends import FarEnd, far_end
from tests.bench.table import Row
from tests.fixtures.laptop import Laptop, Postman
from tests.fixtures.mail_servers import OWNER
from tests.fixtures.mcp_process import http_process
from tests.fixtures.world import World

MAILS = 100
CALLS = 50


def drain(runs: int) -> list[Row]:
    """Drain approved mails `runs` times, over real SMTP, and with an executor that costs nothing."""
    whole, beside = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="ai-drain-") as folder:
            root = Path(folder)
            (root / "far").mkdir()
            with far_end("email", root / "far") as end:
                logging.getLogger("mail.log").setLevel(logging.ERROR)
                whole.append(_drained(_laptop(root / "wire", end)))
            beside.append(_drained(_laptop(root / "none", None)))
    return [
        Row(f"one of {MAILS} approved mails drained (20 a second)", whole, "ms", 50),
        Row("  of that beside the wire", beside, "ms", 20),
    ]


def _laptop(root: Path, end: FarEnd | None) -> Laptop:
    laptop = Laptop(root, end.channel.executor if end else Postman())
    for number in range(MAILS):
        laptop.approve(laptop.draft(number, to=[OWNER], in_reply_to=f"<{number}@acme.example>", references=[]))
    return laptop


def _drained(laptop: Laptop) -> float:
    """Return milliseconds a mail."""
    started = time.monotonic()
    laptop.round()
    seconds = time.monotonic() - started
    done = len(laptop.vault.paths("Done"))
    laptop.journal.close()
    if done != MAILS:
        raise RuntimeError(f"only {done} of {MAILS} mails were drained")
    return seconds / MAILS * 1000


def mcp_calls(world: World) -> Row:
    """Return milliseconds of a tool call on a server that runs and was called before, over HTTP."""
    product = world.product
    with http_process("local", "email", product.env_file("local")) as server:
        token = (product.state("local") / "mcp-token").read_text(encoding="ascii").strip()
        return Row("MCP tool call on a warm server", asyncio.run(_calls(f"{server.url}/mcp", token)), "ms", 30)


async def _calls(url: str, token: str) -> list[float]:
    values = []
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        for _ in range(CALLS):
            started = time.monotonic()
            await client.call_tool("list_drafts", {})
            values.append((time.monotonic() - started) * 1000)
    return values[5:]
