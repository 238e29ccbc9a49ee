"""Where the measurements of one size happen: a remote for the product and a remote for plain git, two clones each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent_skills.domain.states import Agent
from tests.bench.sync.vault import clone, make_remote
from tests.fixtures.git_remotes import Clone, open_clone

Tell = Callable[[str], None]
"""Gets a line about what happens now."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Equal vaults for both ways.

    Args:
        folder: all of it lies below.
        files: size of the vault.
        local: the product's clone on the owner's machine.
        cloud: the product's clone in the cloud.
        plain: two clones of another remote, for plain git.
    """

    folder: Path
    files: int
    local: Clone
    cloud: Clone
    plain: tuple[Path, Path]


def set_up(folder: Path, files: int, tell: Tell) -> Bench:
    """Make remotes and clones of one size."""
    tell(f"{files:,} files: writing the vault")
    remote, twin = folder / "remote.git", folder / "plain.git"
    make_remote(remote, files)
    shutil.copytree(remote, twin)
    tell(f"{files:,} files: cloning it four times")
    for name, source in (("local", remote), ("cloud", remote), ("plain-a", twin), ("plain-b", twin)):
        clone(source, folder / name)
    local, cloud = open_clone(folder / "local", Agent.LOCAL), open_clone(folder / "cloud", Agent.CLOUD)
    tell(f"{files:,} files: first cycle of both machines")
    for machine in (local, cloud):
        report = machine.sync.sync()
        if report.error:
            raise RuntimeError(report.error)
    return Bench(folder, files, local, cloud, (folder / "plain-a", folder / "plain-b"))
