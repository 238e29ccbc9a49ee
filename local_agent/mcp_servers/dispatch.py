"""Sending by a tool: only what the owner approved, by the very round that sends everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent_skills.domain.clock import Clock
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import StoredFile, is_id, same_id
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import CHANNELS, Place, Status, place_of
from agent_skills.mcp_servers.server import RefusedError
from agent_skills.runtime.health import read_json
from local_agent.mcp_servers.channels import ChannelServer

LOOK_EVERY = 0.25
"""Seconds between two looks at the outcome."""

LOOKS_A_ROUND = 8
"""A round is asked for at once and then every two seconds: the undo window or a retry may be in the way."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an approved draft: sent, waiting or unknown, and a sentence."""

    status: str
    detail: str


@dataclass(frozen=True, slots=True)
class Ways:
    """How the owner decides: address of the dashboard."""

    dashboard_url: str

    def to_approve(self, item_id: str) -> str:
        """Return the sentence that tells how a draft gets approved."""
        return (
            f"The owner approves it at {self.dashboard_url}/approvals, with `local-agent approve {item_id}`, "
            "or by moving it to Approved/ in Obsidian; then call this tool again."
        )


class Dispatch:
    """Hands approved drafts to the executor's round and tells what became of them.

    Args:
        vault: this machine's files.
        outbox: `outbox.json`, in which the round tells what it knows.
        run_round: lets one round of gate and execution happen; nothing where the orchestrator runs and does so itself.
        is_on_record: tells whether the owner approved an id with these very bytes (sha256).
        ways: for the refusals.
        clock: ends the waiting.
        wait: waits (seconds).
        patience: seconds to wait for the outcome; the undo window lies in them.
    """

    def __init__(
        self,
        vault: Vault,
        outbox: Path,
        run_round: Callable[[], None],
        is_on_record: Callable[[str, str], bool],
        ways: Ways,
        clock: Clock,
        wait: Callable[[float], None],
        patience: float,
    ) -> None:
        self._vault = vault
        self._outbox = outbox
        self._run_round = run_round
        self._is_on_record = is_on_record
        self._ways = ways
        self._clock = clock
        self._wait = wait
        self._patience = patience

    def send(self, server: ChannelServer, action: str, draft_id: str) -> Outcome:
        """Send a draft that the owner approved.

        Raises:
            RefusedError: there is no such draft, it is not approved or no longer what was approved, or it left before.
        """
        file = self._approved(server, action, draft_id)
        for number in self._looks():
            if number % LOOKS_A_ROUND == 0:
                self._run_round()
            outcome = self._outcome(file)
            if outcome:
                return outcome
        return Outcome("waiting", "It is approved and leaves as soon as its undo window or the next try allows.")

    def _approved(self, server: ChannelServer, action: str, draft_id: str) -> StoredFile:
        file = self._find(draft_id)
        place = place_of(file.path)
        if place is Place.PENDING:
            note = f" ({file.doc.text('note')})" if file.doc.text("note") else ""
            raise RefusedError(f"{file.id} is not approved{note}. {self._ways.to_approve(file.id)}")
        if place is not Place.APPROVED:
            raise RefusedError(f"{file.id} lies in {place}/ ({file.doc.text('status')}); it is not sent again.")
        if not file.path.startswith(f"{place}/{CHANNELS[server.channel]}/") or file.doc.text("action") != action:
            raise RefusedError(f"{file.id} is no draft for {action} by {server.channel}.")
        if not self._is_on_record(file.id, file.sha256):
            raise RefusedError(f"{file.id} changed since it was approved. {self._ways.to_approve(file.id)}")
        return file

    def _find(self, draft_id: str) -> StoredFile:
        paths = self._vault.find(draft_id) if is_id(draft_id) else []
        drafts = [path for path in paths if place_of(path)]
        if len(drafts) != 1:
            raise RefusedError(f"There is no draft {draft_id!r}, or more than one. Call list_drafts.")
        try:
            return self._vault.read(drafts[0])
        except (OSError, EmployeeError) as error:
            raise RefusedError(f"{draft_id} cannot be read: {error}.") from error

    def _looks(self) -> Iterator[int]:
        """Give a number now and one every quarter of a second, until the patience ends."""
        start, number = self._clock(), 0
        yield number
        while (self._clock() - start).total_seconds() < self._patience:
            self._wait(LOOK_EVERY)
            number += 1
            yield number

    def _outcome(self, asked: StoredFile) -> Outcome | None:
        """Return what is known for certain, None while the draft is under way."""
        file = self._find(asked.id)
        place = place_of(file.path)
        if place is Place.DONE and file.doc.text("status") == Status.SENT:
            return Outcome("sent", file.doc.text("receipt") or "The other side took it.")
        if place is not Place.APPROVED:
            note = file.doc.text("note") or "It was taken back."
            raise RefusedError(f"{asked.id} was not sent. {note} {self._ways.to_approve(asked.id)}")
        item = self._in_outbox(asked.id)
        if item and item.get("state") == "unknown":
            return Outcome("unknown", str(item.get("error") or "It may have been delivered; the owner is asked."))
        if item and item.get("next_try"):
            return Outcome("waiting", f"{item.get('error') or 'Not taken yet.'} Next try {item['next_try']}.")
        return None

    def _in_outbox(self, item_id: str) -> Mapping[str, Any] | None:
        content = read_json(self._outbox)
        items = content.get("items") if isinstance(content, dict) else None
        found = [item for item in items or [] if isinstance(item, dict) and same_id(str(item.get("id")), item_id)]
        return found[0] if found else None
