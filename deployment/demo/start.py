"""`make demo`: makes what is missing, starts everything, and waits until the first drafts are on the page."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from deployment.demo.certificate import ensure_certificate
from deployment.demo.console import Console, say
from deployment.demo.dashboard_client import DashboardClient
from deployment.demo.env_files import OWNER, dashboard_url, ensure_secrets, write_env_files
from deployment.demo.errors import DemoError
from deployment.demo.letters import deliver, sample_letters
from deployment.demo.place import AGENTS, REPOSITORY, Place, read_notes, write_notes
from deployment.demo.pm2 import ECOSYSTEMS, MAILBOX_ECOSYSTEM, Pm2, clean_environment
from deployment.demo.ports import answers, choose_port
from deployment.demo.readiness import Waiting, missing_subjects, stale_heartbeats
from deployment.demo.vaults import ensure_vaults
from deployment.demo.welcome import welcome

DASHBOARD_PORT = 3000
SMTP_PORT = 2525
START_SECONDS = 90.0
DRAFT_SECONDS = 120.0
"""With a model behind it, a draft takes its time."""

EXPECTED = frozenset(
    {
        *("demo_mailbox", "cloud_orchestrator", "gmail_watcher", "git_sync_cloud"),
        *("local_orchestrator", "whatsapp_watcher", "git_sync_local", "nextjs_dashboard"),
    }
)
SOURCES = ("agent_skills", "cloud_agent", "local_agent", "deployment/demo", "deployment/pm2")
STEPS = 5


class Start:
    """One start of the demo.

    Args:
        place: where it lives.
        own: the person's environment.
    """

    def __init__(self, place: Place, own: Mapping[str, str]) -> None:
        self._place = place
        self._own = own
        self._environment = clean_environment(place, own)
        self._pm2 = Pm2(place, self._environment)
        self._console = Console(STEPS)
        self._began = datetime.now(UTC)

    def run(self) -> None:
        """Start everything, or find it running.

        Raises:
            DemoError: something failed; it says what to do.
        """
        self._place.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with FileLock(self._place.root / "demo.lock", timeout=0):
                self._run()
        except Timeout as error:
            raise DemoError("Another `make demo` is at work.", "Wait for it, or end it with Ctrl-C.") from error

    def _run(self) -> None:
        began = time.monotonic()
        running = {process.name for process in self._pm2.processes() if process.runs} >= EXPECTED
        if not running:
            self._pm2.stop()
        with self._console.step("Settings, secrets and certificate"):
            notes = self._prepare(running=running)
        with self._console.step("Git remote, Cloud vault and Local vault"):
            if ensure_vaults(self._place, self._environment):
                notes.pop("samples", None)
        with self._console.step("Mailbox, Cloud agent, Local agent and dashboard under PM2"):
            self._start_processes(notes, running=running)
        with self._console.step("All eight processes answer"):
            client = self._wait_until_up(notes)
        with self._console.step("Two mails arrive; the Cloud drafts, the dashboard shows"):
            self._show_samples(notes, client)
        say(welcome(notes, self._place, self._with_model(), time.monotonic() - began))

    def _with_model(self) -> bool:
        return bool(self._own.get("ANTHROPIC_API_KEY") or self._own.get("CLAUDE_API_KEY"))

    def _prepare(self, *, running: bool) -> dict[str, Any]:
        notes = read_notes(self._place)
        known = ensure_secrets(notes)
        notes["secrets"] = asdict(known)
        if not running or "dashboard_port" not in notes:
            notes["dashboard_port"] = choose_port(int(notes.get("dashboard_port", DASHBOARD_PORT)))
            taken = frozenset({notes["dashboard_port"]})
            notes["smtp_port"] = choose_port(int(notes.get("smtp_port", SMTP_PORT)), taken)
        if ensure_certificate(self._place.tls, self._began):
            notes.pop("running", None)
        write_notes(self._place, notes)
        for folder in (self._place.inbox, self._place.outbox):
            for name in ("new", "cur", "tmp"):
                (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        write_env_files(self._place, notes, known, self._own)
        return notes

    def _start_processes(self, notes: dict[str, Any], *, running: bool) -> None:
        fingerprint = _fingerprint(self._place)
        if running and notes.get("running") == fingerprint:
            return
        self._pm2.stop()
        write_notes(self._place, {name: value for name, value in notes.items() if name != "running"})
        self._pm2.start(MAILBOX_ECOSYSTEM, DEMO_ROOT=str(self._place.root))
        self._wait(START_SECONDS).until(lambda: _silent(int(notes["smtp_port"])), "The mailbox")
        for agent in AGENTS:
            ecosystem = ECOSYSTEMS / f"ecosystem.{agent}.config.js"
            self._pm2.start(ecosystem, ENV_FILE=str(self._place.env_file(agent)))
        notes["running"] = fingerprint
        notes["since"] = self._began.isoformat()
        write_notes(self._place, notes)

    def _wait(self, seconds: float) -> Waiting:
        return Waiting(self._pm2, seconds)

    def _wait_until_up(self, notes: dict[str, Any]) -> DashboardClient:
        since = datetime.fromisoformat(notes["since"])
        waiting = self._wait(START_SECONDS)
        waiting.until(lambda: stale_heartbeats(self._place, since), "The processes")
        client = DashboardClient(dashboard_url(notes))
        waiting.until(lambda: [] if client.is_up() else ["the login page"], "The dashboard")
        if not client.sign_in(notes["secrets"]["password"]):
            raise DemoError("The dashboard did not take the demo's own password.", "make demo-reset, then: make demo")
        return client

    def _show_samples(self, notes: dict[str, Any], client: DashboardClient) -> None:
        if notes.get("samples") == "shown":
            return
        samples = sample_letters(OWNER, datetime.now(UTC))
        if notes.get("samples") != "delivered":
            deliver(samples, OWNER, int(notes["smtp_port"]))
            notes["samples"] = "delivered"
            write_notes(self._place, notes)
        wanted = [str(mail["Subject"]) for mail in samples]
        waiting = self._wait(DRAFT_SECONDS)
        waiting.until(lambda: missing_subjects(wanted, client.subjects()), "The drafts of the sample mails")
        notes["samples"] = "shown"
        write_notes(self._place, notes)


def _silent(port: int) -> list[str]:
    return [] if answers(port) else [f"port {port}"]


def _fingerprint(place: Place) -> str:
    """Return what changes when running processes are no longer those that would be started now."""
    parts = [place.env_file(agent).read_text(encoding="utf-8") for agent in AGENTS]
    parts += [_stamp(path) for folder in SOURCES for path in _sources(REPOSITORY / folder)]
    parts.append(_stamp(REPOSITORY / "nextjs_dashboard/.next/BUILD_ID"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _sources(folder: Path) -> list[Path]:
    files = (path for pattern in ("*.py", "*.js", "*.toml", "*.md") for path in folder.rglob(pattern))
    return sorted(path for path in files if "node_modules" not in path.parts)


def _stamp(path: Path) -> str:
    try:
        known = path.stat()
    except OSError:
        return f"{path} is missing"
    return f"{path} {known.st_size} {known.st_mtime_ns}"
