"""Files made to break a reader: each costs a bounded time and memory and one finding, and the rest goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent_skills.vault.scaffold import create_vault
from agent_skills.vault.store import FileVault
from tests.fixtures.git_remotes import Pair
from tests.fixtures.injection import Pipeline, obey, raw_mail
from tests.fixtures.messages_server import MessagesServer
from tests.fixtures.product import REPOSITORY

pytestmark = [pytest.mark.integration, pytest.mark.req("NFR-B-SEC-003")]

SECONDS_A_FILE, ROOM = 0.1, 10
"""What a file may cost, and how much slower a busy machine may be."""
MEGABYTES = 50
GOOD = b"---\nid: GOOD\ntype: note\n---\n# Good\n"
BIG = 200 * 1024 * 1024
CROWD = 20_000

ALIASES = b"---\na: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (99 + n, 99 + n, b",".join([b"*" + (b"a" if n == 0 else b"%c" % (98 + n))] * 9))
    for n in range(9)
)
BOMBS: dict[str, bytes] = {
    "aliases": ALIASES + b"---\n",
    "nested lists": b"---\na: " + b"[" * 30_000 + b"]" * 30_000 + b"\n---\n",
    "nested maps": b"---\n" + b"".join(b" " * n + b"k:\n" for n in range(300)) + b"---\n",
    "a front matter that never ends": b"---\n" + b"a: b\n" * 180_000,
    "a front matter of many keys": b"---\n" + b"".join(b"k%d: v\n" % n for n in range(100_000)) + b"---\n",
    "one endless line": b"---\na: " + b"x" * 1_000_000 + b"\n---\n",
    "a NUL": b"---\na: b\n---\nx\0y\n",
    "UTF-16": "---\na: b\n---\n".encode("utf-16"),
    "no front matter": b"# Just text\n",
    "a tag": b"---\na: !!python/object/apply:os.system [id]\n---\n",
}
ODD: dict[str, bytes] = {
    "100 000 lines": GOOD + b"line\n" * 100_000,
    "emoji": GOOD + "👩‍👩‍👧 ".encode() * 10_000,
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "carriage returns": GOOD.replace(b"\n", b"\r\n"),
    "blank lines only": GOOD + b"\n" * 500_000,
}


@dataclass(frozen=True)
class Cost:
    """What a scan took, and what it found."""

    seconds: float
    mb: float
    read: list[str]
    found: list[str]


def scan(vault: Path, folder: str) -> Cost:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fixtures.bomb_scan", str(vault), folder],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return Cost(**json.loads(done.stdout))


def cheap(cost: Cost, files: int, mb: float = MEGABYTES) -> None:
    print(f"{files} files: {cost.seconds / files * 1000:.1f} ms a file, {cost.mb:.0f} MB more")
    assert cost.seconds <= SECONDS_A_FILE * ROOM * files
    assert cost.mb <= mb * ROOM


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    create_vault(tmp_path / "vault")
    (tmp_path / "vault/Inbox/GOOD.md").write_bytes(GOOD)
    return tmp_path / "vault"


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.write(b"---\na: b\n---\n")
        file.truncate(size)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_one_finding_and_the_file_beside_it_is_read(name: str, vault: Path) -> None:
    (vault / "Inbox/BOMB.md").write_bytes(BOMBS[name])
    cost = scan(vault, "Inbox")
    assert (cost.read, cost.found) == (["Inbox/GOOD.md"], ["Inbox/BOMB.md"])
    cheap(cost, 2)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_read_like_any_other(name: str, vault: Path) -> None:
    (vault / "Inbox/ODD.md").write_bytes(ODD[name])
    cost = scan(vault, "Inbox")
    assert (cost.read, cost.found) == (["Inbox/GOOD.md", "Inbox/ODD.md"], [])
    cheap(cost, 2)


def test_a_file_of_200_megabytes_is_a_finding_and_not_read(vault: Path) -> None:
    sparse(vault / "Inbox/HUGE.md", BIG)
    cost = scan(vault, "Inbox")
    assert (cost.read, cost.found) == (["Inbox/GOOD.md"], ["Inbox/HUGE.md"])
    cheap(cost, 2)
    assert cost.mb < MEGABYTES


def test_names_that_no_file_may_have_are_passed_over_and_twins_are_both_seen(vault: Path) -> None:
    full = "Inbox/Grüße.md"
    for name in ("Inbox/a\nb.md", "Inbox/\u202eb.md", full, unicodedata.normalize("NFD", full), "Inbox/good.md"):
        (vault / name).write_bytes(GOOD)
    cost = scan(vault, "Inbox")
    assert set(cost.read) == {full, unicodedata.normalize("NFD", full), "Inbox/GOOD.md", "Inbox/good.md"}
    assert cost.found == []


def test_twenty_thousand_files_in_one_folder_are_read_within_bounds(vault: Path) -> None:
    for number in range(CROWD):
        (vault / f"Inbox/N{number}.md").write_bytes(GOOD)
    cost = scan(vault, "Inbox")
    assert len(cost.read) == CROWD + 1
    cheap(cost, CROWD)


def test_the_clouds_round_goes_on_among_bombs_and_tells_each_once(tmp_path: Path) -> None:
    with MessagesServer() as server:
        server.answer_all(obey)
        pipeline = Pipeline(tmp_path, server)
        for number, data in enumerate(BOMBS.values()):
            (pipeline.vault.root / f"Inbox/BOMB{number}.md").write_bytes(data)
        sparse(pipeline.vault.root / "Needs_Action/HUGE.md", BIG)
        pipeline.receive(raw_mail(1))
        pipeline.receive(raw_mail(2))
        notes, _ = pipeline.vault.scan("Needs_Action")
    assert len(pipeline.drafts()) == 2
    assert sorted(note.doc.text("code") for note in notes) == ["malformed_file"] * (len(BOMBS) + 1)


@pytest.fixture
def crowded(pair: Pair) -> Iterator[Pair]:
    local, _ = pair
    for number, data in enumerate(BOMBS.values()):
        (local.root / f"Inbox/BOMB{number}.md").write_bytes(data)
    (local.root / "Inbox/GOOD.md").write_bytes(GOOD)
    sparse(local.root / "Inbox/HUGE.md", BIG)
    yield pair
    os.truncate(local.root / "Inbox/HUGE.md", 0)


def test_the_sync_carries_what_is_sound_past_the_bombs(crowded: Pair) -> None:
    local, cloud = crowded
    report = local.sync.sync()
    cloud.sync.sync()
    assert report.error is None
    assert any("HUGE" in finding.subject for finding in report.findings), report.findings
    assert FileVault(cloud.root).read("Inbox/GOOD.md").doc.text("id") == "GOOD"
    assert not (cloud.root / "Inbox/HUGE.md").exists()
