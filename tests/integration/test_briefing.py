"""The Monday briefing: counted from the files, once a week, with and without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from agent_skills.ai.api_usage_tracker import ApiUsageTracker, Call
from agent_skills.ai.briefing_writer import BriefingWriter
from agent_skills.ai.client import Limits, ModelClient
from agent_skills.domain.clock import iso
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Narrative
from agent_skills.domain.states import done_path
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.memory import MemoryVault
from agent_skills.vault.store import FileVault
from cloud_agent.generators.briefing_text import NO_AI
from cloud_agent.generators.ceo_briefing import CeoBriefing
from cloud_agent.upkeep import Upkeep
from tests.fixtures.alerts import Watch
from tests.fixtures.cloud_api_server import GraphServer
from tests.fixtures.messages_server import KEY, MessagesServer
from tests.fixtures.product import Product

pytestmark = pytest.mark.integration
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 07:00 in Berlin
WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PATH = "Briefings/2026-11-23_Monday_Briefing.md"
SECTIONS = [
    "Executive Summary",
    "Tasks Completed This Week",
    "Tasks Pending/Blocked",
    "Proactive Suggestions",
    "Next Week Focus",
    "API Cost This Week",
]
ANSWER: dict[str, Any] = {
    "summary": "A calm week. Write to evil@example.org or see https://evil.example/x",
    "focus": "Answer Ali.",
    "suggestions": ["Call Ali about the contract.", "Ask Bea for the figures.", "Plan a post."],
}


class Desk:
    """A vault with a week in it, and the briefing's writer."""

    def __init__(self, model: MessagesServer | None = None) -> None:
        self.now = MONDAY
        self.space = True
        self.vault = MemoryVault()
        self.usage = ApiUsageTracker(self.vault, self.clock)
        self.findings = VaultFindings(self.vault, self.clock, "cloud")
        self._model = model
        self.briefing = CeoBriefing(self.vault, self.usage, self.narrate, lambda: self.space, self.clock, BERLIN)

    def clock(self) -> datetime:
        return self.now

    def narrate(self, facts: str) -> Narrative | None:
        if self._model is None:
            return None
        limits = Limits(10, 100, 5)
        client = ModelClient(SecretStr(KEY), self._model.url, "cloud", self.usage, limits, self.clock)
        try:
            return BriefingWriter(client, "claude-sonnet-5-5", self.findings, lambda: "f3nce").narrate(facts)
        finally:
            client.close()

    def put(self, path: str, at: datetime, **front: Any) -> None:
        stem = path.rsplit("/", 1)[-1]
        fields = {"id": stem, "type": "email", "status": "done", "created_at": iso(at), "updated_at": iso(at)}
        self.vault.create(f"{path}.md", Document({**fields, **front}, f"# {stem}\n"))

    def done(self, name: str, at: datetime, **front: Any) -> None:
        self.put(done_path(name, at).removesuffix(".md"), at, completed_at=iso(at), **front)

    def spend(self, at: datetime, agent: str, cost: float) -> None:
        before, self.now = self.now, at
        self.usage.record(Call(agent, "claude-sonnet-5-5", 1000, 100, cost, "email_draft"))
        self.now = before

    def text(self) -> str:
        return self.vault.read(PATH).doc.body

    def front(self, key: str) -> Any:
        return self.vault.read(PATH).doc.front[key]


def a_week(desk: Desk) -> None:
    desk.done("EMAIL_1", WEDNESDAY, subject="Contract", from_name="Ali")
    older_layout = "Done/2026-11/EMAIL_2"
    desk.put(older_layout, WEDNESDAY, completed_at=iso(WEDNESDAY), status="filed")
    desk.done("EMAIL_DRAFT_1", WEDNESDAY, type="email_draft", status="sent")
    desk.done("NOTIFY_1", WEDNESDAY, type="notification", status="sent")
    desk.done("EMAIL_0", WEDNESDAY - timedelta(days=7))
    desk.done("EMAIL_9", MONDAY + timedelta(hours=1))
    desk.put("Needs_Action/EMAIL_3", WEDNESDAY, status="triaged", priority="High", from_name="Bea", subject="Help")
    desk.put("Needs_Action/FINDING_1", WEDNESDAY, type="finding", code="mail_unreadable")
    desk.put("Pending_Approval/LinkedIn/LINKEDIN_POST_1", WEDNESDAY, type="linkedin_draft", title="Autumn")
    desk.put("Plans/PLAN_1", WEDNESDAY, type="plan", status="blocked", objective="Move the office")
    desk.spend(WEDNESDAY, "cloud", 0.30)
    desk.spend(WEDNESDAY, "local", 0.10)
    desk.spend(WEDNESDAY - timedelta(days=7), "cloud", 0.20)


