"""With neither the Cloud API nor a push service, the owner's own machine delivers alerts by WhatsApp Web."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from agent_skills.domain.ports import Alert
from agent_skills.domain.states import Agent
from agent_skills.notifications.notifier import Habits, Notifier
from agent_skills.notifications.outbox import Outbox
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.store import FileVault
from local_agent.executors.whatsapp.client import WhatsAppClient, door_path
from local_agent.whatsapp_web_alerts import WhatsAppWebChannel
from tests.fixtures.owner_commands import NUMBER, OWNER_CHAT
from tests.fixtures.waiting import eventually
from tests.fixtures.whatsapp_process import WhatsAppProcess
from tests.fixtures.whatsapp_server import WhatsAppWebServer

pytestmark = pytest.mark.integration
DASHBOARD = "http://localhost:3000"


@pytest.fixture
def server() -> Iterator[WhatsAppWebServer]:
    with WhatsAppWebServer("b") as running:
        yield running


class Machine:
    """One agent's notifier on a vault."""

    def __init__(self, agent: Agent, vault: FileVault, state: Path, channel: WhatsAppWebChannel | None) -> None:
        self.now = datetime.now(UTC)
        notes = VaultFindings(vault, self.clock, agent)
        outbox = Outbox(agent, vault, state / f"{agent}.json", self.clock)
        channels = [channel] if channel else []
        habits = Habits(True, None, DASHBOARD)
        lock = FileLock(state / f"{agent}.lock")
        self.notifier = Notifier(agent, vault, outbox, channels, notes, habits, self.clock, lock)

    def clock(self) -> datetime:
        return self.now


def urgent(number: int) -> Alert:
    fields = {"sender_name": "Ali Öztürk", "subject": "Contract", "draft_id": f"EMAIL_DRAFT_{number}"}
    return Alert("urgent_email", f"EMAIL_DRAFT_{number}", fields)


@pytest.mark.req("FR-P036", "P-US3.5", "P-EC4")
def test_an_alert_of_the_cloud_arrives_in_the_own_chat_once(tmp_path: Path, server: WhatsAppWebServer) -> None:
    server.add_chat("Ali", "491511@c.us", history=3)
    server.add_chat("Saqib (You)", OWNER_CHAT, history=0)
    with WhatsAppProcess(tmp_path, server, WHATSAPP_NOTIFICATION_NUMBER=f"+{NUMBER}") as process:
        cloud = Machine(Agent.CLOUD, process.vault, tmp_path, None)
        assert cloud.notifier.send(urgent(1)) == "queued"
        [path] = process.vault.paths("Notifications")
        assert process.vault.read(path).doc.text("deliver_by") == "local"

        client = WhatsAppClient(door_path(process.state))
        local = Machine(Agent.LOCAL, process.vault, tmp_path, None)
        channel = WhatsAppWebChannel(client, local.clock)
        local = Machine(Agent.LOCAL, process.vault, tmp_path, channel)
        assert local.notifier.flush() is not None, "the session is not there yet, so it waits"
        process.start_linked()
        local.now += timedelta(minutes=10)
        local.notifier.flush()
        [(jid, text)] = server.sent
        assert jid == OWNER_CHAT
        assert text.startswith("⚠️ [URGENT] Ali Öztürk: Contract")
        assert process.vault.paths("Notifications") == []
        local.now += timedelta(minutes=10)
        local.notifier.flush()
        assert channel.deliver("urgent_email", ["x"], "a later one").message_id
        assert channel.deliver("urgent_email", ["x"], "a later one").message_id
        assert len(server.sent) == 2, "the same one is sent once"


def test_without_a_number_the_session_writes_to_nobody(tmp_path: Path, server: WhatsAppWebServer) -> None:
    server.add_chat("Ali", "491511@c.us", history=3)
    with WhatsAppProcess(tmp_path, server) as process:
        process.start_linked()
        channel = WhatsAppWebChannel(WhatsAppClient(door_path(process.state)), lambda: datetime.now(UTC))
        refused = channel.deliver("urgent_email", ["x"], "hello")
        assert refused.message_id is None
        assert "WHATSAPP_NOTIFICATION_NUMBER" in refused.remedy
        assert server.sent == []


@pytest.mark.req("FR-G027", "FR-S024")
def test_an_expired_session_is_kept_as_an_alert_until_it_is_linked_again(
    tmp_path: Path, server: WhatsAppWebServer
) -> None:
    server.add_chat("Ali", "491511@c.us", history=3)
    with WhatsAppProcess(tmp_path, server, WHATSAPP_NOTIFICATION_NUMBER=f"+{NUMBER}") as process:
        process.start_linked()
        server.expire()
        eventually(lambda: process.vault.paths("Notifications"), "the alert", 60)
        [path] = process.vault.paths("Notifications")
        assert "[ERROR] Whatsapp session expired" in process.vault.read(path).doc.body
        server.link()
        process.wait_until_linked()
        eventually(lambda: not process.findings("whatsapp_session_expired"), "the finding is closed", 60)
        client = WhatsAppClient(door_path(process.state))
        local = Machine(Agent.LOCAL, process.vault, tmp_path, WhatsAppWebChannel(client, lambda: datetime.now(UTC)))
        local.notifier.flush()
        assert server.sent == [], "it has passed, so it is told no more"
        assert process.vault.paths("Notifications") == []
