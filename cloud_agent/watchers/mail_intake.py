"""From a mailbox into `Inbox/`: each mail becomes one task file, exactly once, whatever crashes."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding
from agent_skills.domain.mail import MailKind, MailMessage, RawMail
from agent_skills.domain.ports import FindingSink, MailSource, Vault
from agent_skills.domain.states import Place
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.mail_parser import parse_mail
from cloud_agent.watchers.mail_task import task_document

log = logging.getLogger(__name__)

DISK_RETRY_SECONDS = 30.0


@dataclass(slots=True)
class IntakeReport:
    """What one look at the mailbox brought: ids of new tasks, mails filed before, mails that could not be filed."""

    filed: list[str] = field(default_factory=list)
    skipped: int = 0
    findings: int = 0


class MailIntake:
    """Files mail.

    The order is: read, file, acknowledge. A task's id follows from the bytes of its mail, so a crash between any
    two steps is mended by doing the mail again: it is found filed, and only acknowledged.

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
            MailboxError: the mailbox cannot be read, or the disk not be written; what came before it is filed.
        """
        report = IntakeReport()
        for mail in source.fetch_new():
            self._step("fetched")
            try:
                self._file(mail, report)
            except OSError as error:
                raise _no_disk(error) from error
            self._step("filed")
            source.acknowledge(mail)
            self._step("acknowledged")
        return report

    def _file(self, mail: RawMail, report: IntakeReport) -> None:
        message = parse_mail(mail, self._clock)
        self._step("parsed")
        if self._is_filed(message):
            report.skipped += 1
            return
        try:
            self._vault.create(f"{Place.INBOX}/{message.task_id}.md", task_document(message, iso(self._clock())))
            report.filed.append(message.task_id)
        except FileExistsError:
            report.skipped += 1
        except (EmployeeError, ValueError, LookupError) as error:
            self._keep_aside(mail, error)
            report.findings += 1

    def _is_filed(self, message: MailMessage) -> bool:
        """Look for the task wherever it is by now, also under the other prefix (a later version may judge anew)."""
        other = MailKind.PERSONAL if message.kind is MailKind.BOUNCE else MailKind.BOUNCE
        prefix = "EMAIL_BOUNCE_" if other is MailKind.BOUNCE else "EMAIL_"
        return bool(self._vault.find(message.task_id) or self._vault.find(prefix + message.digest))

    def _keep_aside(self, mail: RawMail, error: Exception) -> None:
        log.warning("mail %s could not be filed: %s", mail.digest, type(error).__name__)
        original = self._quarantine / f"{mail.digest}.eml"
        _write_durably(original, mail.raw)
        self._step("kept aside")
        self._findings.report(
            Finding(
                code="mail_unreadable",
                subject=mail.digest,
                problem="A mail could not be read, so nothing was drafted for it.",
                remedy="Look at it in your mail program; its original is also kept on the Cloud machine.",
                evidence=str(original),
            )
        )


def _write_durably(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _no_disk(error: OSError) -> MailboxError:
    reason = f"A new mail could not be written to the vault ({error.strerror or type(error).__name__})."
    remedy = "Check free space and permissions of the vault's and the state folder. It is tried again by itself."
    return MailboxError(reason, remedy, DISK_RETRY_SECONDS)
