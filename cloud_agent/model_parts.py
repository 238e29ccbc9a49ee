"""The parts that ask Claude, or their stand-ins where there is no key.

The SDK takes 50 MB: only the process that asks the model, and only with a key, imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pydantic import SecretStr

from agent_skills.ai.api_usage_tracker import ApiUsageTracker
from agent_skills.ai.cleaning import new_fence
from agent_skills.ai.post_templates import TemplatePostWriter
from agent_skills.ai.rules_analyzer import RulesAnalyzer
from agent_skills.domain.clock import Clock
from agent_skills.domain.ports import Analyzer, FindingSink, Narrative, PostWriter
from agent_skills.domain.states import Agent
from cloud_agent.generators.ceo_briefing import Narrator
from cloud_agent.settings import CloudSettings

if TYPE_CHECKING:
    from agent_skills.ai.client import ModelClient


class ModelParts(Protocol):
    """What the model's parts are made from."""

    settings: CloudSettings
    usage: ApiUsageTracker
    clock: Clock

    @property
    def findings(self) -> FindingSink:
        """Where findings go."""


def make_analyzer(parts: ModelParts) -> Analyzer:
    """Return Claude where there is a key, else the rules."""
    model = parts.settings.model
    if model.api_key is None:
        return RulesAnalyzer()
    from agent_skills.ai.ai_analyzer import ClaudeAnalyzer, Models  # noqa: PLC0415

    names = Models(model.triage_model, model.draft_model)
    return ClaudeAnalyzer(_client(parts, model.api_key), names, parts.findings, parts.clock, new_fence)


def make_narrator(parts: ModelParts) -> Narrator:
    """Return what writes the model's part of a briefing; without a key nothing does."""

    def narrate(facts: str) -> Narrative | None:
        model = parts.settings.model
        if model.api_key is None:
            return None
        from agent_skills.ai.briefing_writer import BriefingWriter  # noqa: PLC0415

        client = _client(parts, model.api_key)
        try:
            return BriefingWriter(client, model.draft_model, parts.findings, new_fence).narrate(facts)
        finally:
            client.close()

    return narrate


def make_post_writer(parts: ModelParts) -> PostWriter:
    """Return Claude where there is a key, else the owner's own words."""
    model = parts.settings.model
    if model.api_key is None:
        return TemplatePostWriter()
    from agent_skills.ai.post_writer import ClaudePostWriter  # noqa: PLC0415

    return ClaudePostWriter(_client(parts, model.api_key), model.draft_model, parts.findings, new_fence)


def _client(parts: ModelParts, api_key: SecretStr) -> ModelClient:
    from agent_skills.ai.client import make_client  # noqa: PLC0415

    return make_client(api_key, parts.settings.model, Agent.CLOUD, parts.usage, parts.clock)
