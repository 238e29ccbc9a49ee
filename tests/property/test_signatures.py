"""Two walks tell exactly the files that changed between them, also by way of the store."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agent_skills.sync.signature_store import SignatureStore
from agent_skills.sync.signatures import UNKNOWN, Listing, Signature, differences, forgetting, paths, walk

NAMES = st.sampled_from(["a.md", "b", "ü.md", "line\nbreak", "\udcff.md", '"', "c"])
FOLDERS = st.sampled_from(["", "Plans/", "Plans/x/", "Done/2026-11/22/"])
SIGNATURES = st.tuples(st.integers(1, 3), st.integers(0, 4), st.sampled_from([0, 7, 2**64 - 1]))
VAULTS = st.dictionaries(st.tuples(FOLDERS, NAMES), SIGNATURES, max_size=12)
Vault = dict[tuple[str, str], Signature]


def listed(vault: Vault) -> dict[str, Listing]:
    folders: dict[str, dict[str, Signature]] = {}
    for (folder, name), values in vault.items():
        folders.setdefault(folder, {})[name] = values
    return {folder: Listing.of(files) for folder, files in folders.items()}


@given(VAULTS, VAULTS)
def test_exactly_what_differs_is_told(one: Vault, other: Vault) -> None:
    changed = {
        folder + name
        for folder, name in one.keys() | other.keys()
        if one.get((folder, name)) != other.get((folder, name))
    }
    assert differences(listed(one), listed(other)) == changed


@given(VAULTS)
def test_the_order_in_which_a_folder_tells_its_files_is_no_change(vault: Vault) -> None:
    backwards = dict(reversed(vault.items()))
    assert differences(listed(vault), listed(backwards)) == set()


@given(VAULTS, st.sets(st.tuples(FOLDERS, NAMES), max_size=4), st.integers(0, 5))
def test_what_has_to_be_read_anew_is_told_at_the_next_walk_and_nothing_else(
    vault: Vault, unsure: set[tuple[str, str]], since: int
) -> None:
    racy = {path for path, values in vault.items() if values[1] >= since}
    kept = forgetting(listed(vault), {folder + name for folder, name in unsure}, since)
    assert differences(listed(vault), kept) == {folder + name for folder, name in unsure | racy}
    assert all(kept[folder].files()[name] == UNKNOWN for folder, name in unsure)


@given(VAULTS)
def test_the_store_gives_back_what_it_was_given_and_believes_no_other_byte(vault: Vault) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "files"
        store = SignatureStore(file)
        store.save("1" * 40, listed(vault))
        assert store.load() == ("1" * 40, listed(vault))
        data = bytearray(file.read_bytes())
        data[-1] ^= 1
        file.write_bytes(data)
        assert store.load() == (None, {})


def test_a_walk_finds_the_plain_files_of_the_vaults_folders_only(tmp_path: Path) -> None:
    for name in ("Plans/a.md", "Plans/.hidden/b.md", ".obsidian/app.json", "c.md", "Plans/.d.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "Plans/link.md").symlink_to(tmp_path / "c.md")
    (tmp_path / "Plans/empty").mkdir()
    os.mkfifo(tmp_path / "Plans/pipe")
    entered: list[str] = []
    found = walk(tmp_path, "", entered.append)
    assert set(paths(found)) == {"Plans/a.md", "Plans/.d.md", ".obsidian/app.json", "c.md"}
    assert set(entered) == {"", "Plans/", "Plans/empty/", ".obsidian/"}
    status = (tmp_path / "c.md").stat()
    assert found[""].files()["c.md"] == (status.st_ino, status.st_ctime_ns, 1)


def test_a_clock_before_1970_stops_no_walk() -> None:
    assert Listing.of({"a.md": (1, -5, 2)}).files() == {"a.md": (1, 2**64 - 5, 2)}
