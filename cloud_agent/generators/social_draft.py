"""Builds the draft files of posts (docs/platinum/data-model.md §2): one for each platform of a brief.

Pictures and links come from the brief, never from a model; every text fits its platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent_skills.ai.cleaning import foreign_parts
from agent_skills.ai.rules import risk_of
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.foreign_text import harmless
from agent_skills.domain.items import DRAFT_HEADING, ORIGINAL_CALLOUT, Document, FrontMatter, safe_draft_text
from agent_skills.domain.payload import CREATE_POST
from agent_skills.domain.ports import PostTexts
from agent_skills.domain.post_limits import PLATFORMS, fit
from agent_skills.domain.sendable import IMAGE_REQUIRED
from agent_skills.domain.states import Status

LINK_BELOW = ("twitter",)
"""Platforms whose executor writes the link below the text, where it counts."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the owner wants posted.

    Args:
        task_id: id of the task that it comes from.
        title, brief: the owner's words.
        platforms: keys of `PLATFORMS`.
        link, media: as the payload takes them.
    """

    task_id: str
    title: str
    brief: str
    platforms: Sequence[str]
    link: str | None
    media: Sequence[str]

    def as_mail(self) -> Document:
        """Return the brief as a mail task, for the signs of injection that mails are searched for."""
        return Document({"subject": self.title}, f"# Brief\n\n## Message\n\n{self.brief}\n")


class SocialDraftGenerator:
    """Makes drafts of posts.

    Args:
        clock: for the times.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def build(self, campaign: Campaign, platform: str, day: date, texts: PostTexts) -> Document:
        """Return the draft for one platform.

        Args:
            campaign: the brief.
            platform: key of `PLATFORMS`.
            day: when it is meant to be posted; part of the id.
            texts: what was drafted.
        """
        rule, now = PLATFORMS[platform], iso(self._clock())
        below = rule.length(f"\n\n{campaign.link}") if campaign.link and platform in LINK_BELOW else 0
        text, cut = fit(platform, texts.texts[platform], below)
        without_picture = platform == "instagram" and not campaign.media
        warning = f"Cut to the {rule.limit} characters that {rule.channel} takes." if cut else None
        front: FrontMatter = {
            "id": f"{rule.prefix}{day:%Y-%m-%d}",
            "type": f"{platform}_draft",
            "action": CREATE_POST,
            "platform": platform,
            "status": Status.PENDING_APPROVAL.value,
            "created_at": now,
            "updated_at": now,
            "account": None,
            "link": campaign.link if platform in ("linkedin", "facebook", *LINK_BELOW) else None,
            "media": [IMAGE_REQUIRED] if without_picture else [*campaign.media],
            "requires_image": platform == "instagram",
            "scheduled_date": f"{day:%Y-%m-%d}",
            "character_count": rule.length(text),
            "original_id": campaign.task_id,
            "why": texts.why or "Asked for by your brief.",
            "confidence": texts.confidence,
            "risk": self._risk(campaign, text),
            "drafted_by": texts.drafted_by,
            "cost_usd": texts.cost_usd / len(texts.texts),
            "version": 1,
            "previous_id": None,
            "edited": False,
            "warning": warning,
            "note": warning,
        }
        return Document(front, _body(rule.channel, campaign, front, text))

    def _risk(self, campaign: Campaign, text: str) -> list[str | int | float | bool | None]:
        known = "\n".join([campaign.title, campaign.brief, campaign.link or "", *campaign.media])
        flags = {
            "links": bool(foreign_parts(text, known)),
            "suspicious": "suspicious" in risk_of(campaign.as_mail()),
        }
        return [flag for flag, raised in flags.items() if raised]


def _body(channel: str, campaign: Campaign, front: FrontMatter, text: str) -> str:
    quoted = harmless(f"{campaign.title}\n\n{campaign.brief}".strip()).splitlines()
    parts = [
        f"# Post on {channel}",
        f"> [!info] Why\n> {' '.join(str(front['why']).split())}",
        DRAFT_HEADING,
        safe_draft_text(text),
        f"{ORIGINAL_CALLOUT}\n" + "\n".join(f"> {line}".rstrip() for line in quoted),
    ]
    return "\n\n".join(parts) + "\n"
