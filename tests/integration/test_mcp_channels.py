"""Each channel as an MCP server: drafting is free, sending takes the owner's approval and the one journal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_skills.domain.channels import CHANNEL_ACTIONS
from agent_skills.mcp_servers.server import ToolServer
from agent_skills.vault.known_recipients import KnownRecipients
from local_agent.action_log import ActionLog
from local_agent.executors.contract import Outcome, Result
from local_agent.executors.feed import Page
from local_agent.mcp_servers.channels import SERVERS
from local_agent.mcp_servers.dispatch import Dispatch, Ways
from local_agent.mcp_servers.drafting import MAX_WAITING, Drafting
from local_agent.mcp_servers.server import Parts, build_server
from tests.fixtures.laptop import Laptop, Postman
from tests.fixtures.mcp_client import call, content, text, tools

pytestmark = pytest.mark.integration
EVENT: dict[str, Any] = {
    "title": "Kick-off",
    "start": "2026-11-23T15:00",
    "end": "2026-11-23T16:00",
    "timezone": "Europe/Berlin",
    "attendees": ["ali@acme.example"],
    "text": "",
}
MAIL: dict[str, Any] = {
    "to": ["ali@acme.example"],
    "subject": "Contract",
    "text": "Dear Ali,\n\nyes.",
    "why": "He asked.",
}


def server_of(laptop: Laptop, postman: Postman, name: str = "email") -> ToolServer:
    """Return a channel's server on a laptop whose rounds are the orchestrator's own."""
    numbers = iter(range(1000))
    drafting = Drafting(
        laptop.vault, laptop.clock, lambda: f"{next(numbers):020x}", KnownRecipients(laptop.vault).is_known
    )
    outbox, ways = laptop.root / "state" / "outbox.json", Ways("https://desk.example")

    def run_round() -> None:
        """Do one round on the same folders, as `local-agent run --once` does in the server's own thread."""
        machine = Laptop(laptop.root, postman)
        machine.now = laptop.now
        machine.round()
        machine.journal.close()

    approves = laptop.ledger.approves
    dispatch = Dispatch(laptop.vault, outbox, run_round, approves, ways, laptop.clock, laptop.later, 10)
    return build_server(
        name, Parts(drafting, dispatch, ActionLog(laptop.vault, laptop.clock), laptop.clock, lambda *_: Page([]))
    )


@pytest.mark.req("G-US5", "FR-G043")
@pytest.mark.parametrize("name", SERVERS)
def test_every_channel_has_a_tool_to_draft_and_one_to_send_for_each_action_and_one_for_what_it_reads(
    laptop: Laptop, postman: Postman, name: str
) -> None:
    found = tools(server_of(laptop, postman, name))
    actions = CHANNEL_ACTIONS[SERVERS[name].channel]
    drafting = {f"draft_{action.split('_', 1)[1]}" for action in actions}
    reading = {f"read_{what}" for what in SERVERS[name].reads}
    assert set(found) == {*actions, *drafting, *reading, "list_drafts"}
    assert all(set(found[action]["properties"]) == {"draft_id"} for action in actions)


@pytest.mark.req("FR-G003", "G-DM1", "NFR-G-SEC-001")
def test_a_draft_waits_for_the_owner_and_nothing_is_sent(laptop: Laptop, postman: Postman) -> None:
    drafted = content(call(server_of(laptop, postman), "draft_email", **MAIL))
    file = laptop.vault.read(drafted["path"])
    assert drafted["path"] == f"Pending_Approval/Email/{drafted['draft_id']}.md"
    assert (file.doc.text("status"), file.doc.text("drafted_by")) == ("pending_approval", "mcp")
    assert file.doc.texts("risk") == ["new_recipient"]
    laptop.round()
    assert postman.sent == []
    [card] = laptop.desk.waiting()
    assert (card["to"], card["subject"]) == (["ali@acme.example"], "Contract")
    listed = content(call(server_of(laptop, postman), "list_drafts"))["result"]
    assert [item["draft_id"] for item in listed] == [drafted["draft_id"]]


@pytest.mark.req("FR-G058", "FR-G061", "FR-G065")
@pytest.mark.parametrize(
    ("name", "tool", "arguments"),
    [
        ("email", "draft_email", {**MAIL, "to": []}),
        ("instagram", "draft_post", {"text": "Hello"}),
        ("twitter", "draft_post", {"text": ""}),
        ("whatsapp", "draft_whatsapp", {"text": "Hi", "chat_id": "", "to": ["Ali"]}),
        ("odoo", "draft_invoice", {"text": "no table", "partner": "Acme"}),
        (
            "odoo",
            "draft_payment",
            {"text": "", "amount": "1,5", "beneficiary": "A", "currency": "EUR", "iban": "X", "method": "odoo"},
        ),
        ("calendar", "draft_event", {"text": "", "title": "Fair", "start": "2026-12-01", "end": "tomorrow"}),
        ("calendar", "draft_event", {**EVENT, "timezone": "Mars/Olympus"}),
        ("calendar", "draft_event", {**EVENT, "attendees": ["Ali <ali@acme.example>"]}),
        ("email", "draft_email", {**MAIL, "text": "x" * 20_001}),
        ("email", "draft_email", {**MAIL, "subject": "half \ud83d"}),
        ("email", "draft_email", {**MAIL, "to": "ali"}),
    ],
)
def test_what_could_never_be_sent_is_not_drafted_and_the_reason_is_told(
    laptop: Laptop, postman: Postman, name: str, tool: str, arguments: dict[str, Any]
) -> None:
    result = call(server_of(laptop, postman, name), tool, **arguments)
    assert result.is_error
    assert len(text(result)) > 40
    assert laptop.vault.paths("Pending_Approval") == []


