"""A process that keeps crashing or takes too much tells of itself, once, and takes it back when it is well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import schedule

from agent_skills.runtime.appetite import Appetite, Use, memory_taken
from agent_skills.runtime.self_watch import watch_itself
from agent_skills.runtime.starts import Starts
from tests.fixtures.alerts import Watch
from tests.fixtures.cloud_api_server import GraphServer

pytestmark = pytest.mark.integration


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as running:
        yield running


def start(watch: Watch) -> Starts:
    """Start the process anew, as PM2 does after a crash: nothing but the state folder is left of the last one."""
    watch.start()
    starts = Starts(watch.state, "cloud_orchestrator", watch.findings, watch.clock)
    starts.note()
    return starts


@pytest.mark.req("P-EC10", "NFR-P-REL-004", "FR-P033")
def test_the_sixth_start_within_a_minute_rings_once_and_is_taken_back_when_calm(
    graph: GraphServer, tmp_path: Path
) -> None:
    watch = Watch(tmp_path, graph)
    for _ in range(5):
        start(watch)
        watch.now += timedelta(seconds=2)
    assert graph.accepted == []
    for _ in range(4):
        starts = start(watch)
        watch.now += timedelta(seconds=2)
    assert [message.parameters[0] for message in graph.accepted] == ["Crash loop"]
    assert "pm2 logs cloud_orchestrator" in watch.problems()[0]
    watch.now += timedelta(minutes=10)
    starts.calm()
    assert watch.problems() == []


def test_restarts_now_and_then_are_no_crash_loop(graph: GraphServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, graph)
    for _ in range(20):
        start(watch)
        watch.now += timedelta(seconds=13)
    assert watch.problems() == []


@pytest.mark.req("FR-P048", "P-US7.5")
def test_a_busy_processor_is_told_after_five_minutes_and_full_memory_at_once(tmp_path: Path) -> None:
    watch = Watch(tmp_path, None)
    use = [Use(0.0, 0.5)]
    appetite = Appetite("git_sync", lambda: use[0], watch.findings, watch.clock)
    for minute in range(6):
        use[0] = Use(minute * 55.0, 0.5)
        appetite.check()
        watch.now += timedelta(minutes=1)
        assert watch.problems() == []
    use[0] = Use(6 * 55.0, 0.5)
    appetite.check()
    assert "processor" in watch.problems()[0]
    watch.now += timedelta(minutes=1)
    use[0] = Use(6 * 55.0 + 1, 0.95)
    appetite.check()
    assert ["memory" in note for note in watch.problems()] == [True]
    watch.now += timedelta(minutes=1)
    use[0] = Use(6 * 55.0 + 2, 0.5)
    appetite.check()
    assert watch.problems() == []


def test_the_share_of_memory_is_read_from_the_system_and_nothing_breaks_where_it_is_not_told(tmp_path: Path) -> None:
    assert 0 < memory_taken() < 1
    table = tmp_path / "meminfo"
    table.write_text("MemTotal: 1000 kB\nMemAvailable: 250 kB\nHugePages: 0\n", encoding="ascii")
    assert memory_taken(table) == 0.75
    table.write_text("nonsense", encoding="ascii")
    assert (memory_taken(table), memory_taken(tmp_path / "none")) == (0.0, 0.0)


def test_the_watch_is_part_of_the_processs_own_jobs(tmp_path: Path) -> None:
    watch, jobs = Watch(tmp_path, None), schedule.Scheduler()
    watch_itself("git_sync", tmp_path, watch.findings, watch.clock, jobs)
    assert len(jobs.jobs) == 2
    jobs.run_all()
    assert watch.problems() == [] or memory_taken() > 0.9
