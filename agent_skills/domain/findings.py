"""Something the owner has to know: bad input, a refused change, a part that fails."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

PLAIN = re.compile(r"[A-Za-z0-9_-]{1,80}")
CATALOGUE_NAMES: dict[str, str] = {
    "auth_expired": "{}_auth_expired",
    "instagram_image_required": "instagram_image_required_{}",
    "retry_send": "retry_send_{}",
    **{f"retry_{name}": f"retry_{name}_{{}}" for name in ("whatsapp", "linkedin", "facebook", "instagram", "twitter")},
    "retry_odoo": "retry_odoo_{}",
    "retry_calendar": "retry_calendar_{}",
}
"""Notes that owners and programs look for by their names (FR-G008, FR-G030, FR-G061, FR-G068); others get a hash."""

FINDING_NAME = re.compile(r"FINDING_.*|[a-z]+_auth_expired|instagram_image_required_.*|retry_[a-z]+_.*")


def is_finding_name(stem: str) -> bool:
    """Tell whether a note in Needs_Action/ is a finding, by its name."""
    return FINDING_NAME.fullmatch(stem) is not None


class Severity(StrEnum):
    """How loud a finding is."""

    INFO = "info"
    WARNING = "warning"
    SECURITY = "security"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for the owner.

    `code` is stable (`malformed_file`, `mail_unreadable`, …), `subject` names what it is about (a vault path,
    a server), `problem` and `remedy` are plain words without addresses or contents, `evidence` says where the
    original is kept.
    """

    code: str
    subject: str
    problem: str
    remedy: str
    severity: Severity = Severity.WARNING
    evidence: str = ""

    @property
    def id(self) -> str:
        """Equal for the same trouble with the same thing, so that it is told once."""
        if self.code in CATALOGUE_NAMES and PLAIN.fullmatch(self.subject):
            return CATALOGUE_NAMES[self.code].format(self.subject)
        digest = hashlib.sha256(f"{self.code}\0{self.subject}".encode()).hexdigest()[:12]
        return f"FINDING_{self.code}_{digest}"
