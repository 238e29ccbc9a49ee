"""What goes wrong, from a moment on, until the last restart."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.fixtures.tcp_proxy import Network, TcpProxy

SOURCE = Path(__file__).with_name("disk_faults.c")
PRELOADED = "AI_EMPLOYEE_DISK_FAULTS"


class Where(StrEnum):
    """What a fault concerns."""

    NOTHING = "nothing"
    NETWORK = "network"
    DISK = "disk"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Fault:
    """One column of the table.

    Args:
        name: as the table shows it.
        where: what it concerns.
        amount: hours of the clock, or number of the disk's fault in `disk_faults.c`.
        state_only: only the state folder is concerned, not the whole disk.
    """

    name: str
    where: Where
    amount: int = 0
    state_only: bool = False


NONE = Fault("none", Where.NOTHING)
FAULTS: tuple[Fault, ...] = (
    NONE,
    Fault("connection refused", Where.NETWORK),
    Fault("connection reset", Where.NETWORK),
    Fault("black hole", Where.NETWORK),
    Fault("slow", Where.NETWORK),
    Fault("cut after 64 bytes", Where.NETWORK),
    Fault("disk full", Where.DISK, 1),
    Fault("state full", Where.DISK, 1, state_only=True),
    Fault("state read-only", Where.DISK, 3, state_only=True),
    Fault("EIO on fsync", Where.DISK, 2),
    Fault("clock +1 h", Where.CLOCK, 1),
    Fault("clock -1 h", Where.CLOCK, -1),
)


def strike_network(fault: Fault, proxy: TcpProxy) -> None:
    """Let a network go wrong."""
    if fault.name == "connection refused":
        proxy.close_port()
    elif fault.name == "connection reset":
        proxy.reset()
    elif fault.name == "black hole":
        proxy.network.silent = True
    elif fault.name == "slow":
        proxy.network.latency = 0.2
    elif fault.name == "cut after 64 bytes":
        proxy.network.cut_in = 64


def mend_network(proxy: TcpProxy) -> None:
    """Let a network work again, for new connections."""
    proxy.reset()
    proxy.open_port()
    proxy.network = Network()


def strike_disk(fault: Fault, folder: Path) -> None:
    """Let the disk below a folder go wrong, for this process."""
    ctypes.CDLL(None).fault_arm(fault.amount, str(folder).encode())


def disk_faults_possible() -> bool:
    """Tell whether this process runs with the library that makes disks go wrong."""
    return PRELOADED in os.environ


def start_again_with_disk_faults(folder: Path) -> None:
    """Replace this process by one with that library; does nothing where it cannot be built or runs already."""
    compiler = shutil.which("cc")
    if disk_faults_possible() or compiler is None or sys.platform != "linux":
        return
    library = folder / "disk_faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    if subprocess.run(command, check=False).returncode == 0:
        environment = {**os.environ, "LD_PRELOAD": str(library), PRELOADED: str(folder)}
        os.execve(sys.executable, [sys.executable, "-m", "tests.bench.matrix", *sys.argv[1:]], environment)
