"""Brings together what writes the text of WhatsApp drafts: Claude where there is a key, else templates.

The SDK takes 50 MB: it is imported with the first draft that needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import SecretStr

from agent_skills.ai.api_usage_tracker import ApiUsageTracker
from agent_skills.ai.cleaning import new_fence
from agent_skills.ai.model_settings import DrafterSettings
from agent_skills.domain.clock import Clock
from agent_skills.domain.items import Document
from agent_skills.domain.ports import FindingSink, Reply, Vault
from agent_skills.domain.states import Agent
from local_agent.generators.whatsapp_draft import template_reply

if TYPE_CHECKING:
    from agent_skills.ai.client import ModelClient
    from agent_skills.ai.message_writer import MessageWriter


class Replies:
    """Writes replies; a `ReplyMaker`.

    Args:
        model: how the model is reached; without a key every reply is a template.
        vault: keeps the record of its use.
        findings: told when it stays away.
        clock: for its rate.
    """

    def __init__(self, model: DrafterSettings | None, vault: Vault, findings: FindingSink, clock: Clock) -> None:
        self._model = model
        self._vault = vault
        self._findings = findings
        self._clock = clock
        self._client: ModelClient | None = None
        self._writer: MessageWriter | None = None

    def __call__(self, tasks: Sequence[Document], handbook: Document | None) -> Reply | None:
        """Return one reply to the new messages of a chat, None where they look suspicious after all."""
        if self._model is None or self._model.api_key is None:
            return template_reply(tasks, handbook)
        writer = self._writer or self._start(self._model, self._model.api_key)
        return writer.reply(tasks, handbook)

    def close(self) -> None:
        """Let go of the connections."""
        if self._client:
            self._client.close()

    def _start(self, model: DrafterSettings, key: SecretStr) -> MessageWriter:
        from agent_skills.ai.client import make_client  # noqa: PLC0415
        from agent_skills.ai.message_writer import MessageWriter  # noqa: PLC0415

        usage = ApiUsageTracker(self._vault, self._clock)
        self._client = make_client(key, model, Agent.LOCAL, usage, self._clock)
        self._writer = MessageWriter(self._client, model.draft_model, self._findings, new_fence, template_reply)
        return self._writer
