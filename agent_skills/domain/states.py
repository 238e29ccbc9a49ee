"""Folders, places and statuses: the one table of where a file may be and what that means."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

CHANNELS: dict[str, str] = {
    "Email": "Email",
    "LinkedIn": "LinkedIn",
    "WhatsApp": "WhatsApp",
    "Odoo": "Odoo",
    "Calendar": "Calendar",
    "Plans": "Plans",
    "Facebook": "Social/Facebook",
    "Instagram": "Social/Instagram",
    "Twitter": "Social/Twitter",
}
"""Channel name → subfolder of Pending_Approval/ and Approved/ (requirements §1.1)."""


class Agent(StrEnum):
    """Who acts, and what it may do; the value is its id, unless several share a role (`AGENT_ID`)."""

    CLOUD = "cloud"
    LOCAL = "local"


class Place(StrEnum):
    """A file's place is its state. Order matters: see `PLACE_RANK`."""

    INBOX = "Inbox"
    NEEDS_ACTION = "Needs_Action"
    IN_PROGRESS = "In_Progress"
    PENDING = "Pending_Approval"
    APPROVED = "Approved"
    REJECTED = "Rejected"
    DONE = "Done"
    ARCHIVE = "Archive"


PLACE_RANK: dict[Place, int] = {place: rank for rank, place in enumerate(Place)}
"""In a merge the later state wins; approve against reject is decided by who reached the remote first."""

BASE_FOLDERS: tuple[str, ...] = (
    "Inbox",
    "Needs_Action",
    "In_Progress/cloud",
    "In_Progress/local",
    "Plans",
    *(f"Pending_Approval/{sub}" for sub in CHANNELS.values()),
    *(f"Approved/{sub}" for sub in CHANNELS.values()),
    "Rejected",
    "Done",
    "Briefings",
    "Updates",
    "Notifications",
    "Archive/old_drafts",
    "Logs/Cloud",
    "Logs/Local",
    "Logs/API_Usage",
    "Logs/Human_Approvals",
    "Logs/MCP_Actions",
    "Logs/MCP_Health",
)


class Status(StrEnum):
    """Values of the front matter field `status`."""

    PENDING = "pending"
    TRIAGED = "triaged"
    CLAIMED = "claimed"
    AWAITING_APPROVAL = "awaiting_approval"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    DISCARDED = "discarded"
    FILED = "filed"
    DONE = "done"


class Lane(StrEnum):
    """What triage decides about a mail: draft a reply, leave it to the owner, or just file it."""

    REPLY = "reply"
    OWNER = "owner"
    FYI = "fyi"


def place_of(path: str) -> Place | None:
    """Return the place of a vault path, None outside the task folders."""
    head = path.split("/", 1)[0]
    return next((place for place in Place if place == head), None)


def channel_of(path: str) -> str | None:
    """Return the channel of a path under Pending_Approval/ or Approved/, else None."""
    parts = path.split("/")
    if parts[0] not in (Place.PENDING, Place.APPROVED):
        return None
    folder = "/".join(parts[1:-1])
    return next((name for name, sub in CHANNELS.items() if sub == folder), None)


def in_progress(owner: str, item_id: str) -> str:
    """Return where an agent keeps a task that it owns.

    Args:
        owner: the agent's id.
        item_id: of the task.
    """
    return f"{Place.IN_PROGRESS}/{owner}/{item_id}.md"


def done_path(item_id: str, now: datetime) -> str:
    """Return where a finished item lies: in a folder of its day, as each commit writes the folder's list anew."""
    return f"{done_month(now)}/{now:%d}/{item_id}.md"


def done_month(moment: datetime) -> str:
    """Return the folder of all that was finished in a month; older vaults have the files right in it."""
    return f"{Place.DONE}/{moment:%Y-%m}"
