"""A realistic vault of any size: finished mail tasks sharded by day, written at once into a bare remote."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agent_skills.vault.scaffold import create_vault
from tests.bench.sync.plain_git import git

MONTHS = 24
"""Two years of work, as far back as an owner's vault may reach."""

DAYS = 28
"""So many folders in each month."""

SEED = 20261121
TEXT = """invoice delivery meeting contract please quarter offer thanks customer review budget schedule draft report
order payment attached regards update project shipment proposal question deadline signature account Tuesday confirm"""

SENTENCES = [" ".join(random.Random(number).choices(TEXT.split(), k=12)) for number in range(3000)]


def make_remote(remote: Path, files: int) -> None:
    """Make a bare remote whose `main` holds a laid-out vault and so many finished tasks, in one commit.

    Args:
        remote: folder to make.
        files: number of finished tasks.
    """
    git(remote.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    process = subprocess.Popen(["git", "-C", str(remote), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert process.stdin
    with process.stdin as feed:
        feed.writelines(_stream(files))
    if process.wait() != 0:
        raise RuntimeError("fast-import failed")


def _stream(files: int) -> Iterator[bytes]:
    yield b"commit refs/heads/main\ncommitter Owner <owner@ai-employee.invalid> 1790000000 +0000\ndata 9\nNew vault\n"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        create_vault(root)
        for path in sorted(found for found in root.rglob("*") if found.is_file()):
            yield _file(path.relative_to(root).as_posix(), path.read_bytes())
    chance = random.Random(SEED)
    for number in range(files):
        yield _file(finished_path(number, files), task(number, chance))


def _file(path: str, data: bytes) -> bytes:
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def finished_path(number: int, files: int) -> str:
    """Return where the finished task of that number lies in a vault of so many files."""
    month = number * MONTHS // files
    return f"Done/{2024 + month // 12}-{month % 12 + 1:02}/{number % DAYS + 1:02}/EMAIL_{number:06}.md"


def task(number: int, chance: random.Random, status: str = "done") -> bytes:
    """Return one mail task of 0.6 to 2.5 kB, as the mail intake writes them."""
    words = chance.choices(SENTENCES, k=chance.randint(4, 26))
    front = (
        f"id: EMAIL_{number:06}\ntype: email\nstatus: {status}\nlane: reply\npriority: Medium\n"
        f"from: Person {chance.randint(1, 400)} <person{number % 400}@example.com>\nsubject: {words[0][:60]}\n"
        f"received: '2026-11-{number % 28 + 1:02}T09:{number % 60:02}:00Z'\nupdated_at: '2026-11-21T09:00:00Z'\n"
    )
    body = "\n".join(f"{line.capitalize()}." for line in words)
    return f"---\n{front}---\n# {words[0][:60]}\n\n## Message\n\n{body}\n".encode()


def clone(remote: Path, root: Path) -> Path:
    """Clone with plain git, working tree included."""
    git(remote.parent, "clone", "--quiet", str(remote), str(root))
    return root
