"""Something the owner has to know: bad input, a refused change, a part that fails."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


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
        digest = hashlib.sha256(f"{self.code}\0{self.subject}".encode()).hexdigest()[:12]
        return f"FINDING_{self.code}_{digest}"
