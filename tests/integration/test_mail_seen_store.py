"""What was noted as filed stays noted, also when the process is killed right after."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.seen_store import SeenStore
from tests.fixtures.mail_samples import REPOSITORY

pytestmark = pytest.mark.req("FR-S019")
MAIL = RawMail("imap", "box/1/7", b"Subject: x\n\n")


def test_a_mail_is_known_by_name_and_by_content_within_its_source(tmp_path: Path) -> None:
    store = SeenStore(tmp_path / "state" / "seen.sqlite3")
    assert not store.has("imap", MAIL.key)
    store.add_mail(MAIL)
    assert store.has("imap", MAIL.key)
    assert store.has_content(RawMail("imap", "another name", MAIL.raw))
    assert not store.has("gmail", MAIL.key)
    assert not store.has_content(RawMail("gmail", MAIL.key, MAIL.raw))
    store.close()


def test_notes_and_mails_survive_a_new_process(tmp_path: Path) -> None:
    first = SeenStore(tmp_path / "seen.sqlite3")
    first.add_mail(MAIL)
    first.set_note("gmail", "historyId", "17")
    first.set_note("gmail", "historyId", "18")
    first.close()
    second = SeenStore(tmp_path / "seen.sqlite3")
    assert second.has("imap", MAIL.key)
    assert second.note("gmail", "historyId") == "18"
    second.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from agent_skills.domain.mail import RawMail
from cloud_agent.watchers.seen_store import SeenStore
store = SeenStore(Path(sys.argv[1]))
store.add_mail(RawMail("imap", "box/1/7", b"Subject: x\\n\\n"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_right_after_the_note_forgets_nothing(tmp_path: Path) -> None:
    path = tmp_path / "seen.sqlite3"
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=REPOSITORY, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    store = SeenStore(path)
    assert store.has("imap", MAIL.key)
    assert store.has_content(MAIL)
    store.close()


def test_a_damaged_memory_is_told_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "seen.sqlite3"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(MailboxError) as raised:
        SeenStore(path)
    assert "seen.sqlite3" in raised.value.remedy
    assert raised.value.retry_after > 0
