"""Brings together the ways in which this machine reaches the owner's phone."""

from __future__ import annotations

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.states import Agent
from agent_skills.notifications.compose import make_notifier
from agent_skills.runtime.beside import Beside
from local_agent.executors.whatsapp.client import WhatsAppClient, door_path
from local_agent.phone import OwnerPhone
from local_agent.settings import LocalSettings
from local_agent.whatsapp_web_alerts import WhatsAppWebChannel


def make_phone(settings: LocalSettings, vault: Vault, findings: FindingSink, clock: Clock) -> OwnerPhone | None:
    """Return the way to the owner's phone, None where none is set up on this machine."""
    web = web_channel(settings, clock)
    if not settings.alerts.set_up and not web:
        return None
    notifier = make_notifier(Agent.LOCAL, settings.alerts, settings.state, vault, findings, clock, web)
    return OwnerPhone(notifier, vault, clock, Beside("alerts"))


def web_channel(settings: LocalSettings, clock: Clock) -> list[WhatsAppWebChannel]:
    """Return WhatsApp Web as a way to the owner's own number, where session and number are set."""
    if settings.whatsapp is None or not settings.alerts.number:
        return []
    return [WhatsAppWebChannel(WhatsAppClient(door_path(settings.state)), clock)]
