"""Brings the Local agent's parts together. Everything is made here; nothing is made on import."""

from __future__ import annotations

import operator
import secrets
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import schedule

from agent_skills.domain.clock import Clock, system_clock
from agent_skills.domain.ports import Sync
from agent_skills.domain.states import Agent
from agent_skills.journal.journal import Journal
from agent_skills.notifications.alerting_findings import AlertingFindings
from agent_skills.runtime.asked import Asked
from agent_skills.runtime.beside import Beside
from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.looking import Looking
from agent_skills.runtime.process import Watching, run_process
from agent_skills.runtime.self_watch import watch_itself
from agent_skills.runtime.status import take_status
from agent_skills.runtime.sync_runner import SyncRunner
from agent_skills.sync.claim_manager import ClaimManager
from agent_skills.sync.clone_setup import create_repository, tidy_clone
from agent_skills.sync.commit_signatures import CommitSignatures
from agent_skills.sync.contents import Formats
from agent_skills.sync.git_manager import GitManager
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.local_only import LocalOnlySync
from agent_skills.sync.merger import Identity, text_merge
from agent_skills.sync.secrets_check import SecretsCheck
from agent_skills.sync.signed_approvals import SignedApprovals
from agent_skills.sync.upkeep import LOOK_MINUTES, GitUpkeep
from agent_skills.vault.dashboard_updater import DashboardUpdater
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.log_pruning import LogPruning
from agent_skills.vault.scaffold import create_vault as scaffold
from agent_skills.vault.store import FileVault
from agent_skills.vault.vault_parser import parse, serialize
from agent_skills.vault.vault_watcher import VaultWatcher
from local_agent.action_log import ActionLog
from local_agent.approval_handler import ApprovalHandler, may_commit
from local_agent.archiving import Archiver
from local_agent.bounces import Bounces
from local_agent.compose_executors import executors, server_probes
from local_agent.compose_phone import make_phone
from local_agent.compose_platforms import secrets_of
from local_agent.compose_replies import Replies
from local_agent.desk import Desk
from local_agent.execution import ExecutionDrain
from local_agent.execution import Parts as DrainParts
from local_agent.executors.email.client import SmtpClient
from local_agent.executors.registry import Registry
from local_agent.freshness import Freshness
from local_agent.generators.whatsapp_draft import WhatsAppDraftGenerator
from local_agent.ledger import Ledger
from local_agent.orchestrator import LocalOrchestrator
from local_agent.orchestrator import Parts as OrchestratorParts
from local_agent.projection import Projection
from local_agent.server_health import CHECK_MINUTES, ServerHealth
from local_agent.settings import LocalSettings
from local_agent.sign_in_pauses import SignInPauses
from local_agent.whatsapp_tasks import WhatsAppTasks

SSH_KEYGEN = "/usr/bin/ssh-keygen"
"""The system's own, on Linux and macOS; the clone's configuration cannot name another."""

LOGS = ("Logs/Local", "Logs/Human_Approvals", "Logs/MCP_Actions", "Logs/MCP_Health")
"""Logs that this machine writes, and prunes."""

WATCHED = ("Inbox", "Approved", "Pending_Approval", "Rejected", "Needs_Action")


class LocalParts:
    """The parts that several commands share.

    Args:
        settings: of this machine.
    """

    def __init__(self, settings: LocalSettings) -> None:
        self.settings = settings
        self.clock = system_clock
        self.vault = FileVault(settings.vault)
        self.findings = VaultFindings(self.vault, self.clock, Agent.LOCAL)
        self.ledger = Ledger(settings.state / "ledger")
        self.actions = ActionLog(self.vault, self.clock)
        self.phone = make_phone(settings, self.vault, self.findings, self.clock)
        self.sync = make_sync(settings, self)

    def heartbeat(self, process: str) -> Heartbeat:
        """Return the heartbeat of a process."""
        return Heartbeat(self.settings.state, process, self.clock)


def make_sync(settings: LocalSettings, parts: LocalParts) -> Sync:
    """Return the clone's sync, or the one for a single machine."""
    claims = ClaimManager(parts.vault, Agent.LOCAL, parts.clock, secrets.token_hex)
    if not settings.cloud_enabled or not (settings.vault / ".git").exists():
        return LocalOnlySync(claims)
    repo = GitRepo(settings.vault)
    return GitManager(
        repo,
        Identity(Agent.LOCAL, "AI employee (local)"),
        settings.branch,
        Formats(parse, serialize, text_merge(repo)),
        parts.vault,
        claims,
        may_commit=lambda path, data: may_commit(parts.ledger, path, data),
        sleep=time.sleep,
        findings=parts.findings,
        signed=signed_approvals(repo, settings, parts.clock),
        secrets_check=SecretsCheck(secrets_of(settings)),
    )


def signed_approvals(repo: GitRepo, settings: LocalSettings, clock: Clock) -> SignedApprovals:
    """Return what knows the owner's signed commits."""
    program = SSH_KEYGEN if Path(SSH_KEYGEN).is_file() else shutil.which("ssh-keygen") or SSH_KEYGEN
    return SignedApprovals(repo, CommitSignatures(repo, settings.allowed_signers, program, clock), clock)


def create_vault(settings: LocalSettings, root: Path, remote: str) -> None:
    """Create the vault, its repository, and push it to its remote."""
    root.mkdir(parents=True, exist_ok=True)
    create_repository(root, settings.branch, remote)
    scaffold(root)
    if remote:
        report = LocalParts(settings).sync.sync()
        if report.error:
            raise OSError(f"The vault lies in {root}, but could not be pushed: {report.error}")


