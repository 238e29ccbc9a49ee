"""The login of a web remote: kept in a file of its own, so that no process list, log or configuration shows it."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit, urlunsplit

from agent_skills.domain.errors import EmployeeError
from agent_skills.sync.git_repo import GitError, GitRepo

LOGIN_FILE = "vault-login"
"""Inside `.git/`, which no commit can hold."""

HELPER = f'!login() {{ test "$1" = get && cat .git/{LOGIN_FILE}; }}; login'
"""Answers git's credential protocol (gitcredentials(7)); unlike `store` it forgets nothing after a refusal."""


class LoginError(EmployeeError):
    """The login in a remote's address cannot be kept."""


def keep_login(repo: GitRepo, remote: str) -> str:
    """Keep the login of an address beside the clone and return the address without it.

    Args:
        repo: the clone; it exists.
        remote: address of the remote, `https://user:password@host/path` or any other.

    Raises:
        LoginError: name or password hold a line break.
    """
    parts = urlsplit(remote) if remote.lower().startswith(("http://", "https://")) else None
    if parts is None or "@" not in parts.netloc:
        return remote
    login, _, host = parts.netloc.rpartition("@")
    user, _, password = (unquote(part) for part in login.partition(":"))
    if "\n" in user + password or "\0" in user + password:
        raise LoginError("The login in the remote's address holds a line break.")
    _write(repo, f"username={user}\npassword={password}\n")
    repo.run("config", f"credential.{parts.scheme}://{host}.helper", HELPER)
    return urlunsplit(parts._replace(netloc=host))


def migrate_login(repo: GitRepo) -> bool:
    """Move a login that stands in the clone's configuration out of it; returns False where none does.

    Args:
        repo: the clone.

    Raises:
        LoginError: name or password hold a line break.
    """
    moved = False
    for name in ("remote.origin.url", "remote.origin.pushurl"):
        try:
            remote = repo.line("config", "--local", "--get", name)
        except GitError:
            continue
        clean = keep_login(repo, remote)
        if clean != remote:
            repo.run("config", "--local", "--replace-all", name, clean)
            moved = True
    return moved


def _write(repo: GitRepo, text: str) -> None:
    path = repo.root / ".git" / LOGIN_FILE
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w") as file:
        file.write(text)
