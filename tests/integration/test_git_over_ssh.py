"""The sync over real ssh through a bad network: slow, cut anywhere, reset, silent. Nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent_skills.domain.ports import SyncState
from agent_skills.domain.states import Agent
from agent_skills.sync.git_repo import GitRepo
from tests.fixtures.git_remotes import Clone, mail_task, make_clones, open_clone
from tests.fixtures.product import git
from tests.fixtures.sshd import SshServer, needs_ssh
from tests.fixtures.tcp_proxy import TcpProxy

pytestmark = [pytest.mark.integration, needs_ssh]
PATIENCE = 3.0


@dataclass
class Line:
    """The Cloud reaches the remote over a bad network, Local reaches it directly."""

    local: Clone
    cloud: Clone
    proxy: TcpProxy


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with SshServer() as server, TcpProxy(server.port) as proxy:
        local, cloud = make_clones(tmp_path)
        git("-C", str(cloud.root), "remote", "set-url", "origin", server.url(proxy.port, tmp_path / "remote.git"))
        repo = GitRepo(cloud.root, server.command(), seconds=PATIENCE)
        yield Line(local, open_clone(cloud.root, Agent.CLOUD, repo=repo), proxy)


def arrive(line: Line, number: int) -> str:
    path = f"Inbox/EMAIL_{number}.md"
    line.cloud.vault.create(path, mail_task(number))
    return path


@pytest.mark.req("NFR-P-PERF-001")
def test_cycles_share_one_connection(line: Line) -> None:
    paths = []
    for number in range(3):
        paths.append(arrive(line, number))
        assert line.cloud.sync.sync().error is None
    assert line.local.sync.sync().error is None
    assert all(line.local.vault.exists(path) for path in paths)
    assert line.proxy.connections == 1


@pytest.mark.parametrize("cut_after", [0, 1500, 2500, 3500, 5000])
@pytest.mark.req("NFR-P-REL-002", "P-EC2", "P-EC8")
def test_a_connection_cut_anywhere_loses_and_doubles_nothing(line: Line, cut_after: int) -> None:
    line.proxy.network.cut_after = cut_after
    path = arrive(line, 1)
    line.cloud.sync.sync()
    line.proxy.network.cut_after = None
    for clone in (line.cloud, line.cloud, line.local):
        assert clone.sync.sync().error is None
    assert line.local.vault.find("EMAIL_1") == [path]
    assert line.cloud.commits() == line.local.commits()


@pytest.mark.req("NFR-P-REL-002", "P-US4.4")
def test_a_network_that_swallows_everything_ends_the_cycle_and_not_the_work(line: Line) -> None:
    assert line.cloud.sync.sync().error is None
    line.proxy.network.silent = True
    path = arrive(line, 1)
    report = line.cloud.sync.sync()
    assert report.state is SyncState.OFFLINE
    assert "no answer within 3 s" in (report.error or "")
    assert line.cloud.vault.exists(path)
    line.proxy.network.silent = False
    for clone in (line.cloud, line.local):
        assert clone.sync.sync().error is None
    assert line.local.vault.exists(path)


def test_a_refused_connection_is_an_outage_and_the_task_stays_where_it_waits(line: Line) -> None:
    line.cloud.vault.create("Needs_Action/EMAIL_1.md", mail_task(1))
    line.proxy.network.refuse = True
    assert not any(result.won for result in line.cloud.sync.claim(["Needs_Action/EMAIL_1.md"]))
    assert line.cloud.vault.exists("Needs_Action/EMAIL_1.md")
    line.proxy.network.refuse = False
    [result] = line.cloud.sync.claim(["Needs_Action/EMAIL_1.md"])
    assert result.won


def test_a_slow_network_is_only_slow(line: Line) -> None:
    line.proxy.network.latency = 0.02
    path = arrive(line, 1)
    assert line.cloud.sync.sync().error is None
    assert line.local.sync.sync().error is None
    assert line.local.vault.exists(path)
