"""Texts of the alerts (requirements §11.2): short, no addresses or numbers, each registered as a template."""

from __future__ import annotations

from agent_skills.ai.cleaning import cleaned
from agent_skills.domain.ports import Alert

LIMITS: dict[str, int] = {"urgent_email": 400, "critical_error": 400, "approval_summary": 350, "confirmation": 300}
"""Characters of each kind of message."""

FIELD_LIMITS: dict[str, int] = {
    "sender_name": 50,
    "subject": 60,
    "error_type": 30,
    "brief_description": 100,
    "recommended_action": 80,
    "action_summary": 120,
}


def render(alert: Alert, dashboard_url: str) -> str:
    """Return the text of an alert.

    Args:
        alert: event and fields; fields are untrusted.
        dashboard_url: start of the link.

    Raises:
        KeyError: an event without a template.
    """
    fields = {name: _field(name, value) for name, value in alert.fields.items()}
    return _TEXTS[alert.event](fields, dashboard_url)[: LIMITS[alert.event]]


def parameters(alert: Alert, dashboard_url: str) -> list[str]:
    """Return the fields as the registered template takes them, in order."""
    fields = {name: _field(name, value) for name, value in alert.fields.items()}
    if alert.event == "urgent_email":
        link = f"{dashboard_url}/approvals/email/{fields.get('draft_id', '')}"
        return [fields.get("sender_name") or "Somebody", fields.get("subject") or "(no subject)", link]
    return [fields.get(name) or "-" for name in ("error_type", "brief_description", "recommended_action")]


def _field(name: str, value: str) -> str:
    return cleaned(" ".join(value.split()), FIELD_LIMITS.get(name, 140))


def _urgent(fields: dict[str, str], url: str) -> str:
    sender = fields.get("sender_name") or "Somebody"
    return (
        f"⚠️ [URGENT] {sender}: {fields.get('subject', '')}\nA reply is drafted and waits for you.\n"
        f"{url}/approvals/email/{fields.get('draft_id', '')}"
    )


def _error(fields: dict[str, str], url: str) -> str:
    return (
        f"🚨 [ERROR] {fields.get('error_type', '')}: {fields.get('brief_description', '')}\n"
        f"{fields.get('recommended_action', '')}\n{url}/health"
    )


_TEXTS = {"urgent_email": _urgent, "critical_error": _error}
