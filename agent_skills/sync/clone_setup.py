"""Making the two clones: `local-agent init` creates the vault's repository, `cloud-agent init` clones it."""

from __future__ import annotations

import logging
import os
import sys
from importlib.resources import files
from pathlib import Path

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.redaction import without_login
from agent_skills.sync.git_options import SAFE_CONFIG
from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.remote_login import LOGIN_FILE, LoginError, keep_login, migrate_login

log = logging.getLogger(__name__)


class CloneError(EmployeeError):
    """The clone could not be made; the message says why and what to do."""


def create_repository(root: Path, branch: str, remote: str) -> GitRepo:
    """Make a folder a git repository, or take the one that is there.

    Args:
        root: the vault's folder, existing.
        branch: name of the branch.
        remote: address of the remote, empty for none.

    Raises:
        CloneError: the folder belongs to a repository with another remote.
    """
    repo = GitRepo(root)
    if not (root / ".git").exists():
        repo.run("init", "--quiet", f"--initial-branch={branch}")
    _configure(repo)
    install_hook(repo)
    if remote:
        _set_remote(repo, remote)
    return repo


def clone_repository(remote: str, root: Path, branch: str) -> GitRepo:
    """Prepare an empty folder for the first sync with a remote; nothing is checked out by git itself.

    Args:
        remote: address of the remote.
        root: folder to make; it must be missing, empty, or already a clone of this remote.
        branch: name of the branch.

    Raises:
        CloneError: the folder holds something else, or the remote does not answer.
    """
    if root.exists() and any(root.iterdir()) and not (root / ".git").exists():
        raise CloneError(f"{root} is not empty. Choose another folder, or empty it first.")
    root.mkdir(parents=True, exist_ok=True)
    repo = create_repository(root, branch, remote)
    try:
        repo.run("ls-remote", "origin")
    except GitError as error:
        shown = without_login(remote)
        raise CloneError(f"{shown} does not answer ({error.message}). Check the address and the SSH key.") from error
    return repo


def tidy_clone(repo: GitRepo) -> list[Finding]:
    """Bring a clone that was made before, or by hand, to what set-up makes today; tells what the owner should know.

    Args:
        repo: the clone.
    """
    install_hook(repo)
    try:
        moved = migrate_login(repo)
    except (LoginError, GitError, OSError) as error:
        log.warning("the remote's login stays in the clone's configuration: %s", error)
        return []
    return [_moved()] if moved else []


def _moved() -> Finding:
    problem = "The address of the git remote in .git/config held a login, which every program there could print."
    remedy = (
        f"It was moved to .git/{LOGIN_FILE}, which only you can read; syncing goes on as before. Nothing is to do, "
        "unless others could read the old file: then replace the password or token at your git host."
    )
    return Finding("login_moved", "git", f"{problem} It was moved out of it.", remedy, Severity.WARNING)


def install_hook(repo: GitRepo) -> None:
    """Let a person's own commits pass the check for secrets; a hook that is there already stays.

    Args:
        repo: the clone. The product's own commits run no hooks; they are checked in the process.
    """
    hook = repo.root / ".git" / "hooks" / "pre-commit"
    repo.run("config", "ai-employee.python", sys.executable)
    if hook.exists() or hook.is_symlink():
        return
    hook.parent.mkdir(exist_ok=True)
    content = files("agent_skills.sync").joinpath("template", "pre-commit").read_bytes()
    with os.fdopen(os.open(hook, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755), "wb") as file:
        file.write(content)


def _set_remote(repo: GitRepo, remote: str) -> None:
    if remote.startswith("-") or "::" in remote:
        raise CloneError(f"{without_login(remote)!r} is no address of a git remote.")
    try:
        migrate_login(repo)
        remote = keep_login(repo, remote)
    except LoginError as error:
        raise CloneError(str(error)) from error
    try:
        known = repo.line("remote", "get-url", "origin")
    except GitError:
        repo.run("remote", "add", "origin", remote)
        return
    if known != remote:
        raise CloneError(
            f"The vault's remote is {without_login(known)}. "
            f"To change it: git -C {repo.root} remote set-url origin {without_login(remote)}"
        )


def _configure(repo: GitRepo) -> None:
    """Write the safe settings into the clone, for the owner's own git commands (architecture §6.6)."""
    for key, value in SAFE_CONFIG:
        if not key.startswith(("core.hooksPath", "gc.", "fastimport.", "commit.")):
            repo.run("config", key, value)
