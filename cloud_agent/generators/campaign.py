"""Reads a campaign task that the owner wrote, and plans its drafts: one for each platform, each on a free day."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.items import Document, FrontMatter
from agent_skills.domain.post_limits import PLATFORM_NAMES
from agent_skills.domain.states import Status
from cloud_agent.generators.social_draft import Campaign

TYPE = "campaign"
HEADING = re.compile(r"#(?:\s|$)")
MAX_PICTURES = 20
MAX_BRIEF = 8000
MAX_TITLE = 200
DAYS_AHEAD = 60
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


class BriefError(EmployeeError):
    """A task of the owner that cannot be worked on as it stands; the message says why, in words for the owner."""


def read_campaign(task_id: str, task: Document, enabled: Sequence[str]) -> Campaign:
    """Return the campaign that a task asks for.

    Args:
        task_id: its id.
        task: as the owner wrote it; anything in it may be wrong.
        enabled: platforms that are posted to when the task names none.

    Raises:
        BriefError: a platform, a link or a picture is none.
    """
    title, brief = _words(task)
    return Campaign(task_id, title, brief, _platforms(task, enabled), _link(task), _media(task))


def campaign_task(task_id: str, title: str, brief: str, platforms: Sequence[str], link: str, now: str) -> Document:
    """Return the task that orders a campaign, as the owner could write it in Obsidian."""
    front: FrontMatter = {"id": task_id, "type": TYPE, "status": Status.PENDING.value, "created_at": now}
    wishes: FrontMatter = {"updated_at": now, "title": title, "platforms": [*platforms] or None, "link": link or None}
    return Document({**front, **wishes}, f"# {title}\n\n{brief}\n")


def _words(task: Document) -> tuple[str, str]:
    lines = COMMENT.sub("", task.body.replace("\r\n", "\n")).strip().split("\n")
    heading = lines.pop(0).removeprefix("#").strip() if HEADING.match(lines[0]) else ""
    title = task.text("title") or task.text("subject") or heading
    return " ".join(title.split())[:MAX_TITLE], "\n".join(lines).strip()[:MAX_BRIEF]


def _platforms(task: Document, enabled: Sequence[str]) -> list[str]:
    asked = [name.strip().lower() for name in task.texts("platforms")] or [*enabled]
    unknown = [name for name in asked if name not in PLATFORM_NAMES]
    if unknown:
        raise BriefError(
            f"It names {len(unknown)} platforms that are none; known are {', '.join(sorted(PLATFORM_NAMES))}."
        )
    return list(dict.fromkeys(PLATFORM_NAMES[name] for name in asked))


def _link(task: Document) -> str | None:
    link = task.text("link").strip()
    if not link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or any(char.isspace() for char in link):
        raise BriefError("Its link is no address that begins with https://.")
    return link


def _media(task: Document) -> list[str]:
    media = [entry.strip() for entry in task.texts("media") if entry.strip()]
    if len(media) > MAX_PICTURES:
        raise BriefError(f"It names more than {MAX_PICTURES} pictures.")
    return media


def free_day(prefix: str, first: date, is_taken: Callable[[str], bool]) -> date:
    """Return the first day from one on that has no post yet: one a day on each platform (FR-G011).

    Args:
        prefix: start of the platform's draft ids.
        first: the day that is wanted.
        is_taken: tells whether an id lies anywhere in the vault.
    """
    days = (first + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    found = next((day for day in days if not is_taken(f"{prefix}{day:%Y-%m-%d}")), None)
    if found is None:
        raise BriefError(f"Every day of the next {DAYS_AHEAD} has a post already.")
    return found


def wanted_day(task: Document, today: date) -> date:
    """Return the day that a task names in `date`, or today.

    Raises:
        BriefError: it names none that exists.
    """
    text = task.text("date") or task.text("scheduled_date")
    if not text:
        return today
    try:
        return max(date.fromisoformat(text), today)
    except ValueError as error:
        raise BriefError("Its date is no day like 2026-11-21.") from error
