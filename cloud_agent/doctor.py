"""Checks the Cloud machine's set-up, each row with its remedy."""

from __future__ import annotations

from agent_skills.notifications.compose import check_channels
from agent_skills.runtime import doctor as checks
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.remote_check import ANSWERS, check_remote
from cloud_agent.compose import make_source
from cloud_agent.settings import CloudSettings
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.seen_store import SeenStore


def doctor(settings: CloudSettings, env_file: str) -> list[checks.Row]:
    """Check this machine's set-up."""
    rows = [
        *checks.machine_checks(settings.vault, env_file),
        ("remote", lambda: _check_remote(settings)),
        ("mailbox", lambda: _check_mailbox(settings)),
        ("alerts", lambda: check_channels(settings.alerts)),
    ]
    return checks.run_checks(rows)


def _check_remote(settings: CloudSettings) -> checks.Row:
    return checks.of_finding("remote", check_remote(GitRepo(settings.vault)), ANSWERS)


def _check_mailbox(settings: CloudSettings) -> checks.Row:
    if settings.mail is None:
        return checks.row("mailbox", "not set up", "Set MAIL_SOURCE and its settings.")
    seen = SeenStore(settings.state / "seen.sqlite3")
    source = make_source(settings.mail, seen)
    try:
        next(iter(source.fetch_new()), None)
    except MailboxError as error:
        return checks.row("mailbox", error.reason, error.remedy)
    finally:
        source.close()
        seen.close()
    return checks.row("mailbox", detail=f"{settings.mail.source} answers")
