"""What the owner orders by a task of their own: posts on the platforms, an entry for the books, or an event.

A task becomes drafts in `Pending_Approval/`; each waits for the owner like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from agent_skills.domain.clock import Clock
from agent_skills.domain.findings import Finding
from agent_skills.domain.items import Document, StoredFile, draft_text
from agent_skills.domain.ports import Brief, PostWriter, Vault
from agent_skills.domain.post_limits import PLATFORMS
from agent_skills.domain.states import CHANNELS, Place
from agent_skills.vault.known_recipients import KnownRecipients
from cloud_agent.generators.campaign import TYPE as CAMPAIGN
from cloud_agent.generators.campaign import BriefError, free_day, read_campaign, wanted_day
from cloud_agent.generators.event_draft import CHANNEL as CALENDAR
from cloud_agent.generators.event_draft import TYPE as EVENT
from cloud_agent.generators.event_draft import EventDraftGenerator
from cloud_agent.generators.odoo_draft import ACTIONS, OdooDraftGenerator
from cloud_agent.generators.redraft import Sources
from cloud_agent.generators.social_draft import SocialDraftGenerator

PLAIN_REMEDY = "Mend it in Obsidian and set its status to pending, or move it to Done/."


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft and the path where it waits."""

    path: str
    doc: Document


class Briefs:
    """Turns a brief into drafts.

    Args:
        vault: for what is there already.
        writer: drafts the texts of posts.
        enabled: platforms that campaigns go to by default.
        clock: for times.
        zone: for days and events; the machine's own for days when None.
    """

    def __init__(
        self, vault: Vault, writer: PostWriter, enabled: Sequence[str], clock: Clock, zone: tzinfo | None
    ) -> None:
        self._vault = vault
        self._writer = writer
        self._enabled = enabled
        self._clock = clock
        self._zone = zone
        self._makers: dict[str, Callable[[StoredFile, Document | None], list[Placed]]] = {
            CAMPAIGN: self._campaign,
            **dict.fromkeys(ACTIONS, self._entry),
            EVENT: self._event,
        }

    def drafts(self, task: StoredFile, handbook: Document | None) -> list[Placed]:
        """Return the drafts of a task, those apart that an interrupted attempt has made already.

        Args:
            task: of one of `planning.BRIEF_TYPES`.
            handbook: the owner's, for goals, tone and strategy.

        Raises:
            BriefError: it cannot be worked on as it stands.
        """
        return self._makers[task.doc.text("type")](task, handbook)

    def _campaign(self, task: StoredFile, handbook: Document | None) -> list[Placed]:
        campaign = read_campaign(task.id, task.doc, self._enabled)
        first = wanted_day(task.doc, self._now().date())
        made = drafts_of(self._vault, task.id)
        prefixes = {name: PLATFORMS[name].prefix for name in campaign.platforms}
        wanted = [name for name, prefix in prefixes.items() if not any(done.startswith(prefix) for done in made)]
        if not wanted:
            return []
        days = {platform: free_day(PLATFORMS[platform].prefix, first, self._is_taken) for platform in wanted}
        texts = self._writer.write(Brief(campaign.title, campaign.brief), wanted, handbook)
        generator = SocialDraftGenerator(self._clock)
        docs = [(name, generator.build(campaign, name, days[name], texts)) for name in wanted if texts.texts.get(name)]
        return [_placed(PLATFORMS[name].channel, doc) for name, doc in docs]

    def another(self, sources: Sources, remark: str, handbook: Document | None) -> Placed:
        """Return the next version of a post that the owner refused, for the same day and platform.

        Args:
            sources: the campaign's task and the refused draft.
            remark: what the owner said of it.
            handbook: the owner's.

        Raises:
            BriefError: the task cannot be read any more.
        """
        refused = sources.refused
        campaign = read_campaign(refused.text("original_id"), sources.task, [refused.text("platform")])
        platform = refused.text("platform")
        if platform not in PLATFORMS:
            raise BriefError("The refused post names no platform.")
        brief = Brief(campaign.title, campaign.brief, draft_text(refused.body), remark)
        texts = self._writer.write(brief, [platform], handbook)
        day = wanted_day(refused, self._now().date())
        draft = SocialDraftGenerator(self._clock).build(campaign, platform, day, texts)
        return _placed(PLATFORMS[platform].channel, sources.next_version(draft))

    def _entry(self, task: StoredFile, handbook: Document | None) -> list[Placed]:
        del handbook
        draft = OdooDraftGenerator(self._clock).build(task.id, task.doc)
        return [] if self._is_taken(draft.text("id")) else [_placed("Odoo", draft)]

    def _event(self, task: StoredFile, handbook: Document | None) -> list[Placed]:
        del handbook
        is_known = KnownRecipients(self._vault).is_known
        draft = EventDraftGenerator(self._clock, self._zone, is_known).build(task.id, task.doc)
        return [] if self._is_taken(draft.text("id")) else [_placed(CALENDAR, draft)]

    def _is_taken(self, item_id: str) -> bool:
        return bool(self._vault.find(item_id))

    def _now(self) -> datetime:
        return self._clock().astimezone(self._zone)


def drafts_of(vault: Vault, task_id: str) -> list[str]:
    """Return the ids of the drafts that wait and were made from a task."""
    files, _ = vault.scan(Place.PENDING)
    return sorted(file.id for file in files if file.doc.text("original_id") == task_id)


def missing_pictures(drafts: Sequence[Placed]) -> list[Finding]:
    """Return what the owner is told of posts that need a picture first (FR-G061)."""
    ids = [draft.doc.text("id") for draft in drafts if "[IMAGE_REQUIRED]" in draft.doc.texts("media")]
    problem = "The post {} has no picture, and Instagram takes none without."
    remedy = "Put the public https address of a JPEG into its field media, in place of [IMAGE_REQUIRED]."
    return [Finding("instagram_image_required", item, problem.format(item), remedy) for item in ids]


def unclear(task: StoredFile, reason: str) -> Finding:
    """Return what the owner is told of a brief that cannot be worked on."""
    return Finding("brief_unclear", task.id, f"{task.id} could not be worked on. {reason}", PLAIN_REMEDY)


def _placed(channel: str, doc: Document) -> Placed:
    return Placed(f"{Place.PENDING}/{CHANNELS[channel]}/{doc.text('id')}.md", doc)
