"""Brings the Cloud agent's parts together. Everything is made here; nothing is made on import."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import schedule

from agent_skills.ai.api_usage_tracker import ApiUsageTracker, Sum
from agent_skills.domain.clock import system_clock
from agent_skills.domain.ports import MailSource
from agent_skills.domain.states import Agent
from agent_skills.notifications.alerting_findings import AlertingFindings
from agent_skills.runtime import doctor as checks
from agent_skills.runtime.health import Heartbeat
from agent_skills.runtime.process import Watching, run_process
from agent_skills.runtime.self_watch import watch_itself
from agent_skills.runtime.signals import stop_on_signals
from agent_skills.runtime.status import take_status
from agent_skills.runtime.sync_runner import SyncRunner
from agent_skills.sync.claim_manager import ClaimManager
from agent_skills.sync.clone_setup import clone_repository, tidy_clone
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.upkeep import LOOK_MINUTES, GitUpkeep
from agent_skills.vault.dashboard_updater import DashboardUpdater
from agent_skills.vault.findings import VaultFindings
from agent_skills.vault.known_recipients import KnownRecipients
from agent_skills.vault.log_pruning import LogPruning
from agent_skills.vault.store import FileVault
from agent_skills.vault.vault_watcher import VaultWatcher
from cloud_agent.compose_posts import make_briefs, make_schedule
from cloud_agent.compose_sync import make_sync
from cloud_agent.generators.ceo_briefing import CeoBriefing, Written
from cloud_agent.generators.email_draft import EmailDraftGenerator
from cloud_agent.model_parts import make_analyzer, make_narrator
from cloud_agent.notifications.whatsapp_notifier import whatsapp_notifier
from cloud_agent.orchestrator import CloudOrchestrator, Parts
from cloud_agent.settings import CloudSettings, MailSettings
from cloud_agent.upkeep import Upkeep
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.imap_watcher import ImapSource
from cloud_agent.watchers.mail_intake import MailIntake
from cloud_agent.watchers.mail_process import MailProcess
from cloud_agent.watchers.maildir_watcher import MaildirSource
from cloud_agent.watchers.seen_store import SeenStore

WATCHED = ("Inbox", "Needs_Action", "In_Progress", "Rejected", "Done")


class CloudParts:
    """The parts that several commands share.

    Args:
        settings: of this machine.
    """

    def __init__(self, settings: CloudSettings) -> None:
        self.settings = settings
        self.clock = system_clock
        self.vault = FileVault(settings.vault)
        notes = VaultFindings(self.vault, self.clock, Agent.CLOUD)
        self.alerts = whatsapp_notifier(settings, self.vault, notes, self.clock)
        self.findings = AlertingFindings(notes, self.alerts, self.clock)
        self.claims = ClaimManager(self.vault, settings.agent_id, self.clock, secrets.token_hex)
        self.sync = make_sync(settings, self.vault, self.claims, self.findings)
        self.usage = ApiUsageTracker(self.vault, self.clock)

    def heartbeat(self, process: str) -> Heartbeat:
        """Return the heartbeat of a process."""
        return Heartbeat(self.settings.state, process, self.clock)


def clone_vault(settings: CloudSettings, root: Path, remote: str) -> None:
    """Clone the vault."""
    clone_repository(remote, root, settings.branch)
    report = CloudParts(settings).sync.sync()
    if report.error:
        raise OSError(f"The vault could not be cloned: {report.error}")


def run_orchestrator(settings: CloudSettings, *, once: bool) -> int:
    """Run the orchestrator."""
    parts = CloudParts(settings)
    heartbeat = parts.heartbeat("cloud_orchestrator")
    drafts = EmailDraftGenerator(parts.clock, KnownRecipients(parts.vault).is_known)
    orchestrator = CloudOrchestrator(
        Parts(
            vault=parts.vault,
            sync=parts.sync,
            analyzer=make_analyzer(parts),
            build_draft=drafts.build,
            briefs=make_briefs(parts),
            alerts=parts.alerts,
            findings=parts.findings,
            dashboard=DashboardUpdater(parts.vault, parts.clock),
            heartbeat=heartbeat,
            clock=parts.clock,
            agent_id=settings.agent_id,
        )
    )
    jobs = schedule.Scheduler()
    jobs.every().day.at("00:00").do(parts.claims.recover_stale)
    jobs.every(10).minutes.do(make_briefing(parts).write_when_due)
    jobs.every(10).minutes.do(make_upkeep(parts).check)
    jobs.every().week.do(LogPruning(parts.vault, ("Logs/Cloud", "Logs/API_Usage"), parts.clock).run)
    jobs.every(10).minutes.do(make_schedule(parts).order_when_due)
    if not once:
        watch_itself("cloud_orchestrator", settings.state, parts.findings, parts.clock, jobs)
    return run_process(
        "cloud_orchestrator",
        settings.state,
        orchestrator.tick,
        heartbeat,
        lambda wake: _watch([settings.vault / name for name in WATCHED], wake),
        jobs,
        once=once,
    )


def _watch(folders: list[Path], wake: Callable[[], None]) -> Watching:
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    return VaultWatcher(folders, lambda _path: wake())


def make_briefing(parts: CloudParts) -> CeoBriefing:
    """Return the writer of the weekly briefing."""
    settings = parts.settings
    return CeoBriefing(
        parts.vault,
        parts.usage,
        make_narrator(parts),
        lambda: has_space(parts),
        parts.clock,
        settings.zone,
    )


def make_upkeep(parts: CloudParts) -> Upkeep:
    """Return the watch over disk and cost."""
    limit = parts.settings.model.weekly_alert
    return Upkeep(parts.findings, parts.usage, lambda: has_space(parts), limit, parts.clock)


def has_space(parts: CloudParts) -> bool:
    """Tell whether the vault's disk has room for a day's work."""
    return bool(checks.check_space(parts.settings.vault)["state"] == "ok")


def write_briefing(settings: CloudSettings, *, force: bool) -> Written:
    """Write this week's briefing, unless it is there."""
    return make_briefing(CloudParts(settings)).write(force=force)


