"""The doors between rooms: protocols that compose.py fills with real parts and tests with twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, StoredFile
from agent_skills.domain.mail import RawMail


class Vault(Protocol):
    """The markdown files. Paths are vault-relative with forward slashes."""

    def read(self, path: str) -> StoredFile:
        """Read and parse one file.

        Raises:
            FileNotFoundError, MalformedFileError, UnsafePathError.
        """

    def read_bytes(self, path: str) -> bytes:
        """Return the exact bytes of a file."""

    def exists(self, path: str) -> bool:
        """Tell whether a regular file lies there."""

    def paths(self, folder: str) -> list[str]:
        """Return the paths of the `.md` files below a folder, sorted; none where the folder is missing."""

    def scan(self, folder: str) -> tuple[list[StoredFile], list[Finding]]:
        """Read every `.md` file below a folder: what could be read, and a finding for each that could not."""

    def find(self, item_id: str) -> list[str]:
        """Return every path whose stem is that id, compared without case."""

    def create(self, path: str, doc: Document) -> StoredFile:
        """Write a new file durably.

        Raises:
            FileExistsError: something lies there already.
        """

    def write(self, path: str, doc: Document, expect: str) -> StoredFile:
        """Replace a file durably, if it still has the hash that was read.

        Raises:
            StaleWriteError: it changed.
        """

    def move(self, source: str, target: str, expect: str, doc: Document | None = None) -> StoredFile:
        """Move a file, if it still has the hash that was read, and optionally rewrite it on the way.

        Raises:
            StaleWriteError: it changed. FileExistsError: the target is taken.
        """

    def remove(self, path: str) -> None:
        """Remove a file; only for logs whose time is over.

        Raises:
            FileNotFoundError: it is not there.
        """

    def append(self, path: str, heading: str, line: str) -> None:
        """Append one line to a log file, made with its heading (markdown, may hold several lines) when new."""


class FindingSink(Protocol):
    """Where findings go."""

    def report(self, finding: Finding) -> bool:
        """Tell the owner once; returns False when this was told already and is still open."""

    def clear(self, code: str, subject: str) -> None:
        """Take a finding back, once its cause is gone."""


class MailSource(Protocol):
    """A mailbox that is only ever read."""

    name: str

    def fetch_new(self) -> Iterator[RawMail]:
        """Give the mails that were not acknowledged yet, one at a time (bounded memory).

        Raises:
            MailboxError: the mailbox cannot be reached or refuses; `retry_after` seconds to wait.
        """

    def acknowledge(self, mail: RawMail) -> None:
        """Note that a mail is safely filed, so that it is not given again."""

    def wait(self, seconds: float) -> None:
        """Return when new mail may have come (IDLE, file event), or after so many seconds."""

    def close(self) -> None:
        """Let go of connections. Safe to call from another thread to end `wait`."""


class SyncState(StrEnum):
    """State of a clone against its remote (requirements §6.1, P-DM3)."""

    SYNCED = "synced"
    DIVERGED = "diverged"
    CONFLICT = "conflict"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync cycle did. `pulled` and `pushed` are vault paths."""

    state: SyncState
    pulled: list[str] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)
    ahead: int = 0
    behind: int = 0
    findings: list[Finding] = field(default_factory=list)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """Outcome of one claim: `path` is where the task lies when it is ours, `owner` who has it else."""

    item_id: str
    won: bool
    path: str | None = None
    token: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class SignedApproval:
    """Who approved a file by a signed commit and when (never later than now); or why nobody did."""

    who: str | None
    at: datetime | None = None
    reason: str = ""


class Sync(Protocol):
    """The vault's git clone."""

    def sync(self) -> SyncReport:
        """Commit what changed, merge what came, push, apply. Never raises for network trouble."""

    def claim(self, paths: Sequence[str]) -> list[ClaimResult]:
        """Move tasks to In_Progress/<agent>/ and confirm by push; only what is confirmed is won."""

    def came_from_git(self, path: str) -> bool:
        """Tell whether the committed tree (HEAD) already holds this path."""

    def head_bytes(self, path: str) -> bytes | None:
        """Return the committed bytes of a path, None where HEAD does not hold it."""

    def signed_approval(self, path: str, data: bytes) -> SignedApproval:
        """Tell whether the owner signed the commit that put exactly these bytes into Approved/ (architecture §7)."""

    def locked(self) -> AbstractContextManager[None]:
        """Hold the lock that both processes of a machine take for git."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What the analyzer says of a mail. `risk` flags keep a mail out of the reply lane."""

    priority: str
    category: str
    lane: str
    why: str
    confidence: float
    risk: list[str] = field(default_factory=list)
    by: str = "rules"


@dataclass(frozen=True, slots=True)
class Reply:
    """A drafted reply: text only. Recipients come from the thread, never from the model."""

    text: str
    why: str
    confidence: float
    drafted_by: str
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Narrative:
    """The model's part of a weekly briefing: words only, every number comes from the files."""

    summary: str
    focus: str
    suggestions: list[str] = field(default_factory=list)


class Analyzer(Protocol):
    """Triage and reply drafting, by rules or by a model; always answers."""

    def triage(self, task: Document) -> Triage:
        """Judge one mail task."""

    def draft_reply(self, task: Document, handbook: Document | None) -> Reply:
        """Draft the answer to one mail task."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A message to the owner's phone. `event` is one of the templates (requirements §11.2)."""

    event: str
    item_id: str
    fields: dict[str, str] = field(default_factory=dict)


class AlertSink(Protocol):
    """Hands alerts to the owner."""

    def send(self, alert: Alert) -> str:
        """Deliver or keep the alert; returns the delivery status (sent, failed, disabled, queued, duplicate)."""


class AlertOutlet(AlertSink, Protocol):
    """An alert sink that keeps what cannot go yet."""

    def flush(self) -> float | None:
        """Deliver what waits and may go now; returns the seconds until more may go, None where nothing waits."""


@dataclass(frozen=True, slots=True)
class PostTexts:
    """Posts that were drafted from one brief: platform → text. Pictures and links come from the brief alone."""

    texts: dict[str, str]
    why: str
    confidence: float
    drafted_by: str
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Brief:
    """What posts are drafted from: the owner's words, and where there is one, the text that they refused and why."""

    title: str
    text: str
    refused: str = ""
    remark: str = ""


class PostWriter(Protocol):
    """Drafts posts, by a model or from a template; always answers."""

    def write(self, brief: Brief, platforms: Sequence[str], handbook: Document | None) -> PostTexts:
        """Draft one post for each platform; a platform that nothing was written for is left out."""
