"""From the vault's state to the next actions."""

from __future__ import annotations

import pytest

from agent_skills.domain.items import Document, StoredFile, Value
from agent_skills.domain.states import Status
from cloud_agent.planning import WORK_AT_ONCE, ClaimTasks, CloseTask, DraftReply, Snapshot, TriageTask, plan


def task(path: str, **front: Value) -> StoredFile:
    return StoredFile(path, Document({"type": "email", **front}), "0" * 64)


def snapshot(
    inbox: tuple[StoredFile, ...] = (),
    needs_action: tuple[StoredFile, ...] = (),
    in_progress: tuple[StoredFile, ...] = (),
    decided: dict[str, str] | None = None,
) -> Snapshot:
    return Snapshot(inbox, needs_action, in_progress, decided or {})


def test_a_new_mail_is_judged_first() -> None:
    mail = task("Inbox/EMAIL_1.md", status="pending")
    assert plan(snapshot(inbox=(mail,))) == [TriageTask(mail)]


def test_only_mail_in_the_reply_lane_is_claimed() -> None:
    wanted = task("Needs_Action/EMAIL_1.md", status="triaged", lane="reply")
    owners = task("Needs_Action/EMAIL_2.md", status="triaged", lane="owner")
    note = StoredFile("Needs_Action/FINDING_x.md", Document({"type": "finding", "status": "pending"}), "0" * 64)
    assert plan(snapshot(needs_action=(wanted, owners, note))) == [ClaimTasks(("Needs_Action/EMAIL_1.md",))]


def test_no_work_starts_before_the_claim_is_confirmed() -> None:
    unconfirmed = task("In_Progress/cloud/EMAIL_1.md", status="triaged", lane="reply")
    assert plan(snapshot(in_progress=(unconfirmed,))) == []


def test_a_claimed_task_is_drafted() -> None:
    mine = task("In_Progress/cloud/EMAIL_1.md", status="claimed", claimed_by="cloud", claim_token="t")
    assert plan(snapshot(in_progress=(mine,))) == [DraftReply(mine)]


def test_a_task_waits_as_long_as_its_draft_does() -> None:
    waiting = task("In_Progress/cloud/EMAIL_1.md", status="awaiting_approval", draft_id="EMAIL_DRAFT_1")
    assert plan(snapshot(in_progress=(waiting,))) == []


def test_a_refused_draft_closes_its_task_as_rejected() -> None:
    waiting = task("In_Progress/cloud/EMAIL_1.md", status="awaiting_approval", draft_id="EMAIL_DRAFT_1")
    actions = plan(snapshot(in_progress=(waiting,), decided={"email_draft_1": "Rejected"}))
    assert actions == [CloseTask(waiting, Status.REJECTED)]


def test_a_sent_draft_closes_its_task_as_done() -> None:
    waiting = task("In_Progress/cloud/EMAIL_1.md", status="awaiting_approval", draft_id="EMAIL_DRAFT_1")
    actions = plan(snapshot(in_progress=(waiting,), decided={"email_draft_1": "Done"}))
    assert actions == [CloseTask(waiting, Status.DONE)]


def claimed(number: int, priority: str = "Low") -> StoredFile:
    path = f"In_Progress/cloud/EMAIL_{number}.md"
    return task(path, status="claimed", claimed_by="cloud", claim_token="t", priority=priority)


def test_what_is_urgent_is_claimed_first_and_drafted_first() -> None:
    waiting = [
        task(f"Needs_Action/EMAIL_{name}.md", status="triaged", lane="reply", priority=name) for name in ("Low", "High")
    ]
    at_hand = (claimed(1), claimed(2, "High"))
    asked = ClaimTasks(("Needs_Action/EMAIL_High.md", "Needs_Action/EMAIL_Low.md"))
    assert plan(snapshot(needs_action=tuple(waiting), in_progress=at_hand)) == [asked]
    drafts = [DraftReply(claimed(2, "High")), DraftReply(claimed(1))]
    assert plan(snapshot(needs_action=tuple(waiting), in_progress=at_hand), [asked]) == drafts


@pytest.mark.req("FR-P014")
def test_new_mail_is_looked_at_between_drafts_and_only_what_is_urgent_is_claimed_while_there_is_work() -> None:
    at_hand = tuple(claimed(number) for number in range(2 * WORK_AT_ONCE))
    waiting = task("Needs_Action/EMAIL_w.md", status="triaged", lane="reply", priority="Low")
    urgent = task("Needs_Action/EMAIL_z.md", status="triaged", lane="reply", priority="High")
    drafts = [DraftReply(mail) for mail in at_hand[:WORK_AT_ONCE]]
    assert plan(snapshot(needs_action=(waiting,), in_progress=at_hand)) == drafts
    assert plan(snapshot(needs_action=(waiting, urgent), in_progress=at_hand)) == [ClaimTasks((urgent.path,))]


def test_drafts_that_cannot_be_made_hold_up_no_others() -> None:
    at_hand = tuple(claimed(number) for number in range(2 * WORK_AT_ONCE))
    stuck = [DraftReply(mail) for mail in at_hand[:WORK_AT_ONCE]]
    assert plan(snapshot(in_progress=at_hand), stuck) == [DraftReply(mail) for mail in at_hand[WORK_AT_ONCE:]]
