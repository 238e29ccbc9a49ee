"""Brings the parts of the Cloud's clone together."""

from __future__ import annotations

import time

from agent_skills.domain.ports import FindingSink
from agent_skills.domain.states import Agent
from agent_skills.runtime.settings import revealed
from agent_skills.sync.claim_manager import ClaimManager
from agent_skills.sync.contents import Formats
from agent_skills.sync.git_manager import GitManager
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.merger import Identity, text_merge
from agent_skills.sync.secrets_check import SecretsCheck
from agent_skills.vault.store import FileVault
from agent_skills.vault.vault_parser import parse, serialize
from cloud_agent.settings import CloudSettings


def make_sync(settings: CloudSettings, vault: FileVault, claims: ClaimManager, findings: FindingSink) -> GitManager:
    """Return the clone's sync; it knows no signed approvals, as the Cloud executes nothing."""
    repo = GitRepo(settings.vault)
    identity = Identity(Agent.CLOUD, "AI employee (cloud)")
    formats = Formats(parse, serialize, text_merge(repo))
    return GitManager(
        repo,
        identity,
        settings.branch,
        formats,
        vault,
        claims,
        sleep=time.sleep,
        mode=settings.claims,
        findings=findings,
        secrets_check=SecretsCheck(revealed(settings.secrets())),
    )
