"""Self-checks: each gives one row with a state, a cause in plain words and a remedy."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from agent_skills.domain.findings import Finding

Row = dict[str, Any]
Check = Callable[[], Row]


def row(check: str, problem: str | None = None, remedy: str | None = None, *, detail: str | None = None) -> Row:
    """Return the outcome of one check; without a problem it is ok."""
    return {"check": check, "state": "failed" if problem else "ok", "detail": problem or detail, "remedy": remedy}


def of_finding(check: str, finding: Finding | None, detail: str) -> Row:
    """Return the outcome of a check that found something, or did not."""
    return row(check, finding.problem, finding.remedy) if finding else row(check, detail=detail)


def machine_checks(vault: Path, env_file: str) -> list[tuple[str, Check]]:
    """Return what is checked on either machine."""
    return [
        ("git", check_git),
        ("vault", lambda: check_vault(vault)),
        ("settings file", lambda: check_env_file(env_file)),
        ("disk", lambda: check_space(vault)),
    ]


def run_checks(checks: Iterable[tuple[str, Check]]) -> list[Row]:
    """Run every check; one that breaks is a failed row, not the end."""
    return [_guarded(name, check) for name, check in checks]


def _guarded(name: str, check: Check) -> Row:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  # a broken check is itself a finding
        return row(name, f"the check itself failed ({type(error).__name__})", "See the log and report it.")


def check_vault(root: Path) -> Row:
    """Check that the vault is a git clone that this user can write."""
    if not os.access(root, os.W_OK):
        return row("vault", f"{root} cannot be written", "Give this user write permission on the vault.")
    if not (root / ".git").exists():
        return row("vault", f"{root} is no git clone", "Run the agent's `init` command.")
    return row("vault", detail=str(root))


def check_git() -> Row:
    """Check that git is installed."""
    found = shutil.which("git")
    return row("git", detail=found) if found else row("git", "git is not installed", "Install git (2.34 or newer).")


def check_env_file(name: str) -> Row:
    """Check that the settings file is readable by its owner only."""
    if not name:
        return row("settings file", detail="no ENV_FILE; settings come from the environment")
    mode = stat.S_IMODE(Path(name).stat().st_mode)
    if mode & 0o077:
        return row("settings file", f"{name} can be read by others (mode {mode:o})", f"chmod 600 {name}")
    return row("settings file", detail=name)


def check_space(folder: Path, needed: int = 512 * 1024 * 1024) -> Row:
    """Check that at least `needed` bytes are free (default 512 MiB, room for a day's commits and logs)."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        return row("disk", f"only {free // 1024**2} MiB are free", "Free some space; work goes on, but not for long.")
    return row("disk", detail=f"{free // 1024**2} MiB free")
