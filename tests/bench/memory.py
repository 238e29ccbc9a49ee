"""What the processes hold in memory, each with all its children."""

from __future__ import annotations

from pathlib import Path

from tests.bench.table import Row
from tests.fixtures.product import Product

GOAL_MB = 600
KIB = 1024


def memory(product: Product) -> list[Row]:
    """Return megabytes by process: PSS, so that pages shared between them count once."""
    held = {str(process["name"]): tree_pss(int(process["pid"])) for process in product.processes() if process["pid"]}
    rows = [Row(f"  {name}", [size], "MB") for name, size in sorted(held.items())]
    return [Row(f"memory of {len(held)} processes together", [sum(held.values())], "MB", GOAL_MB), *rows]


def tree_pss(pid: int, part: str = "Pss") -> float:
    """Return megabytes of a process and its children: PSS, so that pages shared between them count once.

    Args:
        pid: of the process.
        part: line of `smaps_rollup`; `Pss_Anon` leaves out the files that other processes may share or not.
    """
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    own = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    kib = next(int(line.split()[1]) for line in own.splitlines() if line.startswith(f"{part}:"))
    return kib / KIB + sum(tree_pss(int(child), part) for child in children)
