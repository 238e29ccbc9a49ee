"""What a person is about to commit in the vault, checked like the product's own commits.

`deployment/git-hooks/pre-commit` runs it inside of the clone; it ends with 1 where something must not be committed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from agent_skills.domain.zones import MAX_FILE_BYTES
from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.secrets_check import SecretsCheck

REMEDY = "Take it out (git restore --staged -- PATH), and replace the secret if it was ever pushed."


def staged_problems(repo: GitRepo) -> list[str]:
    """Return a line for each staged file that must not be committed.

    Args:
        repo: the clone; its index is the one that git names in GIT_INDEX_FILE, else the usual one.
    """
    listed = repo.run("diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=ACMRT")
    check, found = SecretsCheck(), []
    for path in (os.fsdecode(name) for name in listed.split(b"\0") if name):
        reason = check.reason(path, _content(repo, path))
        if reason:
            found.append(f"{path.encode('utf-8', 'replace').decode()}: {reason}")
    return found


def _content(repo: GitRepo, path: str) -> bytes:
    oid = repo.line("rev-parse", f":0:{path}")
    return repo.blobs([oid], MAX_FILE_BYTES).get(oid, b"")


def main() -> int:
    """Check and tell; returns the exit code."""
    try:
        problems = staged_problems(GitRepo(Path.cwd()))
    except GitError as error:
        problems = [f"the staged files could not be read ({error.message})"]
    if problems:
        sys.stderr.write("".join(f"Not committed. {line}\n" for line in problems) + REMEDY + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
