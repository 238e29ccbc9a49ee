"""The same claims with plain git commands, ten at a time, as a script would make them."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from pathlib import Path

from agent_skills.sync.claiming import ClaimMode
from agent_skills.sync.shares import CLAIM_BATCH
from tests.bench.sync.plain_git import git

Taken = list[tuple[float, list[str]]]


def claim_all_plainly(root: Path, name: str, mode: ClaimMode) -> Taken:
    """Claim until no task is left; returns (time, ids won) of the start and of each batch."""
    claim = _by_moves if mode is ClaimMode.MOVES else _by_refs
    taken: Taken = [(time.time(), [])]
    lost: set[str] = set()
    while offered := sorted(set(_waiting(root)) - lost)[:CLAIM_BATCH]:
        won = claim(root, name, offered)
        taken.append((time.time(), won))
        lost |= {item for item in offered if mode is ClaimMode.REFS}
    return taken


def _waiting(root: Path) -> list[str]:
    return [path.stem for path in (root / "Needs_Action").glob("EMAIL_*.md")]


def _by_moves(root: Path, name: str, items: list[str]) -> list[str]:
    folder = root / "In_Progress" / name
    folder.mkdir(parents=True, exist_ok=True)
    git(root, "mv", *(f"Needs_Action/{item}.md" for item in items), str(folder))
    git(root, "commit", "--quiet", "-m", "Claim")
    try:
        git(root, "push", "--quiet")
    except subprocess.CalledProcessError:
        git(root, "fetch", "--quiet")
        git(root, "reset", "--quiet", "--hard", "origin/main")
        return []
    return items


def _by_refs(root: Path, name: str, items: list[str]) -> list[str]:
    claims = [root / ".git" / f"claim-{item}" for item in items]
    for claim in claims:
        claim.write_text(json.dumps([name, secrets.token_hex()]), "utf-8")
    oids = git(root, "hash-object", "-w", *map(str, claims)).split()
    refs = [f"refs/claims/{item}" for item in items]
    leases = [f"--force-with-lease={ref}:" for ref in refs]
    specs = [f"{oid}:{ref}" for oid, ref in zip(oids, refs, strict=True)]
    try:
        git(root, "push", "--quiet", *leases, "origin", *specs)
    except subprocess.CalledProcessError:
        listed = git(root, "ls-remote", "origin", *refs).split()
        return [item for item, oid in zip(items, oids, strict=True) if oid in listed]
    return items
