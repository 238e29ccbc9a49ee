"""Every channel from the owner's approval to the receipt: executed once, whatever happens on the way."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_skills.domain.items import StoredFile
from agent_skills.domain.payload import read_payload
from tests.fixtures import odoo_server
from tests.fixtures.channels import Channel, channel_of
from tests.fixtures.laptop import Laptop
from tests.fixtures.linkedin_server import LinkedInServer
from tests.fixtures.loopback_http import Break, Reply

pytestmark = pytest.mark.integration


def put(laptop: Laptop, channel: Channel, item: str = "", **front: Any) -> StoredFile:
    return laptop.put(channel.folder, item or channel.item, channel.text, **{**channel.front, **front})


def done(channel: Channel) -> str:
    return f"Done/2026-11/21/{channel.item}.md"


def outbox(laptop: Laptop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((laptop.root / "state/outbox.json").read_text(encoding="utf-8"))["items"]
    return found


@pytest.mark.req("FR-G012", "FR-G058", "FR-G065", "P-US6.3", "FR-P006", "G-US8.4")
def test_what_the_owner_approves_is_executed_once_and_comes_to_done_with_a_receipt(
    tmp_path: Path, channel: Channel
) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    laptop.approve(put(laptop, channel))
    for _ in range(3):
        laptop.round()
        laptop.later(600)
    assert channel.arrived() == 1
    front = laptop.vault.read(done(channel)).doc
    assert front.text("status") == "sent"
    assert front.text("receipt")
    assert outbox(laptop)[0]["state"] == "sent"


def test_the_list_at_the_terminal_tells_whom_it_concerns_and_that_it_is_money(tmp_path: Path, channel: Channel) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    put(laptop, channel)
    (card,) = laptop.desk.waiting()
    assert card["to"] == [{"Odoo": "Acme GmbH", "Calendar": "ali@acme.example"}.get(channel.folder, channel.name)]
    assert card["risk"] == (["money"] if channel.folder == "Odoo" else [])
    assert card["title"]


def test_nothing_is_executed_without_approval(tmp_path: Path, channel: Channel) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    put(laptop, channel)
    laptop.round()
    assert channel.arrived() == 0


def test_a_move_in_obsidian_is_an_approval_too(tmp_path: Path, channel: Channel) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    file = put(laptop, channel)
    laptop.vault.move(file.path, file.path.replace("Pending_Approval", "Approved"), file.sha256)
    laptop.round()
    laptop.later(4)
    laptop.round()
    assert channel.arrived() == 1


@pytest.mark.parametrize("field", ["routing", "payload_sha256"])
def test_an_approval_of_something_else_executes_nothing(tmp_path: Path, channel: Channel, field: str) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    file = put(laptop, channel)
    laptop.approve(file)
    (record,) = (laptop.root / "state/ledger").glob("*.json")
    entry = json.loads(record.read_text(encoding="utf-8"))
    other: dict[str, Any] = {"routing": {**entry["routing"], "account": "other"}, "payload_sha256": "0" * 64}
    record.write_text(json.dumps({**entry, field: other[field]}), encoding="utf-8")
    laptop.round()
    assert channel.arrived() == 0
    assert laptop.place(file.id) == [file.path]


def test_the_record_holds_the_routing_that_was_shown(tmp_path: Path, channel: Channel) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    file = put(laptop, channel)
    laptop.desk.approve(file.id, file.sha256)
    entry = laptop.ledger.find(file.id, file.sha256)
    payload = read_payload(file.doc)
    assert entry
    assert payload
    assert entry.routing == payload.routing()
    assert entry.payload_sha256 == payload.sha256()


def test_a_draft_in_the_folder_of_another_channel_goes_nowhere(tmp_path: Path, channel: Channel) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    laptop.put("Email", channel.item, channel.text, **channel.front)
    file = laptop.vault.read(f"Pending_Approval/Email/{channel.item}.md")
    laptop.vault.move(file.path, file.path.replace("Pending_Approval", "Approved"), file.sha256)
    for _ in range(2):
        laptop.round()
        laptop.later(4)
    assert channel.arrived() == 0


@pytest.mark.req("FR-G046")
@pytest.mark.parametrize("point", ["claimed", "intent", "in flight", "executed", "before projection"])
def test_a_crash_between_any_two_steps_never_executes_twice(tmp_path: Path, channel: Channel, point: str) -> None:
    def crash(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt

    first = Laptop(tmp_path / "laptop", channel.executor, step=crash)
    first.approve(put(first, channel))
    with pytest.raises(KeyboardInterrupt):
        first.round()
    first.journal.close()
    second = Laptop(tmp_path / "laptop", channel.executor)
    second.now = first.now
    second.drain.recover()
    for _ in range(4):
        second.round()
        second.later(600)
    if point == "in flight":  # nothing had left, but nobody can know that
        assert channel.arrived() == 0
        assert outbox(second)[0]["state"] == "unknown"
        assert any("send_unknown" in path for path in second.vault.paths("Needs_Action"))
    else:
        assert channel.arrived() == 1
        assert second.place(channel.item) == [done(channel)]


@pytest.mark.parametrize("cut", [Break.AFTER, Break.HELD])
def test_a_lost_answer_is_settled_by_a_look_at_the_channel(tmp_path: Path, remote: Channel, cut: Break) -> None:
    assert remote.server
    remote.server.fail(remote.publishing, cut)
    laptop = Laptop(tmp_path / "laptop", remote.executor)
    laptop.approve(put(laptop, remote))
    for _ in range(3):
        laptop.round()
        laptop.later(600)
    assert remote.arrived() == 1
    assert laptop.vault.read(done(remote)).doc.text("receipt").startswith("found")


def test_a_lost_request_stays_unknown_and_is_never_repeated(tmp_path: Path, remote: Channel) -> None:
    assert remote.server
    remote.server.fail(remote.publishing, Break.BEFORE)
    laptop = Laptop(tmp_path / "laptop", remote.executor)
    laptop.approve(put(laptop, remote))
    for _ in range(5):
        laptop.round()
        laptop.later(600)
    assert remote.arrived() == 0
    assert outbox(laptop)[0]["state"] == "unknown"
    finding = next(path for path in laptop.vault.paths("Needs_Action") if "send_unknown" in path)
    assert (
        "never sent again by itself"
        in laptop.vault.read(finding).doc.text("remedy") + laptop.vault.read(finding).doc.body
    )


@pytest.mark.req("FR-G015", "FR-G066")
def test_a_rate_limit_holds_the_whole_platform_back_and_no_other(tmp_path: Path) -> None:
    with channel_of("twitter", tmp_path) as x:
        assert x.server
        limit = Reply(429, {"title": "Too Many Requests"}, {"Retry-After": "900"})
        x.server.fail(x.publishing, limit)
        laptop = Laptop(tmp_path / "laptop", x.executor)
        laptop.approve(put(laptop, x))
        laptop.round()
        laptop.approve(laptop.put(x.folder, "TWITTER_POST_2", "Another text", **x.front))
        laptop.round()
        assert (x.arrived(), len(x.server.asked(x.publishing))) == (0, 1)
        laptop.later(timedelta(minutes=15).total_seconds())
        laptop.round()
        assert x.arrived() == 2


@pytest.mark.req("FR-G068", "G-US8.9")
def test_an_expired_token_brings_the_draft_back_with_what_to_do(tmp_path: Path, remote: Channel) -> None:
    assert remote.server
    if remote.folder == "Odoo":
        remote.server.fail("/search_read", odoo_server.unauthorized())
    else:
        remote.server.fail("", Reply(401, {"message": "expired"}), times=1)
    laptop = Laptop(tmp_path / "laptop", remote.executor)
    file = put(laptop, remote)
    laptop.approve(file)
    laptop.round()
    assert laptop.place(file.id) == [file.path]
    assert "approve the draft again" in laptop.vault.read(file.path).doc.text("note")
    assert remote.arrived() == 0


def test_a_channel_that_is_not_set_up_names_its_settings(tmp_path: Path, channel: Channel) -> None:
    laptop = Laptop(tmp_path / "laptop", None)
    file = put(laptop, channel)
    laptop.approve(file)
    laptop.round()
    note = laptop.vault.read(file.path).doc.text("note")
    named = {"LinkedIn": "LINKEDIN_", "Odoo": "ODOO_URL", "Calendar": "CALDAV_URL"}
    assert named.get(channel.folder, f"{channel.name.upper()}_") in note


def test_a_post_that_arrived_but_cannot_be_looked_up_is_left_to_the_owner(tmp_path: Path) -> None:
    with channel_of("linkedin", tmp_path) as linkedin:
        assert isinstance(linkedin.server, LinkedInServer)
        linkedin.server.may_read = False
        linkedin.server.fail(linkedin.publishing, Break.AFTER)
        laptop = Laptop(tmp_path / "laptop", linkedin.executor)
        laptop.approve(put(laptop, linkedin))
        for _ in range(5):
            laptop.round()
            laptop.later(600)
        assert linkedin.arrived() == 1
        assert outbox(laptop)[0]["state"] == "unknown"
