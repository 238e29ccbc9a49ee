"""Brings the notifier's parts together for one machine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock
from pydantic import SecretStr

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.domain.states import Agent
from agent_skills.notifications.graph_client import GraphClient
from agent_skills.notifications.notifier import Channel, Habits, Notifier
from agent_skills.notifications.outbox import Outbox
from agent_skills.notifications.settings import AlertSettings
from agent_skills.runtime import doctor as checks


def make_notifier(
    agent: Agent,
    alerts: AlertSettings,
    state: Path,
    vault: Vault,
    findings: FindingSink,
    clock: Clock,
    further: Sequence[Channel] = (),
) -> Notifier:
    """Return the notifier with the channels that are set up.

    Args:
        agent: whose alerts these are; each agent sends its own.
        alerts: the settings.
        state: the state folder.
        vault: keeps what waits.
        findings: told of what only the owner can mend; must not alert in turn.
        clock: for times.
        further: ways that this machine has beside those of the settings, tried last.
    """
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Notifier(
        agent,
        vault,
        Outbox(agent, vault, state / "alerts.json", clock),
        [*make_channels(alerts), *further],
        findings,
        Habits(alerts.enabled, alerts.quiet, alerts.dashboard_url),
        clock,
        FileLock(state / "alerts.lock"),
    )


def make_channels(alerts: AlertSettings) -> list[Channel]:
    """Return the ways to the owner's phone, the preferred one first."""
    channels: list[Channel] = []
    if alerts.token:
        channels.append(GraphClient(alerts.token, alerts.phone_number_id, alerts.number, alerts.graph_url, time.sleep))
    return channels + [_push(address) for address in alerts.fallbacks]


def _push(address: SecretStr) -> Channel:
    from agent_skills.notifications.fallback import PushChannel  # noqa: PLC0415  # apprise only where it is used

    return PushChannel(address)


def check_channels(alerts: AlertSettings, further: Sequence[Channel] = ()) -> checks.Row:
    """Tell for `doctor` how alerts reach the owner; nothing is sent.

    Args:
        alerts: the settings.
        further: ways that this machine has beside those of the settings.
    """
    names = [channel.name for channel in (*make_channels(alerts), *further)]
    if not alerts.enabled:
        return checks.row("alerts", detail="switched off")
    return checks.row("alerts", detail=", ".join(names) or "not set up: they wait in Notifications/")
