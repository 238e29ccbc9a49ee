"""Drives a PM2 of the demo's own, with the ecosystem files of production."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deployment.demo.errors import DemoError
from deployment.demo.place import REPOSITORY, Place

PROGRAM = REPOSITORY / "deployment/pm2/node_modules/.bin/pm2"
ECOSYSTEMS = REPOSITORY / "deployment/pm2"
MAILBOX_ECOSYSTEM = REPOSITORY / "deployment/demo/ecosystem.demo.config.js"
SECONDS = 60.0
END_SECONDS = 12.0
"""A little more than `kill_timeout` of the ecosystem files."""

LOG_TAIL = 2000
"""Characters of a process's log that are shown when it does not start."""

KEPT = (
    *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
)
"""Nothing else of the person's environment reaches the processes: their settings are in the demo's files."""

OURS = ("cloud_agent", "local_agent", "deployment.demo mailbox", "nextjs_dashboard/server/start.mjs", "next-server")
"""What the command lines of the demo's processes hold."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process as PM2 sees it; `memory` in bytes."""

    name: str
    pid: int
    status: str
    restarts: int
    memory: int

    @property
    def runs(self) -> bool:
        """Whether it is up; PM2 may call a process online or waiting that has no pid."""
        return self.status == "online" and self.pid > 0


def clean_environment(place: Place, own: Mapping[str, str]) -> dict[str, str]:
    """Return what the demo's programs see of the person's environment.

    Args:
        place: of the demo.
        own: the person's environment.
    """
    kept = {name: own[name] for name in KEPT if own.get(name)}
    return {
        "USER": "demo",
        **kept,
        "PM2_HOME": str(place.pm2_home),
        "PM2_DISABLE_VERSION_CHECK": "true",
        "AI_EMPLOYEE_PYTHON": sys.executable,
    }


class Pm2:
    """Starts and ends processes.

    Args:
        place: of the demo.
        environment: made by `clean_environment`.
    """

    def __init__(self, place: Place, environment: Mapping[str, str]) -> None:
        self._place = place
        self._environment = dict(environment)

    def start(self, ecosystem: Path, **variables: str) -> None:
        """Start the processes of an ecosystem file.

        Args:
            ecosystem: the file.
            variables: added to the processes' environment.
        """
        self._run("start", str(ecosystem), **variables)

    def processes(self) -> list[Process]:
        """Return all processes; none where PM2 does not run. Does not start PM2."""
        if not self.daemon_runs():
            return []
        lines = self._run("jlist").strip().splitlines()
        try:
            return [_process(entry) for entry in json.loads(lines[-1])]
        except (ValueError, IndexError, KeyError, TypeError) as error:
            raise DemoError("PM2 does not answer sensibly.", "make demo-stop, then: make demo") from error

    def stop(self) -> None:
        """End every process and PM2 itself, also processes that a killed PM2 left behind."""
        pids = self._known_pids()
        if self.daemon_runs():
            self._run("kill")
        _end([pid for pid in pids if _is_ours(pid)])

    def daemon_runs(self) -> bool:
        """Tell whether this demo's PM2 runs."""
        try:
            pid = int((self._place.pm2_home / "pm2.pid").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return False
        return "PM2" in _command_line(pid) or "God Daemon" in _command_line(pid)

    def log_tail(self, process: str) -> str:
        """Return the end of what a process complained about."""
        try:
            text = (self._place.pm2_home / "logs" / f"{process}-error.log").read_text(
                encoding="utf-8", errors="replace"
            )
        except OSError:
            return "(no log)"
        return text[-LOG_TAIL:].strip()

    def _known_pids(self) -> list[int]:
        found = []
        for path in (self._place.pm2_home / "pids").glob("*.pid"):
            try:
                found.append(int(path.read_text(encoding="ascii")))
            except (OSError, ValueError):
                continue
        return found

    def _run(self, *arguments: str, **variables: str) -> str:
        if not PROGRAM.exists():
            raise DemoError("PM2 is not installed.", "Run: make demo (it installs what is missing)")
        self._place.pm2_home.mkdir(parents=True, exist_ok=True, mode=0o700)
        done = subprocess.run(
            [str(PROGRAM), *arguments],
            env={**self._environment, **variables},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            cwd=REPOSITORY,
        )
        if done.returncode:
            text = (done.stdout + done.stderr).strip()[-LOG_TAIL:]
            raise DemoError(f"pm2 {arguments[0]} failed: {text}", "make demo-stop, then: make demo")
        return done.stdout


def _process(entry: dict[str, Any]) -> Process:
    environment = entry["pm2_env"]
    memory = int((entry.get("monit") or {}).get("memory") or 0)
    return Process(
        str(entry["name"]),
        int(entry.get("pid") or 0),
        str(environment["status"]),
        int(environment.get("restart_time") or 0),
        memory,
    )


def _end(pids: list[int]) -> None:
    """Ask processes to end, and wait until their ports and locks are free."""
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + END_SECONDS
    while any(_is_ours(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)


def _is_ours(pid: int) -> bool:
    line = _command_line(pid)
    return any(part in line for part in OURS)


def _command_line(pid: int) -> str:
    """Return a process's command line, empty where there is no such process (ps: Linux and macOS)."""
    if pid <= 0:
        return ""
    done = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return done.stdout.strip()
