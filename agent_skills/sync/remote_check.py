"""Asks the remote whether this machine may read and write the vault there; nothing is changed on either side."""

from __future__ import annotations

from agent_skills.domain.findings import Finding
from agent_skills.sync.git_repo import GitError, GitRepo

NOWHERE = "refs/ai-employee/check"
"""A name that no ref has, so that no other push can be in the way. None is made either: the push is a dry run, before
which a remote asks for the right to write all the same."""

ANSWERS = "answers, and lets this machine write"
"""What is told where nothing is found."""

INIT_REMEDY = "Run the agent's `init` command with `--remote`."
READ_REMEDY = (
    "Check the network, the remote's address (git remote -v in the vault) and that it knows this machine's key."
)
WRITE_REMEDY = "Give this machine's key (or login) the right to write to the vault's repository."


def check_remote(repo: GitRepo) -> Finding | None:
    """Return what keeps this clone from its remote, None where it may read and write.

    A remote that protects single branches says so only to a real push; the sync tells it then, in the remote's words.

    Args:
        repo: the clone.
    """
    if not _succeeds(repo, "config", "--get", "remote.origin.url"):
        return _finding("The vault has no git remote.", INIT_REMEDY)
    try:
        repo.run("ls-remote", "origin", NOWHERE)
    except GitError as error:
        return _finding(f"The remote does not answer ({error.message or 'no answer'}).", READ_REMEDY)
    commit = repo.resolve("HEAD")
    return _refused(repo, commit) if commit else None


def _refused(repo: GitRepo, commit: str) -> Finding | None:
    try:
        repo.run("push", "--dry-run", "--porcelain", "origin", f"{commit}:{NOWHERE}")
    except GitError as error:
        return _finding(f"The remote does not let this machine write ({error.reason or 'no answer'}).", WRITE_REMEDY)
    return None


def _succeeds(repo: GitRepo, *arguments: str) -> bool:
    try:
        repo.run(*arguments)
    except GitError:
        return False
    return True


def _finding(problem: str, remedy: str) -> Finding:
    return Finding("git_remote_unreachable", "git", problem, remedy)
