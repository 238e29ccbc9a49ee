"""What the measurements ran on."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.sync.plain_git import git


def machine() -> str:
    """Return processor, memory, kernel and versions in one sentence."""
    versions = f"git {git(Path.cwd(), 'version').split()[2]}, Python {platform.python_version()}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{sys.platform} {platform.release()}"
    return (
        f"{_processor()} ({os.cpu_count()} cores), {memory:.0f} GiB, {system}, {versions}, {datetime.now(UTC):%Y-%m-%d}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
