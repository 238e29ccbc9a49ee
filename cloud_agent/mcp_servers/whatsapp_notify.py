"""One tool: alert the owner, on the one configured number, in one of the known texts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import Alert, AlertSink
from agent_skills.mcp_servers.server import RefusedError, ToolServer

NAME = "whatsapp-notify"
INSTRUCTIONS = (
    "Alerts the owner's phone. There is no recipient to choose and no free text: pick an event and fill its fields. "
    "The same event about the same item rings once; several within a minute come as one."
)
Event = Literal["urgent_email", "critical_error"]
FIELDS: dict[str, tuple[str, ...]] = {
    "urgent_email": ("sender_name", "subject", "draft_id"),
    "critical_error": ("error_type", "brief_description", "recommended_action"),
}
"""Event → the fields of its text."""

MAX_FIELD = 500


class Told(BaseModel):
    """What became of the alert."""

    status: Literal["sent", "queued", "failed", "disabled", "duplicate"]
    meaning: str


MEANINGS = {
    "sent": "The owner's phone has it.",
    "queued": "It waits in Notifications/ and goes as soon as it may.",
    "failed": "No way to the phone answered. It waits in Notifications/ and is tried again.",
    "disabled": "The owner switched alerts off; it is on record.",
    "duplicate": "The owner was told of this before.",
}


def build_server(alerts: AlertSink, clock: Clock) -> ToolServer:
    """Return the server.

    Args:
        alerts: the notifier; it knows the number, the caps and the quiet hours.
        clock: for the server's own record.
    """
    server = ToolServer(NAME, INSTRUCTIONS, clock)

    @server.tool(structured_output=True)
    def notify_owner(
        event: Event,
        item_id: Annotated[str, Field(min_length=1, max_length=200, description="what it is about, for 'once only'")],
        fields: Annotated[dict[str, str], Field(description=f"the text's fields by event: {FIELDS}")],
    ) -> Told:
        """Alert the owner of an urgent mail or a critical error. Addresses and numbers are taken out of the text."""
        return _notify(alerts, Alert(event, item_id, fields))

    return server


def _notify(alerts: AlertSink, alert: Alert) -> Told:
    known = FIELDS[alert.event]
    wrong = sorted(alert.fields.keys() ^ set(known))
    if wrong:
        raise RefusedError(f"{alert.event} takes exactly these fields: {', '.join(known)}.")
    if any(len(value) > MAX_FIELD for value in alert.fields.values()):
        raise RefusedError(f"A field may have at most {MAX_FIELD} characters.")
    status = alerts.send(alert)
    return Told.model_validate({"status": status, "meaning": MEANINGS.get(status, "")})
