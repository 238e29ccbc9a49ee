"""Triage and reply drafts without a model."""

from __future__ import annotations

from agent_skills.ai.rules import triage_by_rules
from agent_skills.ai.templates import template_reply
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Reply, Triage


class RulesAnalyzer:
    """Needs nothing but its word lists; implements the `Analyzer` port."""

    def triage(self, task: Document) -> Triage:
        """Judge one mail by rules."""
        return triage_by_rules(task)

    def draft_reply(self, task: Document, handbook: Document | None) -> Reply:
        """Draft a holding reply, marked as a template."""
        return template_reply(task, handbook)