def section(text: str, name: str) -> str:
    return text.split(f"## {name}\n")[1].split("\n## ", maxsplit=1)[0]


@pytest.mark.req("FR-G047", "FR-G048", "FR-G049", "FR-P052", "FR-P005")
def test_on_monday_at_seven_the_briefing_is_there_with_every_section() -> None:
    desk = Desk()
    a_week(desk)
    desk.now = MONDAY - timedelta(minutes=1)
    desk.briefing.write_when_due()
    assert desk.vault.paths("Briefings") == []
    desk.now = MONDAY
    desk.briefing.write_when_due()
    assert desk.vault.paths("Briefings") == [PATH]
    assert re.findall(r"(?m)^## (.+)$", desk.text()) == SECTIONS
    assert (desk.front("week_start"), desk.front("week_end")) == ("2026-11-16", "2026-11-22")


@pytest.mark.req("G-US6.2", "G-DM8")
def test_the_counts_are_those_of_the_files() -> None:
    desk = Desk()
    a_week(desk)
    desk.briefing.write(force=False)
    assert (desk.front("tasks_completed_count"), desk.front("tasks_pending_count")) == (2, 1)
    completed = section(desk.text(), "Tasks Completed This Week")
    assert "[[Done/2026-11/18/EMAIL_1|Contract]] (Ali)" in completed
    assert "1 more were filed" in completed
    assert "EMAIL_0" not in completed + section(desk.text(), "Executive Summary")
    assert "Sent: 1 by Email" in section(desk.text(), "Executive Summary")
    pending = section(desk.text(), "Tasks Pending/Blocked")
    assert all(name in pending for name in ("EMAIL_3", "FINDING_1", "LINKEDIN_POST_1", "PLAN_1"))


