"""The Cloud's way to the owner's phone; how it works lies in `agent_skills.notifications`, which Local shares."""

from __future__ import annotations

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.states import Agent
from agent_skills.notifications.compose import make_notifier
from agent_skills.notifications.notifier import Notifier
from cloud_agent.settings import CloudSettings


def whatsapp_notifier(settings: CloudSettings, vault: Vault, findings: FindingSink, clock: Clock) -> Notifier:
    """Return the Cloud's notifier.

    Args:
        settings: of this machine.
        vault: keeps what waits.
        findings: told of what only the owner can mend; must not alert in turn.
        clock: for times.
    """
    return make_notifier(Agent.CLOUD, settings.alerts, settings.state, vault, findings, clock)
