"""Only what the owner approved is executed, exactly as it was shown, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_skills.domain.items import Document, StoredFile
from agent_skills.domain.ports import SignedApproval
from local_agent.desk import DecisionError
from tests.fixtures.laptop import Laptop, Postman

pytestmark = pytest.mark.integration
DONE = "Done/2026-11/21/EMAIL_DRAFT_1.md"
PENDING = "Pending_Approval/Email/EMAIL_DRAFT_1.md"
APPROVED = "Approved/Email/EMAIL_DRAFT_1.md"


@pytest.mark.req("P-US5.3", "FR-G004", "FR-G067")
def test_an_approved_draft_is_sent_and_filed_with_its_receipt(laptop: Laptop, postman: Postman) -> None:
    laptop.approve(laptop.draft())
    laptop.round()
    assert [text for _, text in postman.sent] == ["Yes, gladly."]
    done = laptop.vault.read(DONE).doc
    assert (done.text("status"), done.text("receipt")) == ("sent", "250 taken")
    assert done.text("message_id") == postman.sent[0][0]


def test_nothing_is_sent_while_it_can_still_be_taken_back(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.desk.approve(draft.id, draft.sha256)
    laptop.round()
    assert postman.sent == []
    laptop.later(4)
    laptop.round()
    assert len(postman.sent) == 1


def test_an_approval_that_was_taken_back_sends_nothing(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.desk.approve(draft.id, draft.sha256)
    assert laptop.ledger.undo(draft.id, draft.sha256, laptop.now)
    laptop.vault.move(APPROVED, PENDING, draft.sha256)
    laptop.later(10)
    laptop.round()
    assert postman.sent == []
    assert laptop.place(draft.id) == [PENDING]


@pytest.mark.req("NFR-G-USE-003")
def test_moving_the_file_on_this_machine_is_an_approval(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.vault.move(draft.path, APPROVED, draft.sha256)
    laptop.round()
    laptop.later(4)
    laptop.round()
    assert len(postman.sent) == 1
    entry = laptop.ledger.find(draft.id, draft.sha256)
    assert entry is not None
    assert entry.how == "obsidian"


def rewrite(laptop: Laptop, file: StoredFile, document: Document) -> None:
    laptop.vault.write(APPROVED, document, file.sha256)


@pytest.mark.parametrize("committed", [True, False], ids=["committed already", "not committed yet"])
@pytest.mark.parametrize("change", ["recipient", "text", "account", "bcc"])
@pytest.mark.req("FR-G046", "SC-G009")
def test_what_was_changed_after_the_approval_comes_back(tmp_path: Path, change: str, committed: bool) -> None:
    postman = Postman()
    laptop = Laptop(tmp_path, postman, sync=Foreign() if committed else None)  # type: ignore[arg-type]
    draft = laptop.draft()
    laptop.approve(draft)
    doc = draft.doc
    changed = {
        "recipient": doc.with_front(to=["thief@evil.example"]),
        "text": Document(doc.front, doc.body.replace("gladly", "never")),
        "account": doc.with_front(account="boss@example.org"),
        "bcc": doc.with_front(bcc=["thief@evil.example"]),
    }[change]
    rewrite(laptop, draft, changed)
    laptop.round()
    assert postman.sent == []
    assert laptop.place(draft.id) == [PENDING]
    assert laptop.vault.read(PENDING).doc.text("note")
    assert [alert.event for alert in laptop.alerts.sent] == ["critical_error"]


def test_a_draft_that_came_back_changed_can_be_approved_anew(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.approve(draft)
    rewrite(laptop, draft, Document(draft.doc.front, draft.doc.body.replace("gladly", "with pleasure")))
    laptop.round()
    back = laptop.vault.read(PENDING)
    laptop.vault.move(PENDING, APPROVED, back.sha256)
    laptop.round()
    laptop.later(10)
    laptop.round()
    assert ["with pleasure" in text for _to, text in postman.sent] == [True]


class Foreign:
    """A clone whose last commit holds every path: nothing was moved on this machine."""

    def came_from_git(self, path: str) -> bool:
        del path
        return True

    def head_bytes(self, path: str) -> bytes | None:
        del path
        return b""

    def signed_approval(self, path: str, data: bytes) -> SignedApproval:
        del path, data
        return SignedApproval(None, reason="its commit carries no SSH signature")

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the gate does not need {name}")


@pytest.mark.req("FR-P006", "P-US5.7")
def test_a_file_that_came_through_git_is_not_an_approval(tmp_path: Path) -> None:
    postman = Postman()
    laptop = Laptop(tmp_path, postman, sync=Foreign())  # type: ignore[arg-type]
    draft = laptop.draft()
    laptop.vault.move(draft.path, APPROVED, draft.sha256)
    laptop.round()
    assert postman.sent == []
    assert laptop.place(draft.id) == [PENDING]
    assert laptop.vault.paths("Needs_Action")


SHAPES: dict[str, dict[str, str | list[str]]] = {
    "another id inside": {"id": "EMAIL_DRAFT_2"},
    "an action nobody declared": {"action": "run_shell"},
    "an action of another channel": {"action": "create_post"},
    "no recipient": {"to": []},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_draft_of_the_wrong_shape_is_never_executed(laptop: Laptop, postman: Postman, shape: str) -> None:
    draft = laptop.draft(**SHAPES[shape])  # type: ignore[arg-type]
    laptop.vault.move(draft.path, APPROVED, draft.sha256)
    laptop.later(10)
    laptop.round()
    assert postman.sent == []
    assert laptop.vault.paths("Approved") == []


def test_two_files_with_one_id_are_both_left_alone(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.approve(draft)
    laptop.vault.create("Pending_Approval/LinkedIn/EMAIL_DRAFT_1.md", draft.doc)
    laptop.round()
    assert postman.sent == []


@pytest.mark.req("P-EC3")
def test_the_same_approval_cannot_be_used_twice(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.approve(draft)
    laptop.round()
    laptop.vault.create(APPROVED, draft.doc)
    laptop.later(10)
    laptop.round()
    assert len(postman.sent) == 1
    assert laptop.vault.paths("Approved") == []


def test_an_approval_expires_after_a_week(laptop: Laptop, postman: Postman) -> None:
    laptop.approve(laptop.draft())
    laptop.later(8 * 24 * 3600)
    laptop.round()
    assert postman.sent == []
    assert "expired" in laptop.vault.read(PENDING).doc.text("note")


def test_the_desk_refuses_a_draft_that_changed_since_it_was_listed(laptop: Laptop) -> None:
    draft = laptop.draft()
    laptop.vault.write(draft.path, draft.doc.with_front(subject="Other"), draft.sha256)
    with pytest.raises(DecisionError, match="changed"):
        laptop.desk.approve(draft.id, draft.sha256)


@pytest.mark.req("FR-G005", "FR-P022")
def test_a_refused_draft_stays_in_rejected_and_is_logged_once(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.vault.move(draft.path, "Rejected/EMAIL_DRAFT_1.md", draft.sha256)
    for _ in range(3):
        laptop.round()
    assert laptop.vault.read("Rejected/EMAIL_DRAFT_1.md").doc.text("status") == "rejected"
    log = laptop.vault.read_bytes("Logs/Human_Approvals/2026-11-21.md").decode()
    assert log.count("| reject | recorded | obsidian |") == 1
    assert postman.sent == []


def test_a_forged_record_of_approval_is_told_and_approves_nothing(laptop: Laptop, postman: Postman) -> None:
    draft = laptop.draft()
    laptop.vault.move(draft.path, APPROVED, draft.sha256)
    (laptop.root / "state/ledger/email_draft_1--0000.json").write_text('{"decision": "approve"}', encoding="utf-8")
    laptop.round()
    assert postman.sent == []
    assert any("ledger_entry_damaged" in path for path in laptop.vault.paths("Needs_Action"))
