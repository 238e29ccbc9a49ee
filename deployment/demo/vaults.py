"""The demo's git remote and its two clones, made with the product's own `init` commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from deployment.demo.errors import DemoError
from deployment.demo.place import AGENTS, REPOSITORY, Place

INIT_SECONDS = 120.0
BRANCH = "main"
START_AFRESH = "make demo-reset removes the demo's folder; then: make demo"


def ensure_vaults(place: Place, environment: Mapping[str, str]) -> bool:
    """Make what is missing of the remote and the clones; what is complete is left alone.

    A clone is made under another name and renamed when complete, so that a clone that is there can be used.

    Args:
        place: of the demo.
        environment: for git and the agents.

    Returns:
        whether the vault is a new one.

    Raises:
        DemoError: a command failed.
    """
    for agent in AGENTS:
        shutil.rmtree(_unfinished(place, agent), ignore_errors=True)
    is_new = not _remote_is_complete(place, environment)
    if is_new:
        _make_remote(place, environment)
    for agent in ("local", "cloud"):  # Local lays the vault out, the Cloud clones it
        if not place.vault(agent).exists():
            _init(place, agent, _unfinished(place, agent), environment)
            _unfinished(place, agent).rename(place.vault(agent))
            _init(place, agent, place.vault(agent), environment)  # what it wrote down names the folder
    return is_new


def _remote_is_complete(place: Place, environment: Mapping[str, str]) -> bool:
    if not (place.remote / "HEAD").exists():
        return False
    shown = _git(environment, "-C", str(place.remote), "rev-parse", "--verify", "--quiet", BRANCH)
    return shown.returncode == 0


def _make_remote(place: Place, environment: Mapping[str, str]) -> None:
    """Make an empty remote; clones of a remote that is gone are of no use to the demo, but are not thrown away."""
    for agent in AGENTS:
        if place.vault(agent).exists():
            _put_aside(place.vault(agent))
    if place.remote.exists():
        _put_aside(place.remote)
    done = _git(environment, "init", "--quiet", "--bare", f"--initial-branch={BRANCH}", str(place.remote))
    if done.returncode:
        raise DemoError(f"The git remote could not be made: {done.stderr.strip()}", "git 2.34 or newer is needed.")


def _put_aside(folder: Path) -> None:
    number = 1
    while (target := folder.with_name(f"{folder.name}.old-{number}")).exists():
        number += 1
    folder.rename(target)


def _init(place: Place, agent: str, vault: Path, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", f"{agent}_agent", "init", "--vault", str(vault), "--remote", str(place.remote)]
    done = subprocess.run(
        command,
        env={**environment, "ENV_FILE": str(place.env_file(agent))},
        capture_output=True,
        text=True,
        timeout=INIT_SECONDS,
        check=False,
        cwd=REPOSITORY,
    )
    if done.returncode:
        raise DemoError(f"The {agent} vault could not be made: {done.stderr.strip()}", START_AFRESH)


def _unfinished(place: Place, agent: str) -> Path:
    return place.root / f"{agent}-vault.unfinished"


def _git(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("git")
    if program is None:
        raise DemoError("git is not installed.", "Install git 2.34 or newer.")
    return subprocess.run(
        [program, *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=INIT_SECONDS,
        check=False,
    )