def run_orchestrator(settings: LocalSettings, *, once: bool) -> int:
    """Run the orchestrator."""
    parts = LocalParts(settings)
    journal = Journal(settings.state / "journal.sqlite3", parts.clock)
    heartbeat = parts.heartbeat("local_orchestrator")
    client = SmtpClient(settings.smtp) if settings.smtp else None
    asked = Asked(settings.state)
    replies = Replies(settings.model, parts.vault, parts.findings, parts.clock)
    orchestrator = LocalOrchestrator(
        OrchestratorParts(
            vault=parts.vault,
            approvals=_approvals(parts, journal),
            drain=_drain(parts, journal),
            bounces=Bounces(parts.vault, journal, parts.findings, parts.clock),
            dashboard=DashboardUpdater(parts.vault, parts.clock),
            findings=parts.findings,
            heartbeat=heartbeat,
            smtp_heartbeat=parts.heartbeat("smtp"),
            probe=client.probe if client else None,
            phone=parts.phone,
            clock=parts.clock,
            whatsapp_tasks=WhatsAppTasks(
                parts.vault,
                parts.findings,
                WhatsAppDraftGenerator(parts.clock),
                replies,
                parts.clock,
                operator.call if once else Beside("WhatsApp drafts"),
            ),
            asked_for_smtp=lambda: asked.take("smtp"),
        )
    )
    folders = [settings.vault / name for name in WATCHED] + [settings.state / "ledger"]
    health = ServerHealth(parts.vault, parts.findings, server_probes(settings), parts.clock)
    jobs = schedule.Scheduler()
    jobs.every(CHECK_MINUTES).minutes.do(health.check)
    jobs.every().hour.do(Archiver(parts.vault, parts.findings, parts.clock).run)
    jobs.every().week.do(LogPruning(parts.vault, LOGS, parts.clock).run)
    if not once:
        watch_itself("local_orchestrator", settings.state, parts.findings, parts.clock, jobs)
    try:
        return run_process(
            "local_orchestrator",
            settings.state,
            orchestrator.tick,
            heartbeat,
            lambda wake: _watch(folders, wake),
            jobs,
            once=once,
            answers_for=("smtp",),
        )
    finally:
        replies.close()
        journal.close()


def _sync_jobs(parts: LocalParts) -> schedule.Scheduler:
    jobs = schedule.Scheduler()
    if isinstance(parts.sync, GitManager):
        repo = GitRepo(parts.settings.vault)
        for finding in tidy_clone(repo):
            parts.findings.report(finding)
        upkeep = GitUpkeep(repo, parts.sync, parts.clock)
        jobs.every(LOOK_MINUTES).minutes.do(upkeep.run)
    return jobs


def _watch(folders: list[Path], wake: Callable[[], None]) -> Watching:
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    return VaultWatcher(folders, lambda _path: wake())


def _approvals(parts: LocalParts, journal: Journal) -> ApprovalHandler:
    return ApprovalHandler(
        parts.vault,
        parts.sync,
        parts.ledger,
        journal,
        parts.actions,
        parts.findings,
        parts.phone,
        parts.clock,
        timedelta(seconds=parts.settings.undo_seconds),
        single_machine=isinstance(parts.sync, LocalOnlySync),
    )


def _projection(parts: LocalParts) -> Projection:
    outbox = parts.settings.state / "outbox.json"
    confirm = parts.phone.confirm if parts.phone else None
    return Projection(parts.vault, parts.actions, parts.findings, parts.clock, outbox, confirm)


def _drain(parts: LocalParts, journal: Journal) -> ExecutionDrain:
    settings = parts.settings
    return ExecutionDrain(
        DrainParts(
            journal=journal,
            ledger=parts.ledger,
            registry=Registry(executors(settings)),
            projection=_projection(parts),
            actions=parts.actions,
            pauses=SignInPauses(parts.vault, parts.findings, parts.clock, parts.phone),
            findings=parts.findings,
            clock=parts.clock,
            is_fresh=Freshness(parts.vault).is_fresh,
        )
    )


def run_sync(settings: LocalSettings, *, once: bool) -> int:
    """Run the git sync."""
    parts = LocalParts(settings)
    heartbeat = parts.heartbeat("git_sync")
    looking = Looking(settings.state, parts.clock)
    findings = AlertingFindings(parts.findings, parts.phone, parts.clock) if parts.phone else parts.findings
    runner = SyncRunner(parts.sync, findings, heartbeat, parts.clock, settings.sync_seconds, looking.now)
    jobs = _sync_jobs(parts)
    if not once:
        watch_itself("git_sync", settings.state, parts.findings, parts.clock, jobs)
    return run_process(
        "git_sync",
        settings.state,
        runner.tick,
        heartbeat,
        lambda wake: _watch([settings.vault, settings.state / "ledger", looking.folder], wake),
        jobs,
        once=once,
    )


def desk(settings: LocalSettings) -> Desk:
    """Return the owner's desk for the command line."""
    parts = LocalParts(settings)
    return Desk(parts.vault, parts.ledger, parts.clock, timedelta(seconds=settings.undo_seconds))


def status(settings: LocalSettings) -> dict[str, Any]:
    """Return the state object of this machine."""
    return take_status(Agent.LOCAL, FileVault(settings.vault), settings.state)
