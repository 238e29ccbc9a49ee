"""Checks the owner's machine's set-up, each row with its remedy; nothing is sent."""

from __future__ import annotations

from agent_skills.domain.clock import system_clock
from agent_skills.notifications.compose import check_channels
from agent_skills.runtime import doctor as checks
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.remote_check import ANSWERS, check_remote
from local_agent.compose_executors import channel_checks
from local_agent.compose_phone import web_channel
from local_agent.settings import LocalSettings


def doctor(settings: LocalSettings, env_file: str) -> list[checks.Row]:
    """Check this machine's set-up."""
    rows = [
        *checks.machine_checks(settings.vault, env_file),
        ("remote", lambda: _check_remote(settings)),
        *channel_checks(settings),
        ("alerts", lambda: check_channels(settings.alerts, web_channel(settings, system_clock))),
    ]
    return checks.run_checks(rows)


def _check_remote(settings: LocalSettings) -> checks.Row:
    if not settings.cloud_enabled:
        return checks.row("remote", detail="not used: this machine works alone (ENABLE_CLOUD_AGENT=false)")
    return checks.of_finding("remote", check_remote(GitRepo(settings.vault)), ANSWERS)
