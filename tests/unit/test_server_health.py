"""The rule of three, the health pages' numbers, and a record that changes only when the state does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_skills.mcp_servers.call_record import CallRecord
from agent_skills.runtime.health import write_json
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.memory import MemoryVault
from local_agent.executors.contract import Outcome, Result
from local_agent.server_health import ServerHealth, heartbeat_probe

GOOD = Outcome(Result.SENT)
BAD = Outcome(Result.TRANSIENT, error="No answer.", remedy="Check SMTP_HOST.")


class Rig:
    def __init__(self, names: tuple[str, ...] = ("email",)) -> None:
        self.now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
        self.vault = MemoryVault()
        self.answers: dict[str, Outcome | Exception] = dict.fromkeys(names, GOOD)
        self.asked = dict.fromkeys(names, 0)
        self.findings = VaultFindings(self.vault, self.clock, "local")
        self.start()

    def start(self) -> None:
        probes = {name: lambda name=name: self.answer(name) for name in self.answers}
        self.health = ServerHealth(self.vault, self.findings, probes, self.clock)

    def answer(self, name: str) -> Outcome:
        self.asked[name] += 1
        found = self.answers[name]
        if isinstance(found, Exception):
            raise found
        return found

    def clock(self) -> datetime:
        return self.now

    def check(self, *outcomes: Outcome) -> list[str]:
        """Check once for each outcome of the e-mail server; returns its states."""
        states = []
        for outcome in outcomes:
            self.answers["email"] = outcome
            self.now += timedelta(minutes=5)
            self.health.check()
            states.append(self.vault.read("Logs/MCP_Health/email.md").doc.text("status"))
        return states


@pytest.mark.req("P-DM6", "C4")
def test_three_bad_calls_are_offline_and_the_way_back_takes_three_good_ones() -> None:
    rig = Rig()
    assert rig.check(GOOD, BAD, BAD, BAD) == ["online", "degraded", "degraded", "offline"]
    front = rig.vault.read("Logs/MCP_Health/email.md").doc.front
    assert (front["last_call_status"], front["error_message"]) == ("error", "No answer.")
    assert front["last_successful_call"] == "2026-11-21T09:35:00Z"
    assert rig.check(GOOD, GOOD, GOOD) == ["degraded", "degraded", "online"]


@pytest.mark.req("C4")
def test_a_server_that_never_answered_says_never_and_the_owner_gets_the_remedy() -> None:
    rig = Rig()
    rig.check(BAD, BAD, BAD)
    assert rig.vault.read("Logs/MCP_Health/email.md").doc.text("last_successful_call") == "never"
    [note] = rig.vault.paths("Needs_Action")
    assert "Check SMTP_HOST." in rig.vault.read(note).doc.body
    rig.check(GOOD)
    assert rig.vault.paths("Needs_Action") == []


def test_a_server_that_stays_as_it_is_changes_nothing_in_the_vault() -> None:
    rig = Rig()
    rig.check(GOOD)
    before = rig.vault.read_bytes("Logs/MCP_Health/email.md")
    rig.check(*[GOOD] * 200)
    assert rig.vault.read_bytes("Logs/MCP_Health/email.md") == before
    rig.check(*[GOOD] * 100)
    assert rig.vault.read_bytes("Logs/MCP_Health/email.md") != before


def test_one_failure_after_quiet_hours_is_degraded_and_no_more() -> None:
    rig = Rig()
    rig.check(*[GOOD] * 100)
    assert rig.check(BAD) == ["degraded"]


@pytest.mark.req("C4", "G-US5.5", "SC-G012")
def test_a_probe_that_breaks_stops_no_other_and_three_offline_are_one_alarm() -> None:
    rig = Rig(("email", "whatsapp", "odoo"))
    rig.answers["whatsapp"] = RuntimeError("broken")
    rig.answers["odoo"] = BAD
    rig.check(BAD, BAD, BAD)
    assert len(rig.vault.paths("Logs/MCP_Health")) == 3
    notes = [rig.vault.read(path).doc.text("code") for path in rig.vault.paths("Needs_Action")]
    assert sorted(notes) == ["mcp_offline", *["mcp_unavailable"] * 3]


def test_a_platform_that_counts_each_call_is_asked_seldom_and_hourly_after_trouble() -> None:
    rig = Rig(("email", "twitter"))
    rig.check(*[GOOD] * 71)  # six hours less five minutes
    assert rig.asked["twitter"] == 1
    rig.answers["twitter"] = BAD
    rig.check(*[GOOD] * 24)
    assert rig.asked["twitter"] == 3
    assert rig.asked["email"] == 95


def test_a_process_is_judged_by_its_heartbeat(tmp_path: Path) -> None:
    path = tmp_path / "health" / "whatsapp_watcher.json"
    assert heartbeat_probe(path).result is Result.TRANSIENT
    write_json(path, {"state": "ok"})
    assert heartbeat_probe(path).result is Result.SENT
    write_json(path, {"state": "down", "detail": "The session has expired.", "remedy": "local-agent whatsapp-login"})
    assert heartbeat_probe(path).remedy == "local-agent whatsapp-login"


@pytest.mark.req("C4", "P-DM6")
def test_the_health_page_counts_today_and_judges_by_the_last_three_calls() -> None:
    now = [datetime(2026, 11, 21, 23, 0, tzinfo=UTC)]
    record = CallRecord("email", "1.0.0", lambda: now[0])
    assert record.health(["x"])["status"] == "online"
    for _ in range(3):
        record.note("No answer.", timedelta(milliseconds=10))
    page = record.health(["x"])
    assert (page["status"], page["error"], page["last_successful_call"]) == ("offline", "No answer.", None)
    record.note(None, timedelta(milliseconds=30))
    assert record.health(["x"])["status"] == "degraded"
    assert record.metrics()["average_response_time_ms"] == 15.0
    assert record.metrics()["failed_requests"] == 3
    now[0] += timedelta(hours=2)
    assert record.metrics()["total_requests_today"] == 0
