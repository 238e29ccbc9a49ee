"""Alerts on the owner's phone: each once, bundled, at a fitting hour, without addresses, and never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import Alert, SyncReport, SyncState
from agent_skills.notifications.policy import QuietHours
from agent_skills.notifications.templates import TEMPLATES
from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.sync_runner import SyncRunner
from tests.fixtures.alerts import DASHBOARD, Watch
from tests.fixtures.cloud_api_server import OWNER, GraphServer

pytestmark = pytest.mark.integration
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as running:
        yield running


@pytest.mark.req("FR-P031", "FR-P032", "P-US3.1", "C3")
def test_an_urgent_mail_rings_with_sender_subject_and_a_link_to_its_draft(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    assert watch.urgent() == "sent"
    [message] = graph.accepted
    assert message.to == OWNER.lstrip("+")
    assert message.template == "urgent_email"
    assert message.parameters == ("Ali Öztürk", "Contract", f"{DASHBOARD}/approvals/email/EMAIL_DRAFT_1")
    assert watch.waiting() == []
    assert watch.done() == ["sent"]


@pytest.mark.req("FR-P031")
def test_the_same_event_rings_once_even_after_a_restart(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    assert [watch.urgent(), watch.urgent()] == ["sent", "duplicate"]
    watch.start()
    watch.now += timedelta(days=15)  # another month
    assert watch.urgent() == "duplicate"
    assert len(graph.accepted) == 1


@pytest.mark.req("FR-P031", "NFR-P-PERF-004", "SC-P005", "C3")
def test_what_comes_within_a_minute_is_one_more_message_and_in_time(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    watch.urgent(1)
    watch.now += timedelta(seconds=1)
    assert watch.urgent(2) == "queued"
    watch.now += timedelta(seconds=1)
    assert watch.urgent(3, sender="Bea") == "queued"
    due = watch.notifier.flush()
    assert due is not None
    assert due < 60
    watch.later(seconds=due)
    assert [message.template for message in graph.accepted] == ["urgent_email", "several_alerts"]
    assert graph.accepted[1].parameters[0] == "2"
    assert "Bea" in graph.accepted[1].text
    assert watch.done() == ["sent"] * 3


def test_a_storm_is_capped_an_hour_also_over_restarts(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    for number in range(30):
        watch.urgent(number)
        watch.later(seconds=61)
        watch.start()
    assert len(graph.accepted) == 10
    assert len(watch.waiting()) == 20
    watch.later(minutes=40)
    assert graph.accepted[-1].parameters[0] == "20"
    assert watch.waiting() == []


def test_nothing_rings_in_quiet_hours_and_the_morning_brings_one_message(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph, quiet=QuietHours(time(22), time(7), BERLIN, urgent=False))
    watch.now = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)  # 22:30 in Berlin
    assert [watch.urgent(1), watch.urgent(2)] == ["queued", "queued"]
    due = watch.notifier.flush()
    assert due == 8.5 * 3600
    assert graph.attempts == 0
    watch.later(seconds=due)
    assert [message.template for message in graph.accepted] == ["several_alerts"]


@pytest.mark.parametrize(
    ("hour", "start", "end", "quiet"),
    [
        (23, 22, 7, True),
        (6, 22, 7, True),
        (7, 22, 7, False),
        (12, 22, 7, False),
        (13, 13, 15, True),
        (15, 13, 15, False),
    ],
)
def test_quiet_hours_may_pass_midnight(hour: int, start: int, end: int, quiet: bool) -> None:
    now = datetime(2026, 11, 21, hour, tzinfo=UTC)
    until = QuietHours(time(start), time(end), ZoneInfo("UTC")).end_after(now)
    assert (until is not None) is quiet
    assert until is None or (until > now and until.hour == end and until - now <= timedelta(hours=9))


def test_quiet_hours_end_at_the_owners_clock_when_the_clocks_change() -> None:
    night = QuietHours(time(22), time(7), BERLIN)
    assert night.end_after(datetime(2026, 10, 24, 21, tzinfo=UTC)) == datetime(2026, 10, 25, 6, tzinfo=UTC)


@pytest.mark.req("NFR-P-SEC-005", "C3", "NFR-G-SEC-002")
def test_no_address_or_number_of_a_mail_reaches_phone_or_log(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    watch.urgent(1, "ali@acme.example", "Call +49 151 23456789\nor pay DE89 3704 0044 0532 0130 00 " + "x" * 300)
    shown = (
        graph.texts() + watch.audit() + "".join(watch.vault.read(path).doc.body for path in watch.vault.paths("Done"))
    )
    assert not re.search(r"acme|23456789|3704|\n[^|#\n]*x{200}", shown)
    assert OWNER not in watch.audit()
    assert all(len(line.split("|")[-2].strip()) <= 50 for line in watch.audit().splitlines()[4:])


@pytest.mark.req("FR-P032", "FR-P033", "FR-P034", "FR-P035", "C3", "P-DM5")
def test_every_text_has_its_mark_its_limit_and_a_form_that_meta_takes(graph: GraphServer, tmp_path: Path) -> None:
    marks = {"urgent_email": "⚠️", "critical_error": "🚨", "approval_summary": "📋", "confirmation": "✅"}
    hostile = {"sender_name": "{{2}} " * 90, "subject": "a\tb\n\n\x0b     c", "newest": "n" * 400}
    for number, (event, template) in enumerate(TEMPLATES.items()):
        assert not re.search(r"^\{\{|\}\}$", template.body)
        assert template.slots == graph.templates[event]
        watch = Watch(tmp_path / event, graph)
        watch.state.mkdir()
        fields = hostile | {"count": "7", "email_count": "5", "linkedin_count": "0", "odoo_count": "2"}
        assert watch.notifier.send(Alert(event, str(number), fields)) == "sent"
        [path] = watch.vault.paths("Done")
        text = watch.vault.read(path).doc.body.strip()
        assert text.startswith(marks.get(event, "📋"))
        assert len(text) <= template.limit
    assert "5 Email, 2 Odoo" in graph.texts()


@pytest.mark.req("FR-P033", "P-US3.2")
def test_a_critical_finding_rings_each_time_it_comes_up_and_a_warning_does_not(
    graph: GraphServer, tmp_path: Path
) -> None:
    watch = Watch(tmp_path, graph)
    full = Finding("disk_full", "vault", "The disk of ali@acme.example is full.", "Free some space.", Severity.CRITICAL)
    assert [watch.findings.report(full), watch.findings.report(full)] == [True, False]
    watch.findings.report(Finding("odd_mail", "x", "An odd mail.", "Look."))
    assert [message.parameters[0] for message in graph.accepted] == ["Disk full"]
    assert "acme" not in graph.texts()
    watch.findings.clear("disk_full", "vault")
    watch.later(days=1)
    watch.findings.report(full)
    assert len(graph.accepted) == 2


class Away:
    """A remote that is out of reach."""

    def sync(self) -> SyncReport:
        return SyncReport(SyncState.OFFLINE, error="no answer")


@pytest.mark.req("P-US4.6", "FR-P033")
def test_a_remote_that_stays_away_for_five_minutes_rings_once(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    heartbeat = Heartbeat(tmp_path, "git_sync", watch.clock)
    runner = SyncRunner(Away(), watch.findings, heartbeat, watch.clock, 60)  # type: ignore[arg-type]
    for _ in range(4):
        runner.tick()
        watch.now += timedelta(minutes=1)
    assert graph.accepted == []
    for _ in range(10):
        watch.now += timedelta(minutes=1)
        runner.tick()
    assert ["remote" in message.text for message in graph.accepted] == [True]


def test_without_anything_set_up_alerts_wait_and_then_come_as_one(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, None)
    assert [watch.urgent(number) for number in range(3)] == ["queued"] * 3
    assert watch.later(days=1) is None
    assert len(watch.waiting()) == 3
    assert "[URGENT]" in watch.waiting()[0]
    then = Watch(tmp_path, graph)
    then.vault = watch.vault
    then.start()
    then.later(days=1)
    assert [message.parameters[0] for message in graph.accepted] == ["3"]
    assert then.waiting() == []


@pytest.mark.req("FR-P037", "P-US3.6")
def test_switched_off_nothing_rings_and_everything_is_on_record(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph, enabled=False)
    assert [watch.urgent(), watch.urgent()] == ["disabled", "duplicate"]
    watch.later(days=1)
    assert graph.attempts == 0
    assert watch.waiting() == []
    [row] = watch.audit().splitlines()[4:]
    assert "| urgent_email | owner | disabled | ⚠️ [URGENT] Ali Öztürk" in row


def test_the_set_up_guide_names_every_text_as_it_is_sent() -> None:
    guide = (Path(__file__).parents[2] / "docs/platinum/alerts-setup.md").read_text(encoding="utf-8")
    rows = [f"| `{name}` | {template.body} |".replace("\n", "<br>") for name, template in TEMPLATES.items()]
    assert [row for row in rows if row not in guide] == []
