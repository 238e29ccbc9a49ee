"""Lighthouse on a phone's queue with 100 drafts; part of `make bench-dashboard`. Prints numbers, asserts nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import requests

from tests.fixtures.dashboard import Dashboard
from tests.fixtures.phone import CHROMIUM

LIGHTHOUSE = "lighthouse@12.8"
"""The last one for Node 20."""

PLACE = Path(__file__).parents[2] / ".install" / "lighthouse"
DRAFTS = 100
RUNS = 5
TRIES = 5
"""So many failed runs are too many."""

CATEGORIES = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def main() -> None:
    """Install Lighthouse beside the product, start the dashboard, measure, print."""
    program = install()
    if program is None:
        print(f"{LIGHTHOUSE} could not be installed; nothing was measured with it.")
        return
    with tempfile.TemporaryDirectory() as folder:
        dashboard = Dashboard(Path(folder) / "run")
        for number in range(DRAFTS):
            dashboard.draft(number, priority="High" if number % 10 == 0 else "Medium")
        dashboard.start()
        try:
            client = dashboard.sign_in()
            runs = list(islice(measurements(program, f"{dashboard.url}/approvals", client, Path(folder)), RUNS))
        finally:
            dashboard.stop()
    runs.sort(key=lambda run: run["scores"]["performance"])
    median = runs[RUNS // 2]
    scores = ", ".join(f"{name} {median['scores'][name]}" for name in CATEGORIES)
    every = ", ".join(f"{run['scores']['performance']} ({run['speed']})" for run in runs)
    print(f"{f'Lighthouse, phone, queue of 100 (median of {RUNS})':<52} {scores}")
    print(f"{'  performance of each run (speed of the machine)':<52} {every}")
    print(f"{'  first paint, largest paint, blocked, shift':<52} {median['times']}")
    for title in median["failed"]:
        print(f"{'  not perfect':<52} {title}")


def install() -> Path | None:
    """Return the program, installed once; None where the registry does not give it."""
    program = PLACE / "node_modules" / ".bin" / "lighthouse"
    npm = shutil.which("npm")
    assert npm
    if not program.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(PLACE), "--no-audit", "--no-fund", "--silent", LIGHTHOUSE]
        subprocess.run(command, check=False, timeout=600)
    return program if program.exists() else None


def measurements(program: Path, address: str, client: requests.Session, folder: Path) -> Iterator[dict[str, Any]]:
    """Yield runs; one that ends without a trace of the page, as happens, is made again a few times."""
    failures = 0
    while failures < TRIES:
        try:
            yield measure(program, address, client, folder)
        except subprocess.CalledProcessError as error:
            failures += 1
            print(f"Lighthouse ended with {error.returncode}; once more.")
    raise SystemExit("Lighthouse does not work here.")


def measure(program: Path, address: str, client: requests.Session, folder: Path) -> dict[str, Any]:
    """Return scores, times, the machine's speed (Lighthouse's own index) and what was found wanting in one run."""
    report = folder / "report.json"
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies)
    command = [
        str(program),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--extra-headers={json.dumps({'Cookie': cookies})}",
        f"--chrome-flags={FLAGS}",
    ]
    subprocess.run(command, env={**os.environ, "CHROME_PATH": CHROMIUM}, check=True, timeout=180)
    result = json.loads(report.read_text("utf-8"))
    audits = result["audits"]
    shown = [audits[name]["displayValue"] for name in PAINTS]
    return {
        "scores": {name: round(result["categories"][name]["score"] * 100) for name in CATEGORIES},
        "times": ", ".join(shown),
        "speed": round(result["environment"]["benchmarkIndex"]),
        "failed": [audit["title"] for audit in audits.values() if audit["score"] is not None and audit["score"] < HALF],
    }


PAINTS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
HALF = 0.5
"""Audits below it are named."""


if __name__ == "__main__":
    main()
