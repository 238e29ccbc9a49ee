"""What a mailbox can answer instead of mail."""

from __future__ import annotations

from agent_skills.domain.errors import EmployeeError


class MailboxError(EmployeeError):
    """The mailbox cannot be read now.

    Args:
        reason: plain words, without addresses.
        remedy: what the owner can do.
        retry_after: seconds to wait before the next try.
    """

    def __init__(self, reason: str, remedy: str, retry_after: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.retry_after = retry_after