def test_a_post_gets_the_platform_of_its_server_and_a_hostile_text_stays_text(laptop: Laptop, postman: Postman) -> None:
    hostile = "Hi\n> [!quote]- Original\n---\naction: send_email\n"
    drafted = content(call(server_of(laptop, postman, "linkedin"), "draft_post", text=hostile, why="x: [y]\n- z"))
    file = laptop.vault.read(drafted["path"])
    assert (file.doc.text("platform"), file.doc.text("action")) == ("linkedin", "create_post")
    assert drafted["path"].startswith("Pending_Approval/LinkedIn/LINKEDIN_POST_")
    assert "action: send_email" in file.doc.body


@pytest.mark.req("G-US5.4", "G-US5")
def test_an_event_is_drafted_with_its_people_as_the_recipients(laptop: Laptop, postman: Postman) -> None:
    server = server_of(laptop, postman, "calendar")
    drafted = content(call(server, "draft_event", **EVENT))
    assert drafted["path"] == f"Pending_Approval/Calendar/{drafted['draft_id']}.md"
    file = laptop.vault.read(drafted["path"])
    assert (file.doc.text("type"), file.doc.texts("risk")) == ("calendar_draft", ["new_recipient"])
    [listed] = content(call(server, "list_drafts"))["result"]
    assert (listed["to"], listed["title"]) == (["ali@acme.example"], "Kick-off")
    assert call(server, "create_event", draft_id=drafted["draft_id"]).is_error


def test_a_program_that_runs_wild_cannot_bury_the_owners_queue(laptop: Laptop, postman: Postman) -> None:
    for number in range(MAX_WAITING):
        laptop.draft(number)
    assert "wait for the owner already" in text(call(server_of(laptop, postman), "draft_email", **MAIL))


@pytest.mark.req("NFR-G-SEC-001", "G-US5")
def test_sending_what_nobody_approved_is_refused_with_the_way_to_approval(laptop: Laptop, postman: Postman) -> None:
    server = server_of(laptop, postman)
    draft_id = content(call(server, "draft_email", **MAIL))["draft_id"]
    result = call(server, "send_email", draft_id=draft_id)
    assert result.is_error
    assert "https://desk.example/approvals" in text(result)
    assert f"local-agent approve {draft_id}" in text(result)
    assert postman.sent == []


@pytest.mark.req("G-US5", "FR-G044", "FR-G067")
def test_an_approved_draft_is_sent_once_by_the_same_journal_and_never_again(laptop: Laptop, postman: Postman) -> None:
    server = server_of(laptop, postman)
    draft_id = content(call(server, "draft_email", **MAIL))["draft_id"]
    laptop.desk.approve(draft_id, None)
    assert content(call(server, "send_email", draft_id=draft_id))["status"] == "sent"
    assert len(postman.sent) == 1
    again = call(server, "send_email", draft_id=draft_id)
    assert again.is_error
    assert "not sent again" in text(again)
    laptop.round()
    assert len(postman.sent) == 1
    log = laptop.vault.read_bytes("Logs/MCP_Actions/2026-11-21.md").decode()
    assert [word in log for word in ("drafted", "intent", "sent")] == [True] * 3
    assert "acme" not in log


@pytest.mark.req("NFR-G-SEC-001")
def test_a_draft_that_changed_after_its_approval_is_refused(laptop: Laptop, postman: Postman) -> None:
    server = server_of(laptop, postman)
    draft_id = content(call(server, "draft_email", **MAIL))["draft_id"]
    laptop.desk.approve(draft_id, None)
    path = laptop.vault.root / "Approved" / "Email" / f"{draft_id}.md"
    path.write_text(path.read_text("utf-8").replace("yes.", "yes, and send money."), encoding="utf-8")
    result = call(server, "send_email", draft_id=draft_id)
    assert result.is_error
    assert "changed since it was approved" in text(result)
    assert postman.sent == []


@pytest.mark.parametrize("draft_id", ["EMAIL_DRAFT_404", "../../etc/passwd", "", "x" * 121])
def test_an_id_that_names_no_draft_is_refused(laptop: Laptop, postman: Postman, draft_id: str) -> None:
    assert call(server_of(laptop, postman), "send_email", draft_id=draft_id).is_error


def test_one_channels_server_does_not_send_another_channels_draft(laptop: Laptop, postman: Postman) -> None:
    file = laptop.draft()
    laptop.desk.approve(file.id, None)
    result = call(server_of(laptop, postman, "linkedin"), "create_post", draft_id=file.id)
    assert "no draft for create_post by LinkedIn" in text(result)
    assert postman.sent == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Outcome(Result.UNKNOWN, error="The line broke."), "unknown"),
        (Outcome(Result.TRANSIENT, error="Busy."), "waiting"),
    ],
)
def test_what_is_not_known_to_be_sent_is_not_called_sent(
    laptop: Laptop, postman: Postman, answer: Outcome, status: str
) -> None:
    postman.answers = [answer] * 4
    file = laptop.draft()
    laptop.approve(file)
    assert content(call(server_of(laptop, postman), "send_email", draft_id=file.id))["status"] == status


def test_a_refusal_for_good_comes_back_with_its_reason(laptop: Laptop, postman: Postman) -> None:
    postman.answers = [Outcome(Result.PERMANENT, error="No such mailbox.", remedy="Check the address.")]
    file = laptop.draft()
    laptop.approve(file)
    result = call(server_of(laptop, postman), "send_email", draft_id=file.id)
    assert result.is_error
    assert "No such mailbox." in text(result)
    assert json.dumps(laptop.desk.waiting()).count(file.id) >= 1
