"""Brings together what turns the owner's orders into drafts: posts, and entries for the books."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Protocol

from agent_skills.domain.clock import iso
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place
from cloud_agent.briefs import Briefs
from cloud_agent.generators.campaign import campaign_task, read_campaign
from cloud_agent.generators.linkedin_draft import LinkedInSchedule
from cloud_agent.model_parts import ModelParts, make_post_writer


class PostParts(ModelParts, Protocol):
    """What the parts of posts are made from."""

    @property
    def vault(self) -> Vault:
        """This machine's files."""


def make_briefs(parts: PostParts) -> Briefs:
    """Return what turns the owner's orders into drafts."""
    settings = parts.settings
    return Briefs(parts.vault, make_post_writer(parts), settings.posts.platforms, parts.clock, settings.zone)


def make_schedule(parts: PostParts) -> LinkedInSchedule:
    """Return what orders the regular LinkedIn post."""
    settings = parts.settings
    return LinkedInSchedule(parts.vault, parts.findings, settings.posts.linkedin_frequency, parts.clock, settings.zone)


def order_campaign(parts: PostParts, title: str, brief: str, platforms: Sequence[str], link: str) -> str:
    """Write a campaign's task into Needs_Action/; the orchestrator works on it.

    Returns:
        path of the task.

    Raises:
        BriefError: a platform or the link is none.
    """
    task = campaign_task(f"CAMPAIGN_{secrets.token_hex(10)}", title, brief, platforms, link, iso(parts.clock()))
    read_campaign(task.text("id"), task, parts.settings.posts.platforms)
    return parts.vault.create(f"{Place.NEEDS_ACTION}/{task.text('id')}.md", task).path
