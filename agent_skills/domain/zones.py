"""Who may write where (architecture §6.6). One table, read by the merge and by the agents."""

from __future__ import annotations

import re
import unicodedata

from agent_skills.domain.states import Agent

CLOUD_WRITABLE: tuple[str, ...] = (
    "Inbox/",
    "Needs_Action/",
    "Plans/",
    "Pending_Approval/",
    "Updates/",
    "Briefings/",
    "Notifications/",
    "Done/",
    "Logs/Cloud/",
    "Logs/API_Usage/",
)
"""Folders in which Local accepts changes that came from the Cloud."""

CLOUD_TASKS = re.compile(r"In_Progress/cloud(-[a-z0-9]{1,20})?/")
"""Beside them: where Cloud agents keep what they claimed. What Local works on is nobody else's."""

CLOUD_SECTIONS: tuple[str, ...] = ("Updates",)
"""Sections of Dashboard.md that the Cloud owns; Local owns the rest."""

DASHBOARD = "Dashboard.md"
LOCAL_ONLY = "WHATSAPP_"
"""Beginning of the names of files that never leave the owner's machine: what is said on WhatsApp (FR-P006)."""

MAX_PATH_BYTES = 400
"""A path this long still fits every file system with the vault's own folder before it."""
MAX_NAME_BYTES = 200
"""Below the 255 bytes of ext4, APFS and NTFS, with room for the suffix of a temporary file."""
MAX_FILE_BYTES = 1024 * 1024
"""A vault file is text for a person; larger ones are refused (data-model.md, `too_large`)."""

HIDDEN = ("Cc", "Cf", "Cs")
"""Categories of characters that change how a name looks or is read."""


def may_write(agent: Agent, path: str) -> bool:
    """Tell whether an agent may create, change or remove a path.

    Args:
        agent: who wants to write. Local is the owner's own machine and may write every safe path.
        path: vault-relative, forward slashes.
    """
    if not is_safe_path(path):
        return False
    if agent is Agent.LOCAL or path == DASHBOARD:
        return True
    return (path.startswith(CLOUD_WRITABLE) or CLOUD_TASKS.match(path) is not None) and not stays_local(path)


def stays_local(path: str) -> bool:
    """Tell whether a file is kept out of git, so that neither the Cloud nor the remote ever sees it."""
    return path.rsplit("/", 1)[-1].upper().startswith(LOCAL_ONLY)


def is_safe_path(path: str) -> bool:
    """Tell whether a path is a plain visible file inside the vault, whatever file system it lands on."""
    parts = path.split("/")
    if not path or _bytes(path) > MAX_PATH_BYTES or "\\" in path or ":" in path:
        return False
    if not (path.isascii() and path.isprintable()) and any(unicodedata.category(char) in HIDDEN for char in path):
        return False
    return all(_is_safe_part(part) for part in parts)


def _is_safe_part(part: str) -> bool:
    if part == ".gitkeep":
        return True
    plain = bool(part) and not part.startswith(".") and not part.endswith((".", " "))
    return plain and _bytes(part) <= MAX_NAME_BYTES


def _bytes(name: str) -> int:
    return len(name.encode("utf-8", "surrogatepass"))  # names from git may hold what is no UTF-8


def collision_key(path: str) -> str:
    """Return a key that is equal for paths that a laptop's file system takes for one (case, NFC/NFD)."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
