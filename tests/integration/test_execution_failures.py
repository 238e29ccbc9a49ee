"""When sending fails or the machine dies: tried again where it is safe, told where it is not, never twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent_skills.domain.errors import VaultMissingError
from agent_skills.domain.items import Document
from agent_skills.journal.journal import Journal, JournalError
from local_agent.executors.contract import Outcome, Proof, Result
from tests.fixtures.laptop import Laptop, Postman

pytestmark = pytest.mark.integration
DONE = "Done/2026-11/21/EMAIL_DRAFT_1.md"
PENDING = "Pending_Approval/Email/EMAIL_DRAFT_1.md"
APPROVED = "Approved/Email/EMAIL_DRAFT_1.md"


@pytest.mark.req("FR-G008")
def test_a_passing_refusal_is_tried_again_after_five_ten_and_twenty_seconds(laptop: Laptop, postman: Postman) -> None:
    busy = Outcome(Result.TRANSIENT, error="busy", remedy="wait")
    postman.answers = [busy, busy]
    laptop.approve(laptop.draft())
    laptop.round()
    laptop.later(4)
    laptop.round()
    assert postman.sent == []
    laptop.later(1)
    laptop.round()
    laptop.later(10)
    laptop.round()
    assert len(postman.sent) == 1


def test_a_refusal_for_good_brings_the_draft_back_with_cause_and_remedy(laptop: Laptop, postman: Postman) -> None:
    postman.answers = [Outcome(Result.PERMANENT, error="No such mailbox.", remedy="Check the address.")]
    laptop.approve(laptop.draft())
    laptop.round()
    note = laptop.vault.read(PENDING).doc.text("note")
    assert "No such mailbox." in note
    assert "Check the address." in note
    assert any("retry_send" in path for path in laptop.vault.paths("Needs_Action"))


def test_a_draft_that_failed_can_be_approved_again(laptop: Laptop, postman: Postman) -> None:
    postman.answers = [Outcome(Result.PERMANENT, error="No.", remedy="Mend it.")]
    laptop.approve(laptop.draft())
    laptop.round()
    laptop.approve(laptop.vault.read(PENDING))
    laptop.round()
    assert len(postman.sent) == 1
    assert not any("retry_send" in path for path in laptop.vault.paths("Needs_Action"))


def test_what_may_have_been_sent_is_never_sent_again_by_itself(laptop: Laptop, postman: Postman) -> None:
    postman.answers = [Outcome(Result.UNKNOWN, error="broke", remedy="look")]
    laptop.approve(laptop.draft())
    for _ in range(5):
        laptop.round()
        laptop.later(600)
    assert len(postman.sent) == 1
    assert any("send_unknown" in path for path in laptop.vault.paths("Needs_Action"))
    outbox = json.loads((laptop.root / "state/outbox.json").read_text(encoding="utf-8"))
    assert outbox["items"][0]["state"] == "unknown"


@pytest.mark.req("NFR-P-REL-002")
def test_a_vault_that_goes_and_comes_back_takes_no_approval_with_it(laptop: Laptop, postman: Postman) -> None:
    postman.answers = [Outcome(Result.TRANSIENT, error="busy", remedy="wait")]
    laptop.approve(laptop.draft())
    laptop.round()
    folder = laptop.root / "vault"
    elsewhere = folder.rename(laptop.root / "elsewhere")
    for _ in range(3):
        laptop.later(60)
        with pytest.raises(VaultMissingError):
            laptop.round()
    assert (postman.sent, folder.exists()) == ([], False)
    elsewhere.rename(folder)
    laptop.round()
    assert len(postman.sent) == 1
    assert laptop.vault.exists(DONE)
    assert not any("FINDING" in path for path in laptop.vault.paths("Needs_Action"))


def test_a_proof_in_the_sent_folder_settles_what_was_unknown(laptop: Laptop, postman: Postman) -> None:
    postman.answers = [Outcome(Result.UNKNOWN, error="broke", remedy="look")]
    laptop.approve(laptop.draft())
    laptop.round()
    postman.proof = Proof.PROVEN
    laptop.later(600)
    laptop.round()
    assert laptop.vault.read(DONE).doc.text("status") == "sent"
    assert len(postman.sent) == 1


def test_a_newer_message_in_the_thread_brings_the_draft_back(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    newer = {
        "id": "EMAIL_9",
        "type": "email",
        "created_at": "2026-11-21T09:20:00Z",
        "from": "ali@acme.example",
        "subject": "Re: Contract",
    }
    laptop.vault.create("Inbox/EMAIL_9.md", Document({**newer}))
    laptop.approve(draft)
    laptop.round()
    assert postman.sent == []
    assert "newer message" in laptop.vault.read(PENDING).doc.text("note")


def test_without_a_mail_server_the_draft_comes_back_with_the_remedy(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, None)
    laptop.approve(laptop.draft())
    laptop.round()
    assert "SMTP_HOST" in laptop.vault.read(PENDING).doc.text("note")


def test_a_damaged_journal_stops_execution_instead_of_forgetting(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    path.write_bytes(b"no database at all, but long enough to look at" * 20)
    with pytest.raises(JournalError):
        Journal(path, lambda: Laptop(tmp_path / "x", None).now)


KILL_POINTS = ["approved", "claimed", "intent", "in flight", "executed", "before projection", "projected in the vault"]


@pytest.mark.parametrize("point", KILL_POINTS)
@pytest.mark.req("FR-G046")
def test_a_crash_anywhere_never_sends_twice_and_never_loses_the_draft(tmp_path: Path, point: str) -> None:
    postman = Postman()

    def crash(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt

    first = Laptop(tmp_path, postman, step=crash)
    draft = first.draft()
    first.approve(draft)
    with pytest.raises(KeyboardInterrupt):
        first.round()
    first.journal.close()
    postman.proof = Proof.PROVEN if postman.sent else Proof.CANNOT_TELL
    second = Laptop(tmp_path, postman)
    second.now = first.now
    second.drain.recover()
    for _ in range(3):
        second.round()
        second.later(600)
    assert len(postman.sent) == (0 if point == "in flight" else 1)
    places = second.place(draft.id)
    assert places == ([APPROVED] if point == "in flight" else [DONE])
