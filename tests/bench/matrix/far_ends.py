"""The far end of each channel: a server of its own with its own log, behind a network that can go wrong."""

from __future__ import annotations

import multiprocessing
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from agent_skills.domain.items import Value
from local_agent.executors.email.actions import EmailExecutor
from local_agent.executors.email.client import SmtpClient
from local_agent.executors.email.verify import SentFolder
from local_agent.executors.whatsapp.actions import WhatsAppExecutor
from local_agent.executors.whatsapp.client import WhatsAppClient, door_path
from local_agent.mail_accounts import SmtpSettings
from local_agent.settings import SentFolderSettings
from tests.fixtures import channels
from tests.fixtures.calendar_server import CalendarServer
from tests.fixtures.channels import Channel, channel_of
from tests.fixtures.laptop import START
from tests.fixtures.loopback_http import Request
from tests.fixtures.mail_servers import OWNER, DovecotServer, SmtpServer
from tests.fixtures.tcp_proxy import TcpProxy, UnixProxy
from tests.fixtures.waiting import eventually
from tests.fixtures.whatsapp_process import WhatsAppProcess
from tests.fixtures.whatsapp_server import WhatsAppWebServer

NAMES = ("email", *channels.NAMES, "whatsapp")
JID = "491511234567@c.us"

Watcher = Callable[[str], None]


class OwnersClock:
    """The clock of the owner's machine, which may be wrong, and the right time, which far ends go by."""

    def __init__(self) -> None:
        self.now: Callable[[], datetime] = lambda: START
        self._right = multiprocessing.Value("d", START.timestamp())

    def __call__(self) -> datetime:
        return self.now()

    def right(self) -> datetime:
        """Return the right time; a life moves it in its own process."""
        return datetime.fromtimestamp(self._right.value, UTC)

    def set_right(self, moment: datetime) -> None:
        """Move the right time, for all processes."""
        self._right.value = moment.timestamp()


@dataclass
class FarEnd:
    """A channel that can be executed, watched and disturbed."""

    channel: Channel
    root: Path
    clock: OwnersClock
    set_watcher: Callable[[Watcher], None] = lambda _watcher: None
    numbers: list[int] = field(default_factory=list)

    @property
    def proxy(self) -> TcpProxy | None:
        """The network between, None where there is none."""
        return self.channel.proxy

    def watch(self, watcher: Watcher) -> None:
        """Have a function called while the far end carries a request out."""
        self.set_watcher(watcher)

    def clear(self) -> None:
        """Make room for the next draft where what arrived would slow it down."""
        if isinstance(self.channel.server, CalendarServer):
            self.channel.server.clear()

    def draft(self) -> tuple[str, dict[str, Value]]:
        """Return text and fields of a draft like no other, so that one cannot prove another."""
        self.numbers.append(len(self.numbers))
        front = dict(self.channel.front)
        if "reference" in front:
            front["reference"] = f"{front['reference']} {self.numbers[-1]}"
            return self.channel.text, front
        return f"{self.channel.text} No. {self.numbers[-1]}", front


@contextmanager
def far_end(name: str, root: Path) -> Iterator[FarEnd]:
    """Start the far end of a channel.

    Args:
        name: one of `NAMES`.
        root: for its files.
    """
    clock = OwnersClock()
    special = {"email": _email, "whatsapp": _whatsapp}
    with ExitStack() as stack:
        if name in special:
            yield special[name](root, clock, stack)
            return
        channel = stack.enter_context(
            channel_of(name, root, clock, clock.right, lambda: secrets.token_hex(16), behind_proxy=True)
        )
        yield FarEnd(channel, root, clock, lambda watcher: _watch_server(channel, watcher))


def _watch_server(channel: Channel, watcher: Watcher) -> None:
    def watch(request: Request, stage: str) -> None:
        if request.method in ("POST", "PUT") and request.path.endswith(channel.publishing):
            watcher(stage)

    if channel.server:
        channel.server.watch = watch


def _email(root: Path, clock: OwnersClock, stack: ExitStack) -> FarEnd:
    box = stack.enter_context(DovecotServer())
    server = stack.enter_context(SmtpServer(box))
    proxy = stack.enter_context(TcpProxy(server.port))
    settings = SmtpSettings(
        server.host,
        proxy.port,
        "starttls",
        server.user,
        SecretStr(server.password),
        "owner@example.org",
        "",
        server.certificates.authority,
        1.0,
    )
    # The owner writes to himself, so what he sent lies in his own mailbox, as with a provider that keeps a copy.
    sent = SentFolderSettings(
        box.host, box.imap_port, "none", box.user, SecretStr(box.password), "INBOX", save_sent=False, ca_file=None
    )
    executor = EmailExecutor(SmtpClient(settings), OWNER, SentFolder(sent), clock, lambda: secrets.token_hex(16))
    front: dict[str, Value] = {"action": "send_email", "to": [OWNER], "subject": "Re: Contract"}

    def watch(watcher: Watcher) -> None:
        server.watch = watcher

    channel = Channel(
        "email", "Email", "EMAIL_DRAFT_1", "Gladly.", front, executor, lambda: len(server.accepted), proxy=proxy
    )
    return FarEnd(channel, root, clock, watch)


def _whatsapp(root: Path, clock: OwnersClock, stack: ExitStack) -> FarEnd:
    web = stack.enter_context(WhatsAppWebServer())
    web.add_chat("Ali", JID)
    process = stack.enter_context(
        WhatsAppProcess(root / "wa", web, WHATSAPP_MAX_PER_HOUR="200", WHATSAPP_MAX_PER_DAY="1000")
    )
    process.start_linked()
    proxy = stack.enter_context(UnixProxy(root / "d.sock", door_path(process.state)))
    executor = WhatsAppExecutor(WhatsAppClient(proxy.path), lambda: secrets.token_hex(16))
    front: dict[str, Value] = {"action": "send_whatsapp", "to": ["Ali"], "chat_id": JID}
    channel = Channel("whatsapp", "WhatsApp", "WHATSAPP_DRAFT_1", "Gladly.", front, executor, lambda: len(web.sent))

    def watch(watcher: Watcher) -> None:
        web.on_send = lambda: watcher("carried out")

    end = FarEnd(replace(channel, proxy=proxy), root, clock, watch)
    eventually(lambda: door_path(process.state).exists(), "the door", 30)
    return end
