"""A month with a commit every minute: what it takes on disk when packed a little every day, and what that costs."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.sync.measure import Row, Sample, milliseconds
from tests.bench.sync.place import Tell
from tests.bench.sync.plain_git import git
from tests.bench.sync.vault import make_remote, task

DAYS = 30
COMMITS_A_DAY = 1440
FILES = 1000
DAILY = ("repack", "--quiet", "-d", "--geometric=2", "--write-midx")
FULL = ("repack", "--quiet", "-a", "-d")


def history(folder: Path, runs: int, tell: Tell) -> list[Row]:
    """Measure it once; the days are the runs."""
    del runs
    repo = folder / "history.git"
    make_remote(repo, FILES)
    seconds = []
    for day in range(DAYS):
        if day % 5 == 0:
            tell(f"history: day {day + 1} of {DAYS}, {day * COMMITS_A_DAY:,} commits")
        _live(repo, day)
        seconds.append(milliseconds(lambda: git(repo, *DAILY)) / 1000)
    daily = _megabytes(repo)
    tell("history: one full repack for comparison")
    shutil.copytree(repo, folder / "full.git")
    full_seconds = milliseconds(lambda: git(folder / "full.git", *FULL)) / 1000
    full = _megabytes(folder / "full.git")
    return _rows(daily, full, seconds, full_seconds)


def _rows(daily: float, full: float, seconds: list[float], full_seconds: float) -> list[Row]:
    what, packs = f"{DAYS * COMMITS_A_DAY:,} commits", "git repack -a -d"
    size = Row(f"{what}: packed daily", FILES, "MB", Sample((daily,)), Sample((full,)), packs, "<= 1.2")
    note = f"longest {max(seconds):.1f} s"
    upkeep = Row(f"{what}: upkeep a day", FILES, "s", Sample(tuple(seconds)), Sample((full_seconds,)), packs, "", note)
    return [size, upkeep]


def _live(repo: Path, day: int) -> None:
    """Make a day's commits as loose objects, as the sync leaves them."""
    command = ["git", "-c", "fastimport.unpackLimit=1000000", "-C", str(repo), "fast-import", "--quiet", "--force"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin
    with process.stdin as feed:
        feed.writelines(_stream(day))
    if process.wait() != 0:
        raise RuntimeError("fast-import failed")


def _stream(day: int) -> Iterator[bytes]:
    """Yield a day: every task arrives, is claimed, and is filed under Done/ of its month."""
    chance = random.Random(day)
    for minute in range(COMMITS_A_DAY):
        number, stage = divmod(day * COMMITS_A_DAY + minute, 3)
        name = f"EMAIL_{500_000 + number}.md"
        places = (f"Needs_Action/{name}", f"In_Progress/cloud/{name}", f"Done/2026-{number // 1800 % 12 + 1:02}/{name}")
        text = task(number, random.Random(number), ("triaged", "claimed", "done")[stage])
        when = 1_790_000_000 + (day * COMMITS_A_DAY + minute) * 60
        yield b"commit refs/heads/main\ncommitter Cloud <cloud@ai-employee.invalid> %d +0000\n" % when
        yield b"data 6\nCloud\n"
        yield b"from refs/heads/main^0\n" if minute == 0 else b""
        yield b"D %s\n" % places[stage - 1].encode() if stage else b""
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (places[stage].encode(), len(text), text)
        line = b"| %d | %s |\n" % (when, chance.randbytes(8).hex().encode())
        yield b"M 100644 inline Logs/Cloud/%04d.md\ndata %d\n%s\n" % (day * 24 + minute // 60, len(line), line)


def _megabytes(repo: Path) -> float:
    files = (path for path in (repo / "objects").rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files) / 1e6
