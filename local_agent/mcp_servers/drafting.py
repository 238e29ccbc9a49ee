"""Drafts that a tool writes: into Pending_Approval/, where the owner decides. Nothing is sent by drafting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agent_skills.domain.channels import refusal
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.items import DRAFT_HEADING, Document, FrontMatter, StoredFile, safe_draft_text
from agent_skills.domain.payload import read_payload
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import CHANNELS, Place, Status
from agent_skills.mcp_servers.server import RefusedError
from local_agent.mcp_servers.channels import ChannelServer, id_and_type

MAX_TEXT = 20_000
"""Characters of a draft's text; the channels' own limits are checked where they are sent."""

MAX_WAITING = 200
"""A queue longer than this is no longer read; a program that runs wild must not bury the owner's own drafts."""

MAX_WHY = 200
DRAFTED_BY = "mcp"


class Drafting:
    """Writes and lists drafts of one channel.

    Args:
        vault: this machine's files.
        clock: for times.
        new_token: gives the unguessable part of an id (20 hexadecimal digits).
        is_known: tells whether the owner has written to an address before.
    """

    def __init__(
        self, vault: Vault, clock: Clock, new_token: Callable[[], str], is_known: Callable[[str], bool]
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._new_token = new_token
        self._is_known = is_known

    def write(self, server: ChannelServer, action: str, fields: Mapping[str, Any], why: str) -> StoredFile:
        """Write one draft.

        Args:
            server: the channel.
            action: what the draft asks for.
            fields: of the payload, `text` among them.
            why: one sentence for the owner.

        Raises:
            RefusedError: it could not be sent as it stands; the message says what is missing.
        """
        doc = self._document(server, action, fields, why)
        problem = refusal(server.channel, read_payload(doc))
        if problem:
            raise RefusedError(f"Nothing was drafted. {problem}")
        folder = f"{Place.PENDING}/{CHANNELS[server.channel]}"
        if len(self._vault.paths(folder)) >= MAX_WAITING:
            raise RefusedError(f"Nothing was drafted: {MAX_WAITING} drafts wait for the owner already.")
        try:
            return self._vault.create(f"{folder}/{doc.text('id')}.md", doc)
        except ValueError as error:
            raise RefusedError(f"Nothing was drafted: {error}.") from error

    def waiting(self, server: ChannelServer) -> list[StoredFile]:
        """Return the channel's drafts that wait for the owner, oldest first."""
        files, _ = self._vault.scan(f"{Place.PENDING}/{CHANNELS[server.channel]}")
        return sorted(files, key=lambda file: (file.doc.text("created_at"), file.id))

    def _document(self, server: ChannelServer, action: str, fields: Mapping[str, Any], why: str) -> Document:
        prefix, kind = id_and_type(server, action)
        text = str(fields.get("text", ""))
        if len(text) > MAX_TEXT:
            raise RefusedError(f"Nothing was drafted: the text may have at most {MAX_TEXT} characters.")
        now, reason = iso(self._clock()), " ".join(why.split())[:MAX_WHY]
        routing = {name: value for name, value in fields.items() if name != "text"}
        front: FrontMatter = {
            "id": f"{prefix}{self._new_token()}",
            "type": kind,
            "action": action,
            "status": Status.PENDING_APPROVAL.value,
            "created_at": now,
            "updated_at": now,
            **routing,
            "why": reason or None,
            "confidence": None,
            "risk": [*self._risk(fields)],
            "drafted_by": DRAFTED_BY,
            "cost_usd": 0.0,
            "version": 1,
            "previous_id": None,
            "edited": False,
        }
        parts = [f"# Draft for {server.channel}", f"> [!info] Why\n> {reason or 'Asked for by a connected program.'}"]
        return Document(front, "\n\n".join([*parts, DRAFT_HEADING, safe_draft_text(text)]) + "\n")

    def _risk(self, fields: Mapping[str, Any]) -> list[str]:
        addresses = [str(address) for name in ("to", "cc", "bcc", "attendees") for address in fields.get(name) or []]
        strangers = [address for address in addresses if "@" in address and not self._is_known(address)]
        return ["new_recipient"] if strangers else []
