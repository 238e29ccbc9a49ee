"""One suite that both vaults pass: the files on disk and the twin in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent_skills.domain.errors import StaleWriteError, UnsafePathError, VaultMissingError
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Vault
from agent_skills.vault.memory import MemoryVault
from agent_skills.vault.store import FileVault

NOTE = Document({"id": "A1", "subject": "Re: 50% off: #1"}, "# Hello\n")
HOSTILE_PATHS = ["../x.md", "/etc/passwd", "a/../../b.md", ".git/config", "a\\b.md", "x\n.md", "C:x.md", "", "a//b.md"]


@pytest.fixture(params=["disk", "memory"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    make: dict[str, Callable[[], Vault]] = {"disk": lambda: FileVault(tmp_path), "memory": MemoryVault}
    return make[request.param]()


def test_a_created_file_is_read_back_as_written(vault: Vault) -> None:
    written = vault.create("Inbox/A1.md", NOTE)
    assert vault.read("Inbox/A1.md") == written
    assert written.id == "A1"


def test_creating_never_overwrites(vault: Vault) -> None:
    vault.create("Inbox/A1.md", NOTE)
    with pytest.raises(FileExistsError):
        vault.create("Inbox/A1.md", Document({}, "other"))
    assert vault.read("Inbox/A1.md").doc == NOTE


def test_a_write_on_a_file_that_changed_since_is_refused(vault: Vault) -> None:
    first = vault.create("Inbox/A1.md", NOTE)
    second = vault.write("Inbox/A1.md", NOTE.with_front(status="triaged"), first.sha256)
    with pytest.raises(StaleWriteError):
        vault.write("Inbox/A1.md", NOTE, first.sha256)
    assert vault.read("Inbox/A1.md") == second


def test_a_move_keeps_the_bytes_and_leaves_nothing_behind(vault: Vault) -> None:
    first = vault.create("Inbox/A1.md", NOTE)
    moved = vault.move("Inbox/A1.md", "Needs_Action/A1.md", first.sha256)
    assert moved.sha256 == first.sha256
    assert vault.find("a1") == ["Needs_Action/A1.md"]


def test_a_move_may_rewrite_on_the_way(vault: Vault) -> None:
    first = vault.create("Inbox/A1.md", NOTE)
    vault.move("Inbox/A1.md", "Done/2026-11/A1.md", first.sha256, NOTE.with_front(status="done"))
    assert vault.read("Done/2026-11/A1.md").doc.text("status") == "done"


def test_a_move_never_overwrites_the_target(vault: Vault) -> None:
    first = vault.create("Inbox/A1.md", NOTE)
    vault.create("Done/A1.md", Document({}, "kept"))
    with pytest.raises(FileExistsError):
        vault.move("Inbox/A1.md", "Done/A1.md", first.sha256)
    assert vault.read("Done/A1.md").doc.body == "kept"
    assert vault.exists("Inbox/A1.md")


def test_a_malformed_file_becomes_a_finding_and_the_others_are_read(vault: Vault) -> None:
    vault.create("Inbox/A1.md", NOTE)
    vault.append("Inbox/bad.md", "no front matter", "at all")
    files, problems = vault.scan("Inbox")
    assert [file.id for file in files] == ["A1"]
    assert [problem.subject for problem in problems] == ["Inbox/bad.md"]
    assert "Obsidian" in problems[0].remedy


def test_a_log_gets_its_heading_once_and_one_line_an_entry(vault: Vault) -> None:
    vault.append("Logs/Cloud/errors.md", "# Errors\n\n| a |\n|---|", "| one\ntwo |")
    vault.append("Logs/Cloud/errors.md", "# Errors\n\n| a |\n|---|", "| three |")
    assert vault.read_bytes("Logs/Cloud/errors.md") == b"# Errors\n\n| a |\n|---|\n| one two |\n| three |\n"


@pytest.mark.parametrize("path", HOSTILE_PATHS)
@pytest.mark.req("FR-B022", "NFR-B-SEC-004")
def test_no_path_leaves_the_vault(vault: Vault, path: str) -> None:
    with pytest.raises(UnsafePathError):
        vault.create(path, NOTE)


@pytest.mark.req("FR-B022")
def test_a_link_in_the_vault_is_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("---\n---\n", encoding="utf-8")
    root = tmp_path / "vault"
    root.mkdir()
    (root / "Inbox").symlink_to(outside)
    (root / "link.md").symlink_to(outside / "secret.md")
    vault = FileVault(root)
    with pytest.raises(UnsafePathError):
        vault.read("Inbox/secret.md")
    with pytest.raises(OSError, match="symbolic link"):
        vault.read("link.md")


@pytest.mark.req("NFR-P-REL-002")
def test_a_vault_that_is_gone_is_no_empty_vault_and_is_not_made_anew(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    vault = FileVault(root)
    root.rmdir()
    for act in (
        lambda: vault.paths("Inbox"),
        lambda: vault.find("A1"),
        lambda: vault.create("Inbox/A1.md", NOTE),
        lambda: vault.append("Logs/a.md", "# Log", "a line"),
    ):
        with pytest.raises(VaultMissingError, match="not in its folder"):
            act()
    assert not root.exists()
