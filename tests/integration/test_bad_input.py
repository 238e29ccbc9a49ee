"""An approved draft that cannot go out as it stands goes back where its owner can mend it; the others go on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_skills.domain.clock import iso
from agent_skills.domain.items import StoredFile, with_draft_text
from agent_skills.vault.log_pruning import LogPruning
from tests.fixtures import odoo_server
from tests.fixtures.channels import Channel, channel_of
from tests.fixtures.laptop import Laptop
from tests.fixtures.loopback_http import Reply

pytestmark = pytest.mark.integration
POSTS = ("linkedin", "facebook", "instagram", "twitter")
LACKING: dict[str, dict[str, Any]] = {
    "linkedin": {"platform": None},
    "facebook": {"platform": "twitter"},
    "instagram": {"media": []},
    "twitter": {"media": ["[IMAGE_REQUIRED]"]},
    "odoo": {"partner": None},
    "odoo_payment": {"iban": "DE89 3704 0044 0532 0130 01"},
    "calendar": {"timezone": "Mars/Olympus"},
    "payment_file": {"amount": "all of it"},
}
TOO_LONG = {"linkedin": "x" * 3001, "facebook": "x" * 63_207, "instagram": "x" * 2201, "twitter": "日" * 141}


def put(laptop: Laptop, channel: Channel, item: str = "", text: str = "", **front: Any) -> StoredFile:
    item = item or channel.item
    return laptop.put(channel.folder, item, text or channel.text, **{**channel.front, **front})


def move(laptop: Laptop, file: StoredFile) -> None:
    """Approve as in Obsidian, where nothing is checked."""
    laptop.vault.move(file.path, file.path.replace("Pending_Approval", "Approved"), file.sha256)
    laptop.round()
    laptop.later(4)
    laptop.round()


def notes(laptop: Laptop, words: str) -> list[str]:
    return [path for path in laptop.vault.paths("Needs_Action") if words in path]


def expire(channel: Channel, times: int = 1) -> None:
    assert channel.server
    if channel.folder == "Odoo":
        channel.server.fail("/search_read", odoo_server.unauthorized(), times=times)
    else:
        channel.server.fail("", Reply(401, {"message": "expired"}), times=times)


@pytest.mark.parametrize("broken", ["field", "action"])
def test_a_draft_without_what_it_needs_comes_back_and_nothing_leaves(
    tmp_path: Path, channel: Channel, broken: str
) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    front = LACKING[channel.name] if broken == "field" else {"action": "delete_everything"}
    file = put(laptop, channel, **front)
    move(laptop, file)
    assert channel.arrived() == 0
    assert laptop.place(file.id) == [file.path]
    assert laptop.vault.read(file.path).doc.text("note")
    assert notes(laptop, "not_approved")


@pytest.mark.req("FR-G013", "FR-G064")
@pytest.mark.parametrize("name", POSTS)
def test_a_text_over_the_limit_comes_back_and_can_be_mended(tmp_path: Path, name: str) -> None:
    with channel_of(name, tmp_path) as channel:
        laptop = Laptop(tmp_path / "laptop", channel.executor)
        file = put(laptop, channel, text=TOO_LONG[name])
        laptop.approve(file)
        laptop.round()
        assert channel.arrived() == 0
        back = laptop.vault.read(file.path)
        assert "too many" in back.doc.text("note")
        assert notes(laptop, f"retry_{name}_{file.id}")
        body = with_draft_text(back.doc.body, "Short.")
        laptop.approve(laptop.vault.write(back.path, type(back.doc)(back.doc.front, body), back.sha256))
        laptop.round()
        assert channel.arrived() == 1
        assert not notes(laptop, f"retry_{name}_{file.id}")


@pytest.mark.req("FR-G061", "G-US8.8")
@pytest.mark.parametrize("name", ["linkedin", "facebook", "twitter"])
def test_a_picture_that_is_not_there_brings_the_post_back(tmp_path: Path, name: str) -> None:
    with channel_of(name, tmp_path) as channel:
        laptop = Laptop(tmp_path / "laptop", channel.executor)
        file = put(laptop, channel, media=["gone.png"])
        laptop.approve(file)
        laptop.round()
        assert channel.arrived() == 0
        assert laptop.place(file.id) == [file.path]
        note = laptop.vault.read(file.path).doc.text("note")
        assert "gone.png" in note or "MEDIA_PATH" in note


@pytest.mark.req("FR-G068", "G-US8.9")
def test_an_expired_sign_in_pauses_its_platform_until_it_works_again(tmp_path: Path, remote: Channel) -> None:
    expire(remote)
    laptop = Laptop(tmp_path / "laptop", remote.executor)
    first = put(laptop, remote)
    laptop.approve(first)
    laptop.round()
    [note] = notes(laptop, "auth_expired")
    assert note == f"Needs_Action/{remote.folder.rsplit('/', 1)[-1].lower()}_auth_expired.md"
    assert laptop.place(first.id) == [first.path]
    assert remote.server
    asked = len(remote.server.requests)
    other = {"reference": "Other 1"} if remote.folder == "Odoo" else {}
    text = "" if remote.folder == "Odoo" else "Another text"
    second = put(laptop, remote, f"{remote.item}_B", text, **other)
    laptop.approve(second)
    laptop.round()
    assert laptop.place(second.id)[0].startswith("Approved/")
    assert len(remote.server.requests) == asked, "a paused platform is left alone"
    expire(remote)
    laptop.later(300)
    laptop.round()
    assert laptop.place(second.id)[0].startswith("Approved/"), "the look at it found it still closed"
    assert len(notes(laptop, "auth_expired")) == 1
    assert [alert.event for alert in laptop.alerts.sent] == ["critical_error"]
    laptop.later(300)
    laptop.round()
    assert remote.arrived() == 1
    assert laptop.place(second.id)[0].startswith("Done/")
    assert notes(laptop, "auth_expired") == []


def test_the_owner_ends_a_pause_by_taking_the_note_away(tmp_path: Path) -> None:
    with channel_of("facebook", tmp_path) as channel:
        expire(channel)
        laptop = Laptop(tmp_path / "laptop", channel.executor)
        laptop.approve(put(laptop, channel))
        laptop.round()
        [note] = notes(laptop, "auth_expired")
        laptop.vault.move(note, "Done/2026-11/facebook_auth_expired.md", laptop.vault.read(note).sha256)
        laptop.approve(laptop.vault.read("Pending_Approval/Social/Facebook/FACEBOOK_POST_1.md"))
        laptop.round()
        assert channel.arrived() == 1


def test_an_approval_that_waited_for_a_week_has_to_be_given_again(tmp_path: Path) -> None:
    with channel_of("twitter", tmp_path) as channel:
        assert channel.server
        channel.server.fail(channel.publishing, Reply(429, {"title": "Too Many"}, {"Retry-After": "86400"}), times=20)
        laptop = Laptop(tmp_path / "laptop", channel.executor)
        file = put(laptop, channel)
        laptop.approve(file)
        for _ in range(10):
            laptop.round()
            laptop.later(timedelta(days=1).total_seconds())
        assert channel.arrived() == 0
        assert "expired" in laptop.vault.read(file.path).doc.text("note")


@pytest.mark.req("FR-G075", "FR-G044", "FR-G067", "FR-S039")
def test_every_action_is_logged_before_and_after_and_looked_back_at(tmp_path: Path, channel: Channel) -> None:
    laptop = Laptop(tmp_path / "laptop", channel.executor)
    file = put(laptop, channel)
    laptop.approve(file)
    laptop.round()
    rows = laptop.vault.read_bytes("Logs/MCP_Actions/2026-11-21.md").decode().splitlines()
    outcomes = [row.split("|")[4].strip() for row in rows if file.id in row]
    assert outcomes == ["intent", "sent"]
    [path] = laptop.vault.paths("Logs/Local/Actions")
    note = laptop.vault.read(path).doc
    assert path.startswith(f"Logs/Local/Actions/2026-11-21/2026-11-21_09-30-04_{channel.front['action']}")
    assert (note.text("tier"), note.text("outcome"), note.text("human_approved")) == ("gold", "success", "True")
    assert "## What to do better" in note.body
    written = "\n".join([*rows, str(note.front), note.body])
    assert not any(private in written for private in ("Acme", "Hiring", "DE89"))


def test_what_failed_is_looked_back_at_with_the_remedy(tmp_path: Path) -> None:
    with channel_of("linkedin", tmp_path) as channel:
        expire(channel)
        laptop = Laptop(tmp_path / "laptop", channel.executor)
        laptop.approve(put(laptop, channel))
        laptop.round()
        [path] = laptop.vault.paths("Logs/Local/Actions")
        note = laptop.vault.read(path).doc
        assert note.text("outcome") == "failed"
        assert "LINKEDIN_ACCESS_TOKEN" in note.body


@pytest.mark.req("FR-G076")
def test_logs_leave_after_ninety_days_and_no_sooner(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, None)
    days = {age: iso(laptop.now - timedelta(days=age))[:10] for age in (0, 90, 91, 400)}
    for day in days.values():
        laptop.vault.append(f"Logs/MCP_Actions/{day}.md", "# Actions", "| row |")
        laptop.vault.append(f"Logs/Local/Actions/{day}/{day}_09-30-00_send_email_X.md", "# One", "| row |")
    laptop.vault.append("Logs/Local/notes.md", "# No day", "| row |")
    LogPruning(laptop.vault, ("Logs/Local", "Logs/MCP_Actions"), laptop.clock).run()
    left = laptop.vault.paths("Logs")
    assert [path for path in left if days[91] in path or days[400] in path] == []
    assert len(left) == 5
