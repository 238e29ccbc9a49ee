"""Texts of the alerts (requirements §11.2): short, no addresses or numbers, each registered as a template.

`body` is what the owner registers with Meta, in its notation: {{1}} is the first parameter. Meta takes no text that
begins or ends with one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent_skills.ai.cleaning import cleaned
from agent_skills.domain.items import is_id
from agent_skills.domain.ports import Alert
from agent_skills.domain.zones import is_safe_path

FIELD_LIMITS: dict[str, int] = {
    "sender_name": 50,
    "subject": 60,
    "error_type": 30,
    "brief_description": 100,
    "recommended_action": 80,
    "action_type": 40,
    "action_summary": 120,
    "newest": 130,
}
"""Characters of each field."""

OTHER_FIELDS = 60
OURS: Mapping[str, Callable[[str], bool]] = {"draft_id": is_id, "log_path": is_safe_path}
"""Fields that the product itself makes: taken as they are where they have that form, so that links lead somewhere."""

SLOT = re.compile(r"\{\{(\d)\}\}")
COUNTS = {
    "email_count": "Email",
    "linkedin_count": "LinkedIn",
    "whatsapp_count": "WhatsApp",
    "odoo_count": "Odoo",
    "calendar_count": "Calendar",
    "social_count": "Social",
    "plan_count": "Plans",
}
"""Field of an approval summary → what it counts."""

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message.

    Args:
        body: text with numbered slots.
        values: what fills the slots, from cleaned fields and the dashboard's address.
        limit: characters of the whole.
    """

    body: str
    values: Callable[[Fields, str], list[str]]
    limit: int = 400

    @property
    def slots(self) -> int:
        """Number of parameters."""
        return len(set(SLOT.findall(self.body)))


def render(alert: Alert, dashboard_url: str) -> str:
    """Return the text of an alert.

    Args:
        alert: event and fields; fields are untrusted.
        dashboard_url: start of the link.

    Raises:
        KeyError: an event without a template.
    """
    template, values = TEMPLATES[alert.event], parameters(alert, dashboard_url)
    return SLOT.sub(lambda slot: values[int(slot[1]) - 1], template.body)[: template.limit]


def parameters(alert: Alert, dashboard_url: str) -> list[str]:
    """Return the values that the registered template takes, in order, none of them empty.

    Raises:
        KeyError: an event without a template.
    """
    fields = {name: _field(name, value) for name, value in alert.fields.items() if name not in OURS}
    ours = {name: value for name, value in alert.fields.items() if name in OURS and OURS[name](value)}
    return [value or "-" for value in TEMPLATES[alert.event].values({**fields, **ours}, dashboard_url)]


def bundled(texts: Sequence[str]) -> Alert:
    """Return one alert that stands for several: how many, and the first line of the newest.

    Args:
        texts: of the alerts, oldest first, already cleaned.
    """
    return Alert("several_alerts", "bundle", {"count": str(len(texts)), "newest": texts[-1].split("\n")[0]})


def _field(name: str, value: str) -> str:
    text = cleaned(" ".join(value.split()), 1000)
    limit = FIELD_LIMITS.get(name, OTHER_FIELDS)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _urgent(fields: Fields, url: str) -> list[str]:
    sender = fields.get("sender_name") or "Somebody"
    page = f"{url}/approvals/email/{fields['draft_id']}" if "draft_id" in fields else f"{url}/approvals"
    return [sender, fields.get("subject") or "(no subject)", page]


def _error(fields: Fields, url: str) -> list[str]:
    words = [fields.get(name, "") for name in ("error_type", "brief_description", "recommended_action")]
    return [*words, f"{url}/health"]


def _summary(fields: Fields, url: str) -> list[str]:
    found = [f"{fields[name]} {what}" for name, what in COUNTS.items() if fields.get(name, "0") != "0"]
    return [fields.get("count", ""), ", ".join(found), f"{url}/approvals"]


def _confirmation(fields: Fields, _url: str) -> list[str]:
    return [fields.get(name, "") for name in ("action_type", "action_summary", "log_path")]


def _several(fields: Fields, url: str) -> list[str]:
    return [fields.get("count", ""), fields.get("newest", ""), f"{url}/approvals"]


TEMPLATES: Mapping[str, Template] = {
    "urgent_email": Template(
        "⚠️ [URGENT] {{1}}: {{2}}\nA reply is drafted and waits for you:\n{{3}}\nIn the vault: Pending_Approval/Email.",
        _urgent,
    ),
    "critical_error": Template("🚨 [ERROR] {{1}}: {{2}}\nWhat to do: {{3}}\nMore: {{4}} (Logs/Cloud).", _error),
    "approval_summary": Template(
        "📋 {{1}} drafts wait for you: {{2}}\n{{3}}\nNothing leaves without you.", _summary, 350
    ),
    "confirmation": Template("✅ {{1}}: {{2}}\nRecord: {{3}}.", _confirmation, 300),
    "several_alerts": Template(
        "📋 {{1}} alerts wait for you. The newest: {{2}}\n{{3}}\nAll are in your vault.", _several
    ),
}
