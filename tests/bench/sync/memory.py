"""How much memory the git_sync process of the product holds, after a start and a few cycles with changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.sync.measure import Row, Sample
from tests.bench.sync.new_task import write_task
from tests.bench.sync.place import Bench
from tests.bench.sync.plain_git import git
from tests.fixtures.product import REPOSITORY, write_env
from tests.fixtures.waiting import eventually

CHANGES = 5
SECONDS = 300
"""A first scan of 100,000 files on a busy machine."""


def memory(bench: Bench, runs: int) -> list[Row]:
    """Measure it; further runs would give the same."""
    del runs
    with _sync_process(bench) as process:
        for _ in range(CHANGES):
            path = write_task(bench.local.root)
            eventually(lambda path=path: _arrived(bench, path), f"{path} is on the remote", SECONDS)  # type: ignore[misc]
        held, peak = (_status(process.pid, field) for field in ("VmRSS", "VmHWM"))
    note = f"peak {peak:.0f} MB"
    return [Row("memory of git_sync", bench.files, "MB", Sample((held,)), None, "–", "<= 150 MB", note)]


@contextmanager
def _sync_process(bench: Bench) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "VAULT_PATH": str(bench.local.root),
        "AI_EMPLOYEE_STATE": str(bench.folder / "state"),
        "GIT_REMOTE_URL": git(bench.local.root, "remote", "get-url", "origin").strip(),
        "GIT_SYNC_INTERVAL": "2",
    }
    env_file = write_env(bench.folder / ".env.local", settings)
    environment = {"PATH": os.environ["PATH"], "HOME": str(bench.folder), "ENV_FILE": str(env_file)}
    with (bench.folder / "git_sync.log").open("wb") as log:
        command = [sys.executable, "-m", "local_agent", "sync"]
        process = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(SECONDS)


def _arrived(bench: Bench, path: str) -> bool:
    return bool(git(bench.folder / "remote.git", "ls-tree", "--name-only", "main", path))


def _status(process: int, field: str) -> float:
    """Return a value of /proc/PID/status in MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024
