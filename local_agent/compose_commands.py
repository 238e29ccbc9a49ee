"""Brings the parts of the owner's commands together; without WHATSAPP_COMMANDS there are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.vault.known_recipients import KnownRecipients
from local_agent.desk import Desk
from local_agent.ledger import Ledger
from local_agent.owner_commands.applying import Applier
from local_agent.owner_commands.codes import ApprovalCodes
from local_agent.owner_commands.round import CommandParts
from local_agent.owner_commands.snapshot import SnapshotTaker
from local_agent.owner_commands.store import CommandStore
from local_agent.settings import LocalSettings
from local_agent.whatsapp.owner_chat import OwnerChat
from local_agent.whatsapp.seen_store import SeenStore
from local_agent.whatsapp.sender import WhatsAppSender


@dataclass(frozen=True, slots=True)
class CommandSession:
    """What the commands use of the WhatsApp session."""

    chat: OwnerChat
    seen: SeenStore
    sender: WhatsAppSender


def compose_commands(
    settings: LocalSettings, session: CommandSession | None, vault: Vault, findings: FindingSink, clock: Clock
) -> CommandParts | None:
    """Return the parts of the commands, None where they are switched off; old codes end then."""
    codes = ApprovalCodes(settings.state / "whatsapp" / "codes", clock)
    wanted = settings.whatsapp.commands if settings.whatsapp else None
    if wanted is None or not wanted.approvals:
        codes.void()
    if wanted is None or session is None:
        return None
    undo = timedelta(seconds=settings.undo_seconds)
    store = CommandStore(settings.state / "whatsapp" / "commands.sqlite3")
    desk = Desk(vault, Ledger(settings.state / "ledger"), clock, undo, "whatsapp")
    is_known = KnownRecipients(vault).is_known
    taker = SnapshotTaker(vault, settings.state, store, is_known, clock, settings.zone, approvals=wanted.approvals)
    return CommandParts(
        chat=session.chat,
        store=store,
        seen=session.seen,
        sender=session.sender,
        applier=Applier(desk, store, codes, findings, undo),
        snapshot=taker.take,
        clock=clock,
    )