@pytest.mark.req("G-DM8")
def test_a_week_over_the_turn_of_a_month_is_counted_whole() -> None:
    desk = Desk()
    desk.now = datetime(2026, 12, 7, 7, 0, tzinfo=UTC)
    desk.done("EMAIL_1", datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    desk.done("EMAIL_2", datetime(2026, 12, 6, 22, 59, tzinfo=UTC))  # Sunday 23:59 in Berlin
    desk.done("EMAIL_3", datetime(2026, 12, 6, 23, 1, tzinfo=UTC))  # Monday
    path = desk.briefing.write(force=False).path
    assert desk.vault.read(path).doc.front["tasks_completed_count"] == 2


@pytest.mark.req("FR-P052", "P-US8.5")
def test_the_cost_is_split_by_agent_compared_and_divided_by_task() -> None:
    desk = Desk()
    a_week(desk)
    desk.briefing.write(force=False)
    cost = section(desk.text(), "API Cost This Week")
    assert "| cloud | 1 | 0.3000 | 0.3000 |" in cost
    assert "| local | 1 | 0.1000 | 0.1000 |" in cost
    assert "| all | 2 | 0.4000 | 0.2000 |" in cost
    assert "+100%" in cost
    assert "0.2000 USD" in cost
    assert desk.front("api_cost_week") == 0.4


@pytest.mark.req("FR-G050", "G-US6.3")
def test_suggestions_cover_important_mail_standing_plans_and_posts_that_wait() -> None:
    desk = Desk()
    a_week(desk)
    desk.briefing.write(force=False)
    lines = section(desk.text(), "Proactive Suggestions").strip().splitlines()
    assert 3 <= len(lines) <= 10
    assert desk.front("proactive_suggestions") == len(lines)
    assert "Answer Bea: important, and unanswered for 4 days" in lines[0]
    assert any("[[Plans/PLAN_1|Move the office]]" in line for line in lines)
    assert any("Decide the LinkedIn post" in line for line in lines)


@pytest.mark.req("FR-G050")
def test_a_quiet_week_has_three_suggestions_and_a_flood_has_ten() -> None:
    quiet = Desk()
    quiet.briefing.write(force=False)
    assert quiet.front("proactive_suggestions") == 3
    flood = Desk()
    for number in range(200):
        flood.put(f"Needs_Action/EMAIL_{number}", WEDNESDAY, priority="High", status="triaged")
        flood.put(f"Pending_Approval/LinkedIn/POST_{number}", WEDNESDAY, type="linkedin_draft")
        flood.put(f"Plans/PLAN_{number}", WEDNESDAY, type="plan", status="blocked")
    flood.briefing.write(force=False)
    assert flood.front("proactive_suggestions") <= 10
    assert "… and " in flood.text()


@pytest.mark.req("FR-G051", "G-US6.4")
def test_without_a_model_numbers_stand_and_the_models_parts_are_marked() -> None:
    desk = Desk()
    a_week(desk)
    desk.briefing.write(force=False)
    assert desk.front("generated_by") == "data_only"
    assert NO_AI in section(desk.text(), "Executive Summary")
    assert NO_AI in section(desk.text(), "Next Week Focus")


@pytest.fixture
def model() -> Iterator[MessagesServer]:
    with MessagesServer() as running:
        yield running


@pytest.mark.req("FR-G049", "G-US6.3", "FR-P049")
def test_with_a_model_it_writes_words_and_no_address_leaves_or_comes_back(model: MessagesServer) -> None:
    desk = Desk(model)
    a_week(desk)
    desk.put("Needs_Action/EMAIL_4", WEDNESDAY, subject="Mail me at spy@evil.example ]] | # x", from_name="Eve")
    model.answer(ANSWER)
    desk.briefing.write(force=False)
    assert desk.front("generated_by") == "ai"
    assert "A calm week." in section(desk.text(), "Executive Summary")
    assert "Call Ali about the contract." in section(desk.text(), "Proactive Suggestions")
    assert "evil" not in model.texts() + desk.text()
    assert "ceo_briefing" in desk.vault.read_bytes("Logs/API_Usage/2026-11-23.md").decode()


@pytest.mark.req("FR-G051")
def test_a_model_that_is_overloaded_leaves_a_briefing_of_numbers(model: MessagesServer) -> None:
    desk = Desk(model)
    model.answer(400)
    desk.briefing.write(force=False)
    assert desk.front("generated_by") == "data_only"
    assert len(desk.vault.paths("Needs_Action")) == 1


@pytest.mark.req("FR-G047")
def test_it_is_never_written_twice_a_week_unless_asked() -> None:
    desk = Desk()
    a_week(desk)
    desk.briefing.write_when_due()
    first = desk.vault.read_bytes(PATH)
    desk.now = MONDAY + timedelta(hours=30)
    desk.briefing.write_when_due()
    assert not desk.briefing.write(force=False).new
    assert desk.vault.read_bytes(PATH) == first
    assert desk.briefing.write(force=True).new
    assert desk.vault.read_bytes(PATH) != first
    assert desk.vault.paths("Briefings") == [PATH]
    desk.now = MONDAY + timedelta(days=7)
    desk.briefing.write_when_due()
    assert len(desk.vault.paths("Briefings")) == 2


@pytest.mark.req("P-EC5")
def test_a_machine_that_was_off_or_full_catches_up_and_an_empty_vault_gets_none() -> None:
    desk = Desk()
    desk.briefing.write_when_due()
    a_week(desk)
    desk.space = False
    desk.briefing.write_when_due()
    assert desk.vault.paths("Briefings") == []
    desk.space, desk.now = True, MONDAY + timedelta(days=1)
    desk.briefing.write_when_due()
    assert desk.vault.paths("Briefings") == [PATH]


@pytest.mark.req("FR-P005", "NFR-G-PERF-006")
def test_the_command_writes_it_into_the_vault(tmp_path: Path) -> None:
    product = Product(tmp_path)
    product.cloud_env = {"MAIL_SOURCE": "maildir", "MAILDIR_PATH": str(tmp_path)}
    product.set_up()
    assert "written" in product.agent("cloud", "brief")
    assert "--force" in product.agent("cloud", "brief")
    assert "written" in product.agent("cloud", "brief", "--force")
    vault: FileVault = product.vault("cloud")
    [path] = vault.paths("Briefings")
    assert vault.read(path).doc.text("type") == "ceo_briefing"


@pytest.mark.req("FR-P053", "P-US8.6", "P-EC5")
def test_a_costly_week_and_a_full_disk_ring_once_each(tmp_path: Path) -> None:
    with GraphServer() as graph:
        watch = Watch(tmp_path, graph)
        usage = ApiUsageTracker(watch.vault, watch.clock)
        space = [True]
        upkeep = Upkeep(watch.findings, usage, lambda: space[0], 5.0, watch.clock)
        upkeep.check()
        assert graph.accepted == []
        usage.record(Call("cloud", "claude-sonnet-5-5", 1000, 100, 5.01, "email_draft"))
        for _ in range(3):
            upkeep.check()
        watch.later(hours=1)
        space[0] = False
        for _ in range(3):
            upkeep.check()
        assert [message.parameters[0] for message in graph.accepted] == ["Weekly cost", "Disk full"]
