"""The whole way in real processes: orders in the own chat, answers, a refusal, an approval with a code, one message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_skills.domain.items import Document
from local_agent.executors.contract import Executor
from tests.fixtures.laptop import Laptop
from tests.fixtures.owner_commands import NUMBER, OWNER_CHAT
from tests.fixtures.waiting import eventually
from tests.fixtures.whatsapp_process import WhatsAppProcess
from tests.fixtures.whatsapp_server import WebChat, WhatsAppWebServer

pytestmark = pytest.mark.integration


class Phone:
    """The owner at the phone."""

    def __init__(self, server: WhatsAppWebServer, chat: WebChat) -> None:
        self.server = server
        self.chat = chat

    def ask(self, text: str) -> str:
        """Write now, and wait for the answer in the chat."""
        count = len(self.answers())
        self.server.now = datetime.now().astimezone().replace(tzinfo=UTC) - timedelta(seconds=20)
        self.server.write_on_phone(self.chat, text)
        eventually(lambda: len(self.answers()) > count, f"an answer to {text!r}", 60)
        return self.answers()[count]

    def answers(self) -> list[str]:
        return [message.text for message in self.chat.messages if message.text.startswith("📋")]


@pytest.fixture
def server() -> Iterator[WhatsAppWebServer]:
    with WhatsAppWebServer("a") as running:
        yield running


def laptop_of(root: Path, executor: Executor) -> Laptop:
    running = Laptop(root, executor)
    running.now = datetime.now(UTC)
    return running


def whatsapp_draft(laptop: Laptop, number: int, chat: WebChat, text: str) -> None:
    front = {
        "type": "whatsapp_draft",
        "action": "send_whatsapp",
        "chat_id": chat.jid,
        "original_id": f"WHATSAPP_{number}",
    }
    laptop.put("WhatsApp", f"WHATSAPP_DRAFT_{number}", text, **front, to=[chat.name])


@pytest.mark.req("P-US3.1", "FR-P021", "FR-G024")
def test_list_reject_and_approve_with_a_code_from_the_phone(tmp_path: Path, server: WhatsAppWebServer) -> None:
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    phone = Phone(server, server.add_chat("Saqib (You)", OWNER_CHAT))
    switched_on = {
        "WHATSAPP_COMMANDS": "true",
        "WHATSAPP_APPROVALS": "true",
        "WHATSAPP_NOTIFICATION_NUMBER": f"+{NUMBER}",
    }
    with WhatsAppProcess(tmp_path, server, **switched_on) as process:
        laptop = laptop_of(tmp_path, process.executor)
        laptop.vault.create("Done/2026-11/EMAIL_DRAFT_0.md", Document({"id": "EMAIL_DRAFT_0"}, "x\n"))
        laptop.draft(1, to_name="Bea", created_at="2026-11-20T08:00:00Z")
        whatsapp_draft(laptop, 2, ali, "Yes, at five.")
        process.start_linked()

        assert "1 Email Bea: Re: Contract\n2 WhatsApp Ali: Yes, at five." in phone.ask("list")
        assert "1 refused" in phone.ask("reject 1 too formal")
        assert laptop.place("EMAIL_DRAFT_1") == ["Rejected/EMAIL_DRAFT_1.md"]
        assert "approve 2 CODE" in phone.ask("show 2")
        [code] = (process.state / "whatsapp" / "codes").glob("*.json")
        digits = json.loads(code.read_text())["code"]
        assert "2 approved" in phone.ask(f"approve 2 {digits}")

        laptop.now = datetime.now(UTC) + timedelta(seconds=10)
        laptop.round()
        laptop.round()
        assert [text for jid, text in server.sent if jid == ali.jid] == ["Yes, at five."]
        assert laptop.vault.read(laptop.place("WHATSAPP_DRAFT_2")[0]).doc.text("status") == "sent"
        assert "1 sent today" not in phone.ask("list"), "and the queue is empty"
        assert phone.answers()[-1] == "📋 Nothing waits for you."
        laptop.journal.close()


def test_by_default_nothing_is_obeyed(tmp_path: Path, server: WhatsAppWebServer) -> None:
    chat = server.add_chat("Saqib (You)", OWNER_CHAT)
    ali = server.add_chat("Ali", "491511@c.us", history=3)
    with WhatsAppProcess(tmp_path, server, WHATSAPP_NOTIFICATION_NUMBER=f"+{NUMBER}") as process:
        process.start_linked()
        server.write_on_phone(chat, "list")
        server.receive(ali, "a message that is read after it")
        process.task("a message that is read after it")
        assert server.sent == []
        assert not (process.state / "whatsapp" / "commands.sqlite3").exists()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"WHATSAPP_COMMANDS": "true"}, "WHATSAPP_COMMANDS"),
        ({"WHATSAPP_APPROVALS": "true", "WHATSAPP_NOTIFICATION_NUMBER": f"+{NUMBER}"}, "WHATSAPP_APPROVALS"),
    ],
)
def test_a_half_made_set_up_is_refused_at_start(
    tmp_path: Path, server: WhatsAppWebServer, settings: dict[str, str], named: str
) -> None:
    with WhatsAppProcess(tmp_path, server, **settings) as process:
        command = process.command("watch-whatsapp", "--once")
        _, error = command.communicate(timeout=60)
        assert command.returncode == 2
        assert named in error
