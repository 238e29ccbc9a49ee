"""`doctor` tells whether this machine may read and write the vault on the remote, and changes nothing there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.remote_check import check_remote
from tests.fixtures.git_remotes import make_clones
from tests.fixtures.product import git
from tests.fixtures.sshd import SshServer, needs_ssh

pytestmark = pytest.mark.integration


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_clones(tmp_path)[0].root


@pytest.fixture
def server(vault: Path) -> Iterator[SshServer]:
    """The remote behind an sshd, as the vault's clone knows it."""
    with SshServer() as server:
        git("-C", str(vault), "remote", "set-url", "origin", server.url(server.port, vault.parent / "remote.git"))
        yield server


@needs_ssh
@pytest.mark.req("FR-P007")
def test_a_remote_that_takes_reads_and_pushes_is_fine_and_stays_as_it_was(vault: Path, server: SshServer) -> None:
    before = git("-C", str(vault.parent / "remote.git"), "for-each-ref")
    assert check_remote(GitRepo(vault, server.command())) is None
    assert git("-C", str(vault.parent / "remote.git"), "for-each-ref") == before


@needs_ssh
@pytest.mark.req("FR-P007")
def test_a_key_that_may_only_read_is_told_in_the_remotes_own_words(vault: Path, server: SshServer) -> None:
    server.refuse_pushes()
    found = check_remote(GitRepo(vault, server.command()))
    assert found is not None
    assert "does not let this machine write" in found.problem
    assert "marked as read only)." in found.problem
    assert "right to write" in found.remedy


def test_another_machines_newer_commits_are_no_refusal(vault: Path) -> None:
    other = vault.parent / "other"
    git("clone", "--quiet", str(vault.parent / "remote.git"), str(other))
    (other / "Note.md").write_text("newer", encoding="utf-8")
    git("-C", str(other), "add", "Note.md")
    git("-C", str(other), "-c", "user.name=O", "-c", "user.email=o@example.org", "commit", "--quiet", "-m", "Newer")
    git("-C", str(other), "push", "--quiet", "origin", "HEAD:main")
    assert check_remote(GitRepo(vault)) is None


def test_a_remote_that_is_gone_is_told_with_what_to_look_at(vault: Path) -> None:
    shutil.rmtree(vault.parent / "remote.git")
    found = check_remote(GitRepo(vault))
    assert found is not None
    assert found.problem.startswith("The remote does not answer (")
    assert "git remote -v" in found.remedy


def test_a_vault_without_a_remote_asks_for_init(vault: Path) -> None:
    git("-C", str(vault), "remote", "remove", "origin")
    found = check_remote(GitRepo(vault))
    assert found is not None
    assert (found.problem, "`init`" in found.remedy) == ("The vault has no git remote.", True)
