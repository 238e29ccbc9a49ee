"""The WhatsApp process: it links, reads, sends through its door, notices trouble and goes on by itself."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from agent_skills.domain.payload import WhatsAppPayload
from local_agent.executors.contract import Proof, Result
from local_agent.whatsapp.selectors import SHIPPED
from tests.fixtures.waiting import eventually
from tests.fixtures.whatsapp_process import WhatsAppProcess
from tests.fixtures.whatsapp_server import WhatsAppWebServer

pytestmark = pytest.mark.integration
CLI_SCHEMA = Path(__file__).parents[2] / "docs/platinum/contracts/cli.schema.json"


@pytest.fixture
def server() -> Iterator[WhatsAppWebServer]:
    with WhatsAppWebServer("b") as running:
        yield running


@pytest.fixture
def process(tmp_path: Path, server: WhatsAppWebServer) -> Iterator[WhatsAppProcess]:
    with WhatsAppProcess(tmp_path, server) as running:
        yield running


def payload(chat_id: str, text: str, to: str = "Ali") -> WhatsAppPayload:
    return WhatsAppPayload(account=None, action="send_whatsapp", chat_id=chat_id, text=text, to=[to])


def noted(calls: list[str]) -> Callable[[], None]:
    return lambda: calls.append("in flight")


@pytest.mark.req("FR-G028", "FR-G029", "NFR-G-REL-006")
def test_after_one_scan_it_reads_and_sends_also_after_a_restart(
    server: WhatsAppWebServer, process: WhatsAppProcess
) -> None:
    process.start_linked()
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    server.receive(ali, "please send the invoice")
    chat_id = process.task("please send the invoice").doc.text("chat_id")

    calls: list[str] = []
    outcome = process.executor.execute(payload(chat_id, "Here it is."), "r1", noted(calls))
    assert (outcome.result, calls) == (Result.SENT, ["in flight"])
    assert server.sent == [("491511@c.us", "Here it is.")]

    process.stop()
    process.start()
    server.receive(ali, "and the contract")
    process.task("and the contract")
    assert not server.shows_qr(), "no new code after a restart"
    assert len(process.tasks()) == 2


@pytest.mark.req("FR-G027", "FR-S024", "NFR-G-REL-007", "S-US4.2")
def test_an_expired_session_is_told_and_everything_resumes_by_itself(
    server: WhatsAppWebServer, process: WhatsAppProcess
) -> None:
    process.start_linked()
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    server.expire()
    eventually(lambda: process.findings("whatsapp_session_expired"), "the finding", 60)
    beat = eventually(lambda: process.heartbeat() if process.heartbeat().get("linked") is False else None, "heartbeat")
    assert beat
    assert beat["state"] == "degraded"
    eventually((process.state / "whatsapp" / "qr.svg").exists, "the code for the health page")
    assert (process.state / "whatsapp" / "qr.png").read_bytes().startswith(b"\x89PNG")
    assert (process.state / "whatsapp" / "qr.png").stat().st_mode & 0o077 == 0

    refused = process.executor.execute(payload("491511@c.us", "hello"), "r1", noted([]))
    assert refused.result is Result.TRANSIENT
    assert refused.wait

    server.receive(ali, "while it was away")
    server.link()
    process.task("while it was away")
    eventually(lambda: not process.findings("whatsapp_session_expired"), "the finding is closed")
    assert not (process.state / "whatsapp" / "qr.svg").exists()
    assert server.sent == []


def test_a_broken_selector_is_named_with_evidence_and_a_mended_file_is_taken_at_once(
    server: WhatsAppWebServer, tmp_path: Path
) -> None:
    selectors = tmp_path / "selectors.toml"
    shipped = SHIPPED.read_text("utf-8")
    broken = "\n".join(
        "row_title = ['.gone']" if line.startswith("row_title") else line for line in shipped.split("\n")
    )
    selectors.write_text(broken)
    with WhatsAppProcess(tmp_path, server, WHATSAPP_SELECTORS_FILE=str(selectors)) as process:
        ali = server.add_chat("Ali Secretname", "491511@c.us", history=3)
        process.start()
        eventually(server.shows_qr, "the QR code", 60)
        server.link()
        beat = eventually(lambda: process.heartbeat() if process.heartbeat().get("selector") else None, "the break", 60)
        assert beat
        assert (beat["state"], beat["selector"]) == ("down", "list.row_title")
        [finding] = eventually(lambda: process.findings("whatsapp_page_changed"), "the finding")
        evidence = Path(finding.doc.text("evidence"))
        assert json.loads(evidence.read_text())["selector"] == "list.row_title"
        assert "Secretname" not in evidence.read_text()
        assert evidence.with_suffix(".png").exists()
        assert "list.row_title" in finding.doc.body

        selectors.write_text(shipped)
        server.receive(ali, "it works again")
        process.task("it works again")
        eventually(lambda: process.heartbeat()["state"] == "ok", "ok again")
        assert not process.findings("whatsapp_page_changed")


def test_without_the_process_nothing_is_sent_and_it_is_tried_again(process: WhatsAppProcess) -> None:
    calls: list[str] = []
    outcome = process.executor.execute(payload("4911@c.us", "hello"), "r1", noted(calls))
    assert (outcome.result, calls) == (Result.TRANSIENT, [])
    assert process.executor.verify(payload("4911@c.us", "hello"), "r1").proof is Proof.CANNOT_TELL


def test_a_process_killed_while_sending_leaves_an_attempt_that_the_history_proves(
    server: WhatsAppWebServer, process: WhatsAppProcess
) -> None:
    process.start_linked()
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    server.receive(ali, "invoice?")
    order = payload(process.task("invoice?").doc.text("chat_id"), "on its way")
    server.change(acknowledges=False, on_send=process.kill)
    assert process.executor.execute(order, "r1", noted([])).result is Result.UNKNOWN
    assert len(server.sent) == 1
    server.change(on_send=None)
    server.acknowledge_all()
    process.start()
    sighting = eventually(
        lambda: found if (found := process.executor.verify(order, "r1")).proof is Proof.PROVEN else None, "proof", 60
    )
    assert sighting
    assert sighting.receipt == ali.messages[-1].id
    assert len(server.sent) == 1, "it is not sent again"


def test_a_browser_that_dies_is_started_again(server: WhatsAppWebServer, process: WhatsAppProcess) -> None:
    process.start_linked()
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    profile = process.environment["WHATSAPP_SESSION_PATH"]
    eventually(lambda: is_written(Path(profile)), "the session on the disk", 60)
    [before] = browsers(profile)
    os.kill(before, signal.SIGKILL)
    server.receive(ali, "after the crash")
    process.task("after the crash")
    assert browsers(profile) != [before]


def test_slow_loading_and_an_outage_are_waited_for(server: WhatsAppWebServer, process: WhatsAppProcess) -> None:
    server.change(loading_seconds=3.0)
    process.start_linked()
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    server.stop()
    eventually(lambda: "no connection" in (process.heartbeat().get("detail") or ""), "the outage", 60)
    server.start()
    server.receive(ali, "back again")
    process.task("back again")


def test_a_session_taken_by_another_window_is_taken_back(server: WhatsAppWebServer, process: WhatsAppProcess) -> None:
    process.start_linked()
    server.change(taken=True)
    eventually(lambda: server.taken is False, "the session is taken back", 60)


@pytest.mark.req("FR-G028")
def test_the_login_command_shows_the_code_and_ends_when_the_phone_has_scanned_it(
    server: WhatsAppWebServer, process: WhatsAppProcess
) -> None:
    command = process.command("whatsapp-login")
    eventually(server.shows_qr, "the QR code", 60)
    eventually((process.state / "whatsapp" / "qr.txt").exists, "the code as text")
    server.link()
    out, error = command.communicate(timeout=60)
    assert command.returncode == 0, error
    assert "█" in out or "▄" in out
    assert "Linked." in out
    process.start()
    process.wait_until_linked()


def test_the_login_command_follows_a_process_that_runs_already(
    server: WhatsAppWebServer, process: WhatsAppProcess
) -> None:
    process.start()
    eventually((process.state / "whatsapp" / "qr.txt").exists, "the code as text", 60)
    command = process.command("whatsapp-login")
    eventually(lambda: process.heartbeat().get("linked") is False, "heartbeat")
    server.link()
    out, _ = command.communicate(timeout=60)
    assert command.returncode == 0
    assert "Linked." in out


@pytest.mark.parametrize("variant", ["a", "b"])
def test_the_check_walks_through_all_selectors_and_changes_nothing(
    server: WhatsAppWebServer, process: WhatsAppProcess, variant: str
) -> None:
    server.variant = variant
    unread = server.add_chat("Unread", "4922@c.us", history=2)
    server.receive(unread, "not yet read")
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    process.start_linked()
    _, error = process.command("whatsapp-check").communicate(timeout=60)
    assert "has the session" in error
    process.stop()
    command = process.command("whatsapp-check", "--json")
    out, error = command.communicate(timeout=90)
    assert command.returncode == 0, out + error
    rows = json.loads(out)
    schema = json.loads(CLI_SCHEMA.read_text("utf-8"))
    Draft202012Validator({**schema, "$ref": "#/$defs/whatsapp_check"}).validate(rows)
    states = {row["part"]: row["state"] for row in rows}
    assert {states[part] for part in ("page", "list.row_title", "list.mark_unread", "chat.compose")} == {"ok"}
    assert ali.unread == 0
    assert server.sent == []


def test_a_second_process_does_not_touch_the_profile(server: WhatsAppWebServer, process: WhatsAppProcess) -> None:
    process.start_linked()
    second = process.command("watch-whatsapp")
    _, error = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "runs already" in error
    assert process.heartbeat()["linked"] is True


def is_written(profile: Path) -> bool:
    """Tell whether Chromium has written the linked session down, which it does some seconds later."""
    return any(b"device-token" in path.read_bytes() for path in profile.rglob("*.log"))


def browsers(profile: str) -> list[int]:
    """Return the browser's main process on a profile."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parts = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}" in parts and not any(part.startswith("--type=") for part in parts):
            found.append(int(entry.name))
    return found
