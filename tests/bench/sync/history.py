"""A month of a busy mailbox, a commit every minute: what it takes on disk with the product's upkeep, and its cost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_skills.domain.states import Agent
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.object_writer import STORED
from agent_skills.sync.upkeep import GitUpkeep
from tests.bench.sync.measure import Row, Sample, milliseconds
from tests.bench.sync.place import Tell
from tests.bench.sync.plain_git import git
from tests.bench.sync.trail import COMMITS, Commit, Journal, Mail
from tests.bench.sync.vault import clone, make_remote
from tests.fixtures.git_remotes import open_clone

DAYS = 30
MAILS_A_DAY = 120
"""Each leaves twelve commits: 1,440 a day."""

FILES = 1000
GEOMETRIC = ("repack", "--quiet", "-d", "--geometric=2", "--write-midx")
"""What git has for the same purpose."""

GITS_OWN = 1
"""Git's level for loose objects, where nothing else is set."""

FULL = ("repack", "--quiet", "-a", "-d")
START = datetime(2026, 10, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def history(folder: Path, runs: int, tell: Tell) -> list[Row]:
    """Measure it once; the days are the runs."""
    del runs
    make_remote(folder / "remote.git", FILES)
    ours, plain = clone(folder / "remote.git", folder / "ours"), clone(folder / "remote.git", folder / "plain")
    now = [START]
    upkeep = GitUpkeep(GitRepo(ours), open_clone(ours, Agent.LOCAL).sync, lambda: now[0])
    upkeep.run()  # the first only notes the time
    journal, seconds, others = Journal(), [], []
    for day in range(DAYS):
        if day % 5 == 0:
            tell(f"history: day {day + 1} of {DAYS}")
        commits = list(_stream(journal, now[0]))
        _live(ours, commits, STORED)
        _live(plain, commits, GITS_OWN)
        os.sync()  # a day passes before they are packed, and removing a file costs more once the disk holds it
        now[0] += timedelta(days=1)
        seconds.append(milliseconds(upkeep.run) / 1000)
        others.append(milliseconds(lambda: git(plain, *GEOMETRIC)) / 1000)
    return _rows(folder, seconds, others, tell)


def _rows(folder: Path, seconds: list[float], others: list[float], tell: Tell) -> list[Row]:
    size, other_size = _megabytes(folder / "ours"), _megabytes(folder / "plain")
    tell("history: one full repack for comparison")
    shutil.copytree(folder / "ours", folder / "full")
    git(folder / "full", *FULL)
    what, geometric = f"{DAYS * MAILS_A_DAY * COMMITS:,} commits", "git repack -d --geometric=2 --write-midx"
    full = Sample((_megabytes(folder / "full"),))
    note = f"{geometric}: {other_size:.0f} MB"
    packed = Row(f"{what}: packed daily", FILES, "MB", Sample((size,)), full, "git repack -a -d", "<= 1.2", note)
    longest = f"a week's {max(seconds):.1f} s; git's longest {max(others):.1f} s"
    times = Sample(tuple(seconds)), Sample(tuple(others))
    return [packed, Row(f"{what}: upkeep a day", FILES, "s", *times, geometric, "<= 1 s", longest)]


def _live(repo: Path, commits: Sequence[bytes], level: int) -> None:
    """Make a day's commits as loose objects of a zlib level, as the sync or git leaves them."""
    options = ["-c", "fastimport.unpackLimit=1000000", "-c", f"core.looseCompression={level}"]
    command = ["git", *options, "-C", str(repo), "fast-import", "--quiet", "--force"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin
    with process.stdin as feed:
        feed.writelines(commits)
    if process.wait() != 0:
        raise RuntimeError("fast-import failed")


def _stream(journal: Journal, day: datetime) -> Iterator[bytes]:
    first = (day - START).days * MAILS_A_DAY
    for number in range(MAILS_A_DAY):
        start = day + number * COMMITS * MINUTE
        for minute, commit in enumerate(Mail(first + number, start, journal).commits()):
            yield from _commit(commit, start + minute * MINUTE, is_first=number == minute == 0)


def _commit(commit: Commit, when: datetime, *, is_first: bool) -> Iterator[bytes]:
    yield (
        b"commit refs/heads/main\ncommitter AI employee (cloud) <cloud@ai-employee.invalid> %d +0000\n"
        % when.timestamp()
    )
    yield b"data 16\nCloud: 2 changes\n"
    yield b"from refs/heads/main^0\n" if is_first else b""
    for path in commit.gone:
        yield b"D %s\n" % path.encode()
    for path, data in commit.files.items():
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def _megabytes(repo: Path) -> float:
    files = (path for path in (repo / ".git" / "objects").rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files) / 1e6
