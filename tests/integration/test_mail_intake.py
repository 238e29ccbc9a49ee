"""From a mailbox into the vault: each mail becomes one task, exactly once, whatever crashes between any two steps."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_skills.domain.items import Document, StoredFile
from agent_skills.domain.mail import RawMail
from agent_skills.domain.states import done_path
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.memory import MemoryVault
from agent_skills.vault.store import FileVault
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.mail_intake import MailIntake
from cloud_agent.watchers.seen_store import SeenStore
from tests.fixtures.mail_samples import NOW, REPOSITORY, clock, collection
from tests.fixtures.mailboxes import KINDS, MaildirBox, open_mailbox

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-S016", "FR-S017", "FR-S018", "FR-S019", "P-US1.1")]

STEPS = ("fetched", "parsed", "filed", "acknowledged")


def mail(number: int) -> bytes:
    return f"From: a@example.net\nMessage-ID: <{number}@example.net>\nSubject: Mail {number}\n\nText\n".encode()


class Listed:
    """A mail source over a list, for what the source does not matter to."""

    name = "imap"

    def __init__(self, *mails: bytes) -> None:
        self.left = {str(number): raw for number, raw in enumerate(mails)}

    def fetch_new(self) -> Iterator[RawMail]:
        for key, raw in list(self.left.items()):
            yield RawMail(self.name, key, raw)

    def acknowledge(self, mail: RawMail) -> None:
        del self.left[mail.key]

    def wait(self, seconds: float) -> None:
        """Never waits."""

    def close(self) -> None:
        """Holds nothing."""


def intake(vault: MemoryVault | FileVault, tmp_path: Path) -> MailIntake:
    return MailIntake(vault, VaultFindings(vault, clock, "cloud"), clock, tmp_path / "quarantine")


def subjects(vault: MemoryVault | FileVault) -> list[str]:
    return sorted(vault.read(path).doc.text("subject") for path in vault.paths("Inbox"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_delivered_mail_becomes_a_pending_task_in_the_inbox(kind: str, tmp_path: Path) -> None:
    vault = MemoryVault()
    store = SeenStore(tmp_path / "seen.sqlite3")
    with open_mailbox(kind, tmp_path) as box:
        box.deliver(mail(1))
        source = box.source(store)
        report = intake(vault, tmp_path).run_once(source)
        assert intake(vault, tmp_path).run_once(source).filed == []
        source.close()
    store.close()
    [path] = vault.paths("Inbox")
    task = vault.read(path)
    assert report.filed == [task.id]
    assert (task.doc.text("subject"), task.doc.text("status"), task.doc.text("source")) == ("Mail 1", "pending", kind)


def test_every_sample_mail_is_filed_and_none_stops_the_others(tmp_path: Path) -> None:
    raws = [path.read_bytes() for path in collection()]
    vault = MemoryVault()
    source = Listed(*raws)
    report = intake(vault, tmp_path).run_once(source)
    assert len(report.filed) == len({RawMail("imap", "", raw).digest for raw in raws})
    assert (report.findings, source.left) == (0, {})
    assert vault.scan("Inbox")[1] == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step_files_each_mail_exactly_once(step: str, count: int, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    box = MaildirBox(tmp_path / "Maildir")
    for number in range(4):
        box.deliver(mail(number))
    assert work(tmp_path, step, count) == -signal.SIGKILL
    assert work(tmp_path) == 0
    assert work(tmp_path) == 0
    vault = FileVault(tmp_path / "vault")
    assert subjects(vault) == [f"Mail {number}" for number in range(4)]
    assert vault.paths("Needs_Action") == []


def work(root: Path, *kill: object) -> int:
    command = [sys.executable, "-m", "tests.fixtures.mail_worker", str(root), *map(str, kill)]
    return subprocess.run(command, cwd=REPOSITORY, check=False, timeout=60).returncode


@pytest.mark.parametrize("place", ["Needs_Action/{}.md", "In_Progress/cloud/{}.md", "done"])
def test_a_task_that_went_on_meanwhile_is_not_made_again(place: str, tmp_path: Path) -> None:
    vault = MemoryVault()
    [task_id] = intake(vault, tmp_path).run_once(Listed(mail(1))).filed
    task = vault.read(f"Inbox/{task_id}.md")
    target = done_path(task_id, NOW) if place == "done" else place.format(task_id)
    vault.move(task.path, target, task.sha256)
    report = intake(vault, tmp_path).run_once(Listed(mail(1)))
    assert (report.filed, report.skipped) == ([], 1)
    assert vault.paths("") == [target]


class Refusing(MemoryVault):
    """A vault that cannot hold one certain mail."""

    def create(self, path: str, doc: Document) -> StoredFile:
        if doc.text("subject") == "Mail 1":
            raise ValueError("a value that the format cannot hold")
        return super().create(path, doc)


def test_a_mail_that_cannot_be_filed_is_kept_and_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    vault, source = Refusing(), Listed(mail(0), mail(1), mail(2))
    report = intake(vault, tmp_path).run_once(source)
    assert (subjects(vault), report.findings) == (["Mail 0", "Mail 2"], 1)
    [kept] = (tmp_path / "quarantine").glob("*.eml")
    assert kept.read_bytes() == mail(1)
    assert kept.stem == RawMail("imap", "", mail(1)).digest
    [note] = vault.paths("Needs_Action")
    assert vault.read(note).doc.text("code") == "mail_unreadable"
    assert vault.read(note).doc.text("evidence") == str(kept)
    assert source.left == {}


class Full(MemoryVault):
    """A vault on a full disk."""

    def create(self, path: str, doc: Document) -> StoredFile:
        raise OSError(28, "No space left on device", path + doc.body)


def test_a_full_disk_is_told_and_the_mail_stays_for_the_next_try(tmp_path: Path) -> None:
    source = Listed(mail(1))
    with pytest.raises(MailboxError) as raised:
        intake(Full(), tmp_path).run_once(source)
    assert "No space left on device" in raised.value.reason
    assert intake(vault := MemoryVault(), tmp_path).run_once(source).filed
    assert subjects(vault) == ["Mail 1"]


@pytest.mark.req("G-EC4")
def test_a_bounce_has_a_name_of_its_own(tmp_path: Path) -> None:
    vault = MemoryVault()
    raw = (REPOSITORY / "tests/fixtures/mail/report_530.eml").read_bytes()
    intake(vault, tmp_path).run_once(Listed(raw))
    [path] = vault.paths("Inbox")
    assert path.startswith("Inbox/EMAIL_BOUNCE_")
    assert vault.read(path).doc.text("kind") == "bounce"
