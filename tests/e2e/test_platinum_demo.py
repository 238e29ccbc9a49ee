"""The story: a mail comes while the laptop is off, the owner approves on the phone, the reply is read by its recipient.

Real dovecot, real SMTP with STARTTLS and AUTH, a real bare remote, real PM2 from production's files, real Chromium.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from tests.fixtures.messages_server import KEY, MessagesServer
from tests.fixtures.phone import Phone
from tests.fixtures.product import PASSWORD
from tests.fixtures.waiting import eventually
from tests.fixtures.world import ALI, World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.usefixtures("tell_logs")]

PICTURES = Path(__file__).parents[2] / "test-results"
CLOUD_PROCESSES = {"cloud_orchestrator", "gmail_watcher", "git_sync_cloud"}
BACK = {"local_orchestrator", "nextjs_dashboard", "cloud_orchestrator"}
LOCAL_PROCESSES = {"local_orchestrator", "whatsapp_watcher", "git_sync_local", "nextjs_dashboard"}


@pytest.mark.req("P-US1.1", "P-US1.2", "P-US1.3", "FR-P005", "P-US7.1", "FR-S016", "FR-P008")
def test_while_the_laptop_is_off_an_urgent_mail_becomes_a_pushed_draft_and_an_alert(world: World) -> None:
    world.product.start("cloud")
    world.receive("Re: URGENT: contract by 5 pm?", "<contract@acme.example>")
    draft = world.draft("cloud", "URGENT: contract")
    eventually(lambda: draft.path in world.product.remote_paths(), "the draft on the remote", 30)
    assert draft.doc.text("subject") == "Re: URGENT: contract by 5 pm?"
    assert draft.doc.texts("to") == [ALI]
    assert draft.doc.text("drafted_by") == "template"
    assert "Vertrag für Sie.pdf" in draft.doc.body
    assert "👍" in draft.doc.body
    [task] = world.product.vault("cloud").scan("In_Progress/cloud")[0]
    assert (task.doc.text("claimed_by"), task.doc.text("status")) == ("cloud", "awaiting_approval")
    eventually(lambda: len(world.product.vault("cloud").paths("Notifications")) == 1, "the alert")
    assert world.submission.accepted == []
    assert {process["name"] for process in world.product.processes()} == CLOUD_PROCESSES


@pytest.mark.req(
    "P-US1.4", "P-US2.2", "P-US2.3", "P-US2.4", "P-US5.3", "FR-P021", "FR-P024", "FR-P026", "FR-P029", "SC-P003"
)
def test_the_owner_edits_and_approves_on_the_phone_and_the_recipient_reads_the_very_text(
    world: World, phone: Phone
) -> None:
    world.product.start("local")
    world.product.wait_for_dashboard()
    draft = world.draft("local", "URGENT: contract")
    phone.sign_in()
    phone.picture(PICTURES / "queue-375.png")
    phone.open_card(draft.id)
    assert phone.fits()
    box = phone.page.get_by_test_id("draft-text")
    text = box.input_value().replace("I will look at the document", "I signed the document")
    box.fill(text)
    phone.picture(PICTURES / "detail-375.png")
    approve_on(phone)
    expect(phone.page.get_by_test_id("execution-state").first).to_contain_text("Sent")
    phone.picture(PICTURES / "sent-375.png")
    mail = world.ali_reads("Re: URGENT: contract")
    plain = mail.get_body(("plain",))
    assert plain
    assert plain.get_content().strip() == text.strip()
    assert mail["In-Reply-To"] == "<contract@acme.example>"
    assert mail["References"] == "<earlier@acme.example> <contract@acme.example>"
    done = world.done(draft.id, "sent")
    assert done.doc.text("message_id") == mail["Message-ID"]
    assert done.doc.text("receipt").startswith("250")
    assert len(world.submission.accepted) == 1
    assert phone.errors == []


def approve_on(phone: Phone) -> None:
    """Tap the primary button, and give the password again where the page asks (first-time recipient)."""
    phone.page.get_by_test_id("approve").click()
    phone.page.get_by_test_id("confirm-password").fill(PASSWORD)
    phone.page.get_by_test_id("confirm-approve").click()


@pytest.mark.req("NFR-G-SEC-005", "FR-G046", "FR-G044", "SC-G009")
def test_the_log_tells_who_approved_what_and_when(world: World) -> None:
    vault = world.product.vault("local")
    [decisions] = vault.paths("Logs/Human_Approvals")
    text = vault.read_bytes(decisions).decode()
    assert "| approve | recorded | dashboard | owner |" in text
    [actions] = vault.paths("Logs/MCP_Actions")
    rows = vault.read_bytes(actions).decode()
    assert rows.index("| send_email | intent |") < rows.index("| send_email | sent |")
    assert ALI not in text + rows


@pytest.mark.req("NFR-G-USE-003", "FR-P006")
def test_moving_the_file_in_obsidian_approves_it_too(world: World, phone: Phone) -> None:
    world.receive("Meeting on Monday?", "<monday@acme.example>")
    draft = world.draft("local", "Meeting on Monday")
    world.product.vault("local").move(draft.path, draft.path.replace("Pending_Approval", "Approved"), draft.sha256)
    mail = world.ali_reads("Re: Meeting on Monday?")
    assert mail["In-Reply-To"] == "<monday@acme.example>"
    world.done(draft.id, "sent")
    assert len(world.submission.accepted) == 2
    phone.page.goto(f"{world.product.url}/approvals/email/{draft.id}")
    expect(phone.page.get_by_test_id("execution-state").first).to_contain_text("Sent")
    [decisions] = world.product.vault("local").paths("Logs/Human_Approvals")
    eventually(
        lambda: "| obsidian | owner |" in world.product.vault("local").read_bytes(decisions).decode(), "the log entry"
    )


@pytest.mark.req("P-US2.5", "FR-P022", "FR-G005")
def test_a_refused_draft_is_never_sent_and_its_task_is_closed(world: World, phone: Phone) -> None:
    world.receive("Could you send the figures?", "<figures@acme.example>")
    draft = world.draft("local", "figures")
    phone.open_card(draft.id)
    phone.page.get_by_test_id("reject").click()
    phone.page.get_by_role("button", name="Tone").click()
    phone.page.get_by_test_id("confirm-reject").click()
    vault = world.product.vault("local")
    eventually(lambda: vault.exists(f"Rejected/{draft.id}.md"), "the refused draft in Rejected/")
    refused = vault.read(f"Rejected/{draft.id}.md").doc
    assert (refused.text("status"), "Tone" in refused.text("reject_reason")) == ("rejected", True)
    task_id = draft.doc.text("original_id")

    def closed() -> bool:
        files, _ = world.product.vault("cloud").scan("Done")
        return any(file.id == task_id and file.doc.text("status") == "rejected" for file in files)

    eventually(closed, "the task in Done/ as rejected", 60)
    assert len(world.submission.accepted) == 2


@pytest.mark.req("FR-P006", "P-US5.7", "FR-G046")
def test_a_file_that_git_brought_into_approved_is_not_sent(world: World, tmp_path: Path) -> None:
    world.receive("Please pay this invoice", "<invoice@acme.example>")
    draft = world.draft("cloud", "invoice")
    cloud = world.product.vault("cloud")
    world.product.stop("cloud")
    forged = cloud.read(draft.path).doc.with_front(to=["thief@evil.example"])
    cloud.move(draft.path, draft.path.replace("Pending_Approval", "Approved"), draft.sha256, forged)
    world.product.agent("cloud", "sync", "--once")
    local = world.product.vault("local")
    eventually(
        lambda: any("foreign_change" in path for path in local.paths("Needs_Action")), "the security finding", 30
    )
    assert local.paths("Approved") == []
    assert len(world.submission.accepted) == 2
    world.product.start("cloud")


@pytest.mark.req("NFR-P-REL-002", "P-US4.4", "FR-G066")
def test_with_remote_and_mail_server_down_the_page_says_so_and_nothing_is_lost(world: World, phone: Phone) -> None:
    world.receive("Is the office open?", "<office@acme.example>")
    draft = world.draft("local", "office open")
    sent_before = len(world.submission.accepted)
    away = world.product.remote.with_name("away.git")
    world.product.remote.rename(away)
    world.submission.stop()
    world.product.agent("local", "approve", draft.id, "--sha256", draft.sha256)
    phone.page.goto(f"{world.product.url}/outbox")
    expect(phone.page.get_by_test_id(f"outbox-{draft.id}")).to_contain_text("mail server cannot be reached")
    phone.page.goto(f"{world.product.url}/health")
    expect(phone.page.get_by_test_id("health-git_sync")).to_have_attribute("data-state", "degraded")
    away.rename(world.product.remote)
    world.submission.start()
    world.ali_reads("Re: Is the office open?")
    world.done(draft.id, "sent")
    assert len(world.submission.accepted) == sent_before + 1


@pytest.mark.req("FR-G002", "P-US8.2", "FR-P049")
def test_with_a_key_claude_drafts_and_the_page_shows_what_it_cost(world: World, phone: Phone) -> None:
    triage = {
        "priority": "High",
        "category": "Work",
        "needs_reply": True,
        "suspicious": False,
        "why": "Asks.",
        "confidence": 1,
    }
    answer = {"text": "Dear Ali,\n\nof course.\n\nThe owner", "why": "Asks for the keys.", "confidence": 0.9}
    with MessagesServer() as model:
        model.answer(triage, answer)
        world.product.cloud_env |= {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": model.url}
        world.product.write_settings()
        world.product.stop("cloud")
        world.product.start("cloud")
        world.receive("Can you bring the keys?", "<keys@acme.example>")
        draft = world.draft("local", "bring the keys")
    assert draft.doc.text("drafted_by") == "claude-sonnet-5-5"
    assert ALI not in model.texts()
    phone.page.goto(f"{world.product.url}/approvals/email/{draft.id}")
    expect(phone.page.get_by_test_id("draft-text")).to_have_value(str(answer["text"]))
    status = phone.page.request.get(f"{world.product.url}/api/status").json()
    assert status["usage"]["calls_today"] == 2


@pytest.mark.req("P-US7.2", "NFR-P-PERF-006")
def test_a_killed_process_comes_back_and_work_goes_on(world: World, phone: Phone) -> None:
    before = {process["name"]: process["pid"] for process in world.product.processes()}
    for name in BACK:
        os.kill(before[name], signal.SIGKILL)

    def back() -> bool:
        now = {process["name"]: process["pid"] for process in world.product.processes()}
        return all(now[name] and now[name] != before[name] for name in before if name in BACK)

    eventually(back, "every killed process running again", 30)
    world.receive("When can we call?", "<call@acme.example>")
    draft = world.draft("local", "When can we call")
    eventually(lambda: requests.get(f"{world.product.url}/login", timeout=2).ok, "the dashboard", 30)
    phone.open_card(draft.id)
