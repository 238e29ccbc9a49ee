"""`make bench`: walks the product's story on real servers and prints how long each part took.

Nothing is asserted: a shared machine is noisy, so peers are measured in the same run and stand beside.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import walk
from tests.bench.drain import drain, mcp_calls
from tests.bench.memory import memory
from tests.bench.table import Row, show
from tests.bench.whatsapp import week, whatsapp
from tests.fixtures.cloud_api_server import GraphServer
from tests.fixtures.phone import Phone, chromium
from tests.fixtures.world import World, open_world


def measure(world: World, graph: GraphServer, folder: Path, runs: int) -> list[Row]:
    """Walk the story `runs` times and return what was measured."""
    world.product.start("cloud")
    world.product.start("local")
    world.product.wait_for_dashboard()
    tell("an alert")
    alert = walk.first_alert(world, graph)
    tell("mails in, drafts out")
    mails, drafted = walk.drafts(world, runs)
    rows = [alert, mails, walk.plain_push(world, folder, runs)]
    with chromium() as browser:
        tell("first loads")
        loads = walk.first_load(browser, world.product.url, runs)
        phone = Phone(browser, world.product.url)
        phone.sign_in()
        tell("approvals")
        rows += [walk.approvals(world, phone, drafted), walk.plain_send(world, runs), loads]
        phone.close()
    tell("a hundred approvals at once, and calls over MCP")
    rows += [*drain(runs), mcp_calls(world)]
    tell("memory")
    return rows + memory(world.product)


def tell(part: str) -> None:
    """Say what is being measured now."""
    print(f"  measuring: {part} …", file=sys.stderr, flush=True)


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each part is measured (default 5)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ai-employee-bench-") as folder:
        root = Path(folder)
        (root / "product").mkdir()
        with GraphServer() as graph, open_world(root / "product", graph) as world:
            rows = measure(world, graph, root, arguments.runs)
        tell("WhatsApp, and a week of it")
        rows += [*whatsapp(root / "whatsapp", arguments.runs), *week(root / "week")]
    show(rows, sys.stdout.write)
    return 0


sys.exit(main())