def run_sync(settings: CloudSettings, *, once: bool) -> int:
    """Run the git sync."""
    parts = CloudParts(settings)
    heartbeat = parts.heartbeat("git_sync")
    runner = SyncRunner(parts.sync, parts.findings, heartbeat, parts.clock, settings.sync_seconds)
    jobs = schedule.Scheduler()
    repo = GitRepo(settings.vault)
    for finding in tidy_clone(repo):
        parts.findings.report(finding)
    upkeep = GitUpkeep(repo, parts.sync, parts.clock)
    jobs.every(LOOK_MINUTES).minutes.do(upkeep.run)
    if not once:
        watch_itself("git_sync", settings.state, parts.findings, parts.clock, jobs)
    return run_process(
        "git_sync",
        settings.state,
        runner.tick,
        heartbeat,
        lambda wake: _watch([settings.vault], wake),
        jobs,
        once=once,
    )


def run_mail_watcher(settings: CloudSettings, *, once: bool) -> int:
    """Run the mailbox watcher."""
    if settings.mail is None:
        raise MailboxError("No mailbox is set up.", "Set MAIL_SOURCE and its settings.", 0)
    parts = CloudParts(settings)
    seen = SeenStore(settings.state / "seen.sqlite3")
    source = make_source(settings.mail, seen)
    intake = MailIntake(parts.vault, parts.findings, parts.clock, settings.state / "quarantine")
    process = MailProcess(source, intake, parts.findings, parts.heartbeat("mailbox"), settings.mail.poll_seconds)
    try:
        if once:
            process.tick()
        else:
            stop_on_signals(process.stop)
            process.run()
    finally:
        source.close()
        seen.close()
    return 0


def run_mcp_server(settings: CloudSettings, port: int | None) -> int:
    """Serve the alert tool on stdio, or on a port of this machine."""
    from agent_skills.mcp_servers.server import serve_http, serve_stdio  # noqa: PLC0415  # half a second of imports
    from agent_skills.mcp_servers.token import access_token  # noqa: PLC0415
    from cloud_agent.mcp_servers.whatsapp_notify import build_server  # noqa: PLC0415

    parts = CloudParts(settings)
    server = build_server(parts.alerts, parts.clock)
    serve_stdio(server) if port is None else serve_http(server, port, access_token(settings.state))
    return 0


def make_source(mail: MailSettings, seen: SeenStore) -> MailSource:
    """Return the mailbox that the settings name."""
    if mail.source == "maildir" and mail.maildir:
        return MaildirSource(mail.maildir, seen, timedelta(days=mail.first_run_days))
    if mail.source == "gmail" and mail.gmail_credentials:
        from cloud_agent.watchers.gmail_session import gmail_session  # noqa: PLC0415  # google-auth only where used
        from cloud_agent.watchers.gmail_watcher import GmailSource  # noqa: PLC0415

        query = f"{mail.gmail_query} newer_than:{max(mail.first_run_days, 1)}d"
        return GmailSource(gmail_session(mail.gmail_credentials), seen, query)
    return ImapSource(mail, seen, system_clock)


def gmail_login(settings: CloudSettings, client: Path, token: Path | None, port: int, timeout_seconds: float) -> Path:
    """Sign in to Gmail; returns where the token is kept."""
    from cloud_agent.watchers.gmail_login import sign_in  # noqa: PLC0415  # google-auth only where used

    place = (token or settings.state / "gmail-token.json").expanduser().absolute()
    sign_in(client, place, port, timeout_seconds)
    return place


def usage_report(settings: CloudSettings, month: str | None) -> dict[str, Any]:
    """Return calls and cost of today, the week and the month (`YYYY-MM`, by default the present one)."""
    usage = CloudParts(settings).usage
    first = date.fromisoformat(f"{month}-01") if month else None
    sums = {"today": usage.today(), "week": usage.week(), "month": usage.month(first)}
    return {name: _sum(found) for name, found in sums.items()}


def _sum(found: Sum) -> dict[str, float]:
    return {"calls": found.calls, "cost_usd": found.cost_usd, "average_usd": round(found.average, 6)}


def status(settings: CloudSettings) -> dict[str, Any]:
    """Return the state object of this machine."""
    return take_status(Agent.CLOUD, FileVault(settings.vault), settings.state)
