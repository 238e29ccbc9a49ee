"""How the dashboard's measures are taken and printed."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import requests


def seconds(client: requests.Session, address: str) -> float:
    """Return how long one answer takes."""
    begun = time.perf_counter()
    answer = client.get(address, timeout=30)
    answer.raise_for_status()
    return time.perf_counter() - begun


def memory(pid: int) -> int:
    """Return the resident memory of a process in MB."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096 // 1_000_000


def spread(times: list[float]) -> str:
    """Return median, p99 and worst in milliseconds."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    median, worst = statistics.median(ordered), ordered[-1]
    return f"median {median * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, worst {worst * 1000:.1f} ms (n={len(ordered)})"


def tell(what: str, value: str) -> None:
    """Print one line of the report."""
    print(f"{what:<52} {value}", flush=True)
