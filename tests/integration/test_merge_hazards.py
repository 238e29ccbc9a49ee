"""Every hazard of a plain pull, once with plain git, which falls into it, and once with the product, which does not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from agent_skills.domain.states import Agent
from tests.bench.sync.plain_git import git as plain
from tests.fixtures.git_remotes import make_remote, open_clone
from tests.fixtures.merge_hazards import HAZARDS, Hazard, put

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-P009", "FR-P011", "SC-P007", "P-US4.5")]


def start(folder: Path, hazard: Hazard) -> tuple[Path, Path]:
    """Return the machines of the Cloud and of the owner with the same files."""
    remote = make_remote(folder)
    for name in ("cloud", "local"):
        plain(folder, "clone", "--quiet", str(remote), name)
    for path, content in hazard.base.items():
        put(path, content)(folder / "local")
    plain(folder / "local", "add", "-A")
    plain(folder / "local", "commit", "--quiet", "-m", "Start")
    plain(folder / "local", "push", "--quiet", "-u", "origin", "main")
    plain(folder / "cloud", "pull", "--quiet", "origin", "main")
    return folder / "cloud", folder / "local"


def push_plainly(root: Path) -> None:
    plain(root, "add", "-A", "--force")
    plain(root, "commit", "--quiet", "-m", "Edit")
    plain(root, "push", "--quiet", "origin", "HEAD:main")


def pull_plainly(root: Path) -> bool:
    """Commit and pull as a script would; returns whether git was content."""
    plain(root, "add", "-A")
    plain(root, "commit", "--quiet", "--allow-empty", "-m", "Edit")
    try:
        plain(root, "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    except subprocess.CalledProcessError:
        return False
    return True


@pytest.mark.parametrize("name", HAZARDS)
def test_a_plain_pull_falls_into_it(tmp_path: Path, name: str) -> None:
    hazard = HAZARDS[name]
    cloud, local = start(tmp_path, hazard)
    hazard.cloud(cloud)
    push_plainly(cloud)
    hazard.local(local)
    assert pull_plainly(local) is not hazard.by_hand
    assert not hazard.well(local)


@pytest.mark.parametrize("name", HAZARDS)
def test_the_product_does_not(tmp_path: Path, name: str) -> None:
    hazard = HAZARDS[name]
    cloud, local = start(tmp_path, hazard)
    owner = open_clone(local, Agent.LOCAL)
    assert owner.sync.sync().error is None
    hazard.cloud(cloud)
    push_plainly(cloud)
    hazard.local(local)
    assert owner.sync.sync().error is None
    assert hazard.well(local)
    assert owner.sync.sync().error is None
    assert hazard.well(local)
