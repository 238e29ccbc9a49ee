"""From a mailbox into `Inbox/`: each mail becomes one task file, exactly once, whatever crashes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.mail import Attachment, MailMessage, RawMail
from agent_skills.domain.ports import FindingSink, MailSource, Vault
from agent_skills.domain.states import Place, Status
from cloud_agent.watchers.mail_parser import parse_mail

log = logging.getLogger(__name__)

SNIPPET = 200
"""FR-S017: characters of the text that the front matter repeats."""


MAX_LISTED = 50
"""Attachments named in the front matter; the body lists all."""


@dataclass(slots=True)
class IntakeReport:
    """What one look at the mailbox brought."""

    filed: list[str] = field(default_factory=list)
    known: int = 0
    broken: int = 0


class MailIntake:
    """Files mail.

    Args:
        vault: gets the task files.
        findings: told of mails that could not be filed.
        clock: for times.
        quarantine: folder for the originals of those.
        step: called with a name between any two steps; tests end the process there.
    """

    def __init__(
        self,
        vault: Vault,
        findings: FindingSink,
        clock: Clock,
        quarantine: Path,
        step: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._vault = vault
        self._findings = findings
        self._clock = clock
        self._quarantine = quarantine
        self._step = step

    def run_once(self, source: MailSource) -> IntakeReport:
        """File everything that is new.

        Raises:
            MailboxError: the mailbox cannot be read; what came before it is filed.
        """
        report = IntakeReport()
        for mail in source.fetch_new():
            self._step("fetched")
            self._file(mail, report)
            self._step("filed")
            source.acknowledge(mail)
            self._step("acknowledged")
        return report

    def _file(self, mail: RawMail, report: IntakeReport) -> None:
        try:
            message = parse_mail(mail, self._clock())
            if self._vault.find(message.task_id):
                report.known += 1
                return
            self._vault.create(f"{Place.INBOX}/{message.task_id}.md", task_document(message, iso(self._clock())))
            report.filed.append(message.task_id)
        except (EmployeeError, ValueError, LookupError, RecursionError) as error:
            self._keep_aside(mail, error)
            report.broken += 1

    def _keep_aside(self, mail: RawMail, error: Exception) -> None:
        log.warning("mail %s could not be filed: %s", mail.digest, type(error).__name__)
        self._quarantine.mkdir(parents=True, exist_ok=True, mode=0o700)
        original = self._quarantine / f"{mail.digest}.eml"
        original.write_bytes(mail.raw)
        self._findings.report(
            Finding(
                code="mail_unreadable",
                subject=mail.digest,
                problem="A mail could not be read, so nothing was drafted for it.",
                remedy="Look at it in your mail program; its original is also kept on the Cloud machine.",
                evidence=str(original),
            )
        )


def task_document(message: MailMessage, now: str) -> Document:
    """Return the task file of a mail (docs/platinum/data-model.md §2).

    Args:
        message: the parsed mail.
        now: ISO 8601, for created_at and updated_at.
    """
    front: FrontMatter = {
        "id": message.task_id,
        "type": "email",
        "status": Status.PENDING.value,
        "created_at": now,
        "updated_at": now,
        "from": message.from_address,
        "from_name": message.from_name or None,
        "to": [*message.to],
        "cc": [*message.cc],
        "reply_to": message.reply_to,
        "subject": message.subject,
        "snippet": " ".join(message.text.split())[:SNIPPET],
        "received": iso(message.received),
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": [*message.references],
        "source": message.source,
        "kind": message.kind.value,
        "attachments": [_attachment(known) for known in message.attachments[:MAX_LISTED]],
        "risk": [*message.risk],
        "defects": list(dict.fromkeys(message.defects)),
    }
    return Document(front, _body(message))


def _attachment(known: Attachment) -> str:
    return f"{known.name} ({known.content_type}, {known.size} bytes)"


def _body(message: MailMessage) -> str:
    parts = [f"# {message.subject}", "## Message", message.text or "(no text)"]
    if message.attachments:
        listed = "\n".join(
            f"- {known.name} ({known.content_type}, {known.size} bytes)" for known in message.attachments
        )
        parts += ["## Attachments", listed]
    return "\n\n".join(parts) + "\n"
