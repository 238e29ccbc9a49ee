"""What a mail leaves in git from its arrival to the sent answer: twelve commits of both machines."""

from __future__ import annotations

import hashlib
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent_skills.domain.clock import iso
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.states import done_path, in_progress
from agent_skills.vault.vault_parser import serialize
from tests.bench.sync.vault import SENTENCES

COMMITS = 12
NEWS = 20
"""Lines that the vault's Dashboard.md keeps."""

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit writes (path → bytes) and takes away; a merge of what both machines have is empty."""

    files: Files = field(default_factory=dict)
    gone: tuple[str, ...] = ()


class Journal:
    """What grows with every mail: the logs of a day and the news of Dashboard.md."""

    def __init__(self) -> None:
        self._news: deque[str] = deque(maxlen=NEWS)
        self._logs: dict[str, str] = {}

    def drafted(self, draft: str, when: datetime) -> None:
        """Tell of a new draft on Dashboard.md."""
        self._news.append(f"- {iso(when)} cloud: drafted a reply, [[{draft}]] (Medium)\n")

    def log(self, folder: str, when: datetime, *cells: str) -> Files:
        """Append a row to a log of the day; returns the whole log."""
        day = f"{when:%Y-%m-%d}"
        self._logs = {path: text for path, text in self._logs.items() if day in path}
        path = f"Logs/{folder}/{day}.md"
        self._logs[path] = self._logs.get(path, f"# {folder} {day}\n\n") + f"| {' | '.join((iso(when), *cells))} |\n"
        return {path: self._logs[path].encode()}

    def board(self, when: datetime, waiting: int) -> Files:
        """Return Dashboard.md, written anew."""
        rows = "".join(f"| {count} | {iso(when)} | pending_approval | Medium |\n" for count in range(waiting))
        body = f"# Dashboard\n\n## Pending Approvals\n\n{rows}\n## Updates\n\n{''.join(reversed(self._news))}"
        return {"Dashboard.md": serialize(Document({"type": "dashboard", "updated_at": iso(when)}, body))}


class Mail:
    """One mail, answered.

    Args:
        number: of the mail; all of it follows from that.
        start: when it arrives; a commit a minute follows.
        journal: of the vault.
    """

    def __init__(self, number: int, start: datetime, journal: Journal) -> None:
        chance = random.Random(number)
        self._start, self._journal = start, journal
        self._key = hashlib.sha256(str(number).encode()).hexdigest()
        self._from = f"person{number % 400}@example.com"
        self._words = "\n".join(chance.choices(SENTENCES, k=chance.randint(4, 26)))
        self._answer = "\n".join(chance.choices(SENTENCES, k=6))
        self._id, self._draft_id = f"EMAIL_{self._key[:20]}", f"EMAIL_DRAFT_{self._key[:20]}"
        self._known: FrontMatter = {}

    def commits(self) -> Iterator[Commit]:
        """Yield the commits in order."""
        yield from self._taken()
        yield from self._drafted()
        yield from self._sent()

    def _taken(self) -> Iterator[Commit]:
        yield Commit({f"Inbox/{self._id}.md": self._task(status="new")})
        triaged = self._task(status="triaged", category="Lead", lane="reply", why="Asks for an offer.", confidence=0.9)
        yield Commit({f"Needs_Action/{self._id}.md": triaged}, (f"Inbox/{self._id}.md",))
        claimed = self._task(status="claimed", claimed_by="cloud", claim_token=self._key, claimed_at=iso(self._start))
        yield Commit({in_progress("cloud", self._id): claimed}, (f"Needs_Action/{self._id}.md",))

    def _drafted(self) -> Iterator[Commit]:
        waits, board, log = f"Pending_Approval/Email/{self._draft_id}.md", self._journal.board, self._journal.log
        self._journal.drafted(self._draft_id, self._at(3))
        usage = log("API_Usage", self._at(3), "cloud", "claude", self._key[:4], self._key[4:7], self._key[:6], "draft")
        task = self._task(draft_id=self._draft_id)
        yield Commit({in_progress("cloud", self._id): task, waits: self._draft(), **board(self._at(3), 2), **usage})
        yield Commit(board(self._at(4), 1))
        yield Commit(board(self._at(5), 2))
        decision = log("Human_Approvals", self._at(6), self._draft_id, "approve", "recorded", "page", self._key[:12])
        approved = {f"Approved/Email/{self._draft_id}.md": self._draft(), **board(self._at(6), 1), **decision}
        yield Commit(approved, (waits,))

    def _sent(self) -> Iterator[Commit]:
        when, board = self._at(7), self._journal.board
        receipt: FrontMatter = {"status": "sent", "sent_at": iso(when), "message_id": f"<{self._key[:32]}@example.com>"}
        record = f"Logs/Local/Actions/{when:%Y-%m-%d}/{when:%Y-%m-%d_%H-%M-%S}_send_email_{self._draft_id}.md"
        action = self._journal.log("MCP_Actions", when, self._draft_id, "send_email", "sent", self._key[:12])
        done = {done_path(self._draft_id, when): self._draft(receipt), record: self._record(when), **action}
        yield Commit({**done, **board(when, 1)}, (f"Approved/Email/{self._draft_id}.md",))
        yield Commit()
        closed = self._task(status="done", processed_by="cloud", completed_at=iso(when))
        yield Commit({done_path(self._id, when): closed}, (in_progress("cloud", self._id),))
        yield Commit(board(self._at(10), 0))
        yield Commit()

    def _at(self, minute: int) -> datetime:
        return self._start + timedelta(minutes=minute)

    def _task(self, **more: str | float) -> bytes:
        self._known.update(more)
        own: FrontMatter = {"id": self._id, "type": "email", "created_at": iso(self._start), "from": self._from}
        return serialize(Document({**own, **self._known}, f"# {self._words[:50]}\n\n## Message\n\n{self._words}\n"))

    def _draft(self, receipt: FrontMatter | None = None) -> bytes:
        own: FrontMatter = {"id": self._draft_id, "type": "email_draft", "action": "send_email", "to": [self._from]}
        front = {**own, "status": "pending_approval", "created_at": iso(self._start), **(receipt or {})}
        body = f"# Reply\n\n## Draft\n\n{self._answer}\n\n> [!quote]- Original\n> {self._words}\n"
        return serialize(Document(front, body))

    def _record(self, when: datetime) -> bytes:
        front: FrontMatter = {"type": "action_log", "timestamp": iso(when), "item_id": self._draft_id}
        return serialize(Document({**front, "outcome": "success"}, "# What was done\n\nSent at the first try.\n"))
