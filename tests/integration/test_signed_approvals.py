"""A signed commit from another device of the owner is an approval; whatever only looks like one sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from agent_skills.domain.items import Document
from tests.fixtures.laptop import START
from tests.fixtures.owner_device import SIGNED_AT, Device, make_key
from tests.fixtures.signing_office import APPROVED, PENDING, SECOND, Office, signed_by_the_phone

pytestmark = [pytest.mark.integration, pytest.mark.req("P-US5.7", "FR-P006")]


def test_a_draft_that_the_owner_approved_on_the_phone_is_sent_once(office: Office) -> None:
    office.device.approve(PENDING)
    office.device.commit()
    office.device.push()
    office.rounds()
    assert [text for _, text in office.postman.sent] == ["Yes, gladly."]
    [entry] = office.laptop.ledger.approvals("EMAIL_DRAFT_1")
    assert (entry.how, entry.who, entry.when) == ("signed commit", "phone", SIGNED_AT)
    log = office.laptop.vault.read_bytes("Logs/Human_Approvals/2026-11-21.md").decode()
    assert "| approve | recorded | signed commit | phone |" in log
    assert office.laptop.vault.read("Done/2026-11/21/EMAIL_DRAFT_1.md").doc.text("status") == "sent"
    assert "foreign_change" not in office.told()


def test_a_signed_approval_counts_below_merges_and_later_work_of_the_cloud(office: Office) -> None:
    office.device.approve(PENDING)
    office.device.commit()
    office.cloud.vault.create("Inbox/NOTE_1.md", Document({"id": "NOTE_1"}, "Meanwhile\n"))
    office.cloud.sync.sync()
    office.device.pull()
    office.device.push()
    for number in range(2, 5):
        office.cloud.vault.create(f"Inbox/NOTE_{number}.md", Document({"id": f"NOTE_{number}"}, "Later\n"))
        assert office.cloud.sync.sync().error is None
    office.local.vault.create("Inbox/OWN.md", Document({"id": "OWN"}, "Mine\n"))
    office.rounds()
    assert len(office.postman.sent) == 1
    assert office.laptop.vault.exists("Inbox/NOTE_4.md")


@pytest.mark.parametrize("kind", [("-t", "ecdsa", "-b", "384"), ("-t", "rsa", "-b", "3072")], ids=["ecdsa", "rsa"])
def test_other_kinds_of_keys_approve_as_well(tmp_path: Path, kind: tuple[str, ...]) -> None:
    office = Office(tmp_path, asleep=False)
    office.device.key = make_key(tmp_path, "other", *kind)
    office.keys.add(office.device.key.with_suffix(".pub"), "other")
    office.device.approve(PENDING)
    office.device.commit()
    office.device.push()
    office.rounds()
    assert len(office.postman.sent) == 1


def altered_later(office: Office) -> None:
    office.device.approve(PENDING)
    office.device.commit()
    file = office.device.root / APPROVED
    file.write_text(file.read_text().replace("gladly", "never"))
    office.device.commit(sign=False)
    office.device.push()


def altered_by_a_merge(office: Office) -> None:
    office.device.approve(PENDING)
    office.device.commit()
    office.device.run("checkout", "--quiet", "-b", "side", "origin/main")
    (office.device.root / "Inbox/side.md").write_text("side\n")
    office.device.commit(sign=False)
    office.device.run("merge", "--quiet", "--no-commit", "--no-ff", "main")
    file = office.device.root / APPROVED
    file.write_text(file.read_text().replace("gladly", "never"))
    office.device.commit(sign=False)
    office.device.push()


def edited_and_approved_at_once(office: Office) -> None:
    office.device.approve(PENDING)
    file = office.device.root / APPROVED
    file.write_text(file.read_text().replace("gladly", "never"))
    office.device.commit()
    office.device.push()


def no_draft_waited_any_more(office: Office) -> None:
    text = (office.device.root / PENDING).read_bytes()
    office.device.run("rm", "--quiet", PENDING)
    office.device.commit(sign=False)
    (office.device.root / APPROVED).write_bytes(text)
    office.device.commit()
    office.device.push()


def left_in_both_places(office: Office) -> None:
    (office.device.root / APPROVED).write_bytes((office.device.root / PENDING).read_bytes())
    office.device.commit()
    office.device.run("rm", "--quiet", PENDING)
    office.device.commit(sign=False)
    office.device.push()


def of_another_channel(office: Office) -> None:
    office.device.move(PENDING, "Approved/LinkedIn/EMAIL_DRAFT_1.md")
    office.device.commit()
    office.device.push()


def a_program(office: Office) -> None:
    office.device.approve(PENDING)
    office.device.run("update-index", "--chmod=+x", APPROVED)
    (office.device.root / APPROVED).chmod(0o755)
    office.device.commit()
    office.device.push()


def too_old(office: Office) -> None:
    office.device.at(START - timedelta(days=8))
    signed_by_the_phone(office)


ATTACKS: list[Callable[[Office], None]] = [
    altered_later,
    altered_by_a_merge,
    edited_and_approved_at_once,
    no_draft_waited_any_more,
    left_in_both_places,
    of_another_channel,
    a_program,
    too_old,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__.replace("_", " "))
def test_what_the_owner_did_not_sign_exactly_so_sends_nothing(office: Office, attack: Callable[[Office], None]) -> None:
    attack(office)
    office.rounds()
    office.assert_nothing_was_sent()


WAITS_AGAIN = [altered_later, edited_and_approved_at_once, too_old]


@pytest.mark.parametrize("attack", WAITS_AGAIN, ids=lambda attack: attack.__name__.replace("_", " "))
def test_a_draft_whose_approval_does_not_count_waits_on(office: Office, attack: Callable[[Office], None]) -> None:
    attack(office)
    office.rounds()
    office.assert_the_draft_waits_on()


def test_of_two_drafts_signed_together_only_the_one_left_alone_is_sent(office: Office) -> None:
    office.device.approve(PENDING)
    office.device.approve(SECOND)
    office.device.commit()
    file = office.device.root / APPROVED
    file.write_text(file.read_text().replace("ali@acme.example", "thief@evil.example"))
    office.device.commit(sign=False)
    office.device.push()
    office.rounds()
    assert len(office.postman.sent) == 1
    assert office.laptop.journal.sent("EMAIL_DRAFT_2")
    assert office.laptop.place("EMAIL_DRAFT_1") == [PENDING]


def replay_plainly(device: Device, signed: str) -> None:
    device.run("checkout", "--quiet", signed, "--", APPROVED)
    device.commit(sign=False)


def replay_by_a_merge(device: Device, signed: str) -> None:
    tree = device.run("write-tree").strip()
    device.run("checkout", "--quiet", signed, "--", APPROVED)
    tree = device.run("write-tree").strip()
    merge = device.run("commit-tree", tree, "-p", "HEAD", "-p", signed, "-m", "Merge").strip()
    device.run("reset", "--quiet", "--hard", merge)


@pytest.mark.parametrize("replay", [replay_plainly, replay_by_a_merge], ids=["plainly", "by a merge"])
@pytest.mark.parametrize("decision", ["sent", "refused by the owner", "taken back", "expired"])
def test_an_old_signed_approval_cannot_be_used_again(
    office: Office, decision: str, replay: Callable[[Device, str], None]
) -> None:
    if decision == "expired":
        office.device.at(START - timedelta(days=8))
    office.device.approve(PENDING)
    signed = office.device.commit()
    office.device.push()
    if decision in ("refused by the owner", "taken back"):
        assert office.local.sync.sync().error is None
        office.laptop.round()  # on record, and still within the undo window
        sha = office.laptop.vault.read(APPROVED).sha256
        assert office.laptop.ledger.undo("EMAIL_DRAFT_1", sha, office.laptop.now)
        target = PENDING if decision == "taken back" else "Rejected/EMAIL_DRAFT_1.md"
        office.laptop.vault.move(APPROVED, target, sha)
    office.rounds()
    sent = len(office.postman.sent)
    assert sent == (decision == "sent")
    office.device.pull()
    replay(office.device, signed)
    office.device.push()
    office.rounds()
    assert len(office.postman.sent) == sent
    assert office.laptop.vault.paths("Approved") == []


def test_what_the_owner_took_back_here_is_decided_here(office: Office) -> None:
    signed_by_the_phone(office)
    assert office.local.sync.sync().error is None
    office.laptop.round()
    draft = office.laptop.vault.read(APPROVED)
    assert office.laptop.ledger.undo(draft.id, draft.sha256, office.laptop.now)
    office.laptop.vault.move(APPROVED, PENDING, draft.sha256)
    office.rounds()
    office.device.pull()
    signed_by_the_phone(office)
    office.rounds()
    assert office.postman.sent == []
    assert "You decided on this draft before" in office.laptop.vault.read(PENDING).doc.text("note")


def test_a_draft_that_the_owner_edits_here_meanwhile_is_not_sent(tmp_path: Path) -> None:
    office = Office(tmp_path, asleep=False)
    signed_by_the_phone(office)
    draft = office.laptop.vault.read(PENDING)
    office.laptop.vault.write(
        PENDING, Document(draft.doc.front, draft.doc.body.replace("gladly", "later")), draft.sha256
    )
    office.rounds()
    assert office.postman.sent == []
    assert "Yes, later." in office.laptop.vault.read(PENDING).doc.body


def test_without_any_trusted_key_nothing_signed_counts(office: Office) -> None:
    (office.folder / "state" / "allowed_signers").unlink()
    signed_by_the_phone(office)
    office.rounds()
    assert office.postman.sent == []
    assert "no key is trusted" in office.told()
