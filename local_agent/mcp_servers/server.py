"""Builds a channel's server from its declared actions: a tool to draft each, to send each, a list, and reading."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from agent_skills.domain.channels import CHANNEL_ACTIONS
from agent_skills.domain.clock import Clock
from agent_skills.mcp_servers.server import ToolServer
from local_agent.action_log import ActionLog
from local_agent.mcp_servers.channels import SERVERS, ChannelServer
from local_agent.mcp_servers.dispatch import Dispatch
from local_agent.mcp_servers.drafting import Drafting
from local_agent.mcp_servers.fields import payload_fields
from local_agent.mcp_servers.reading import Reader, add_read_tools

INSTRUCTIONS = (
    "Drafting is free: a draft waits in Pending_Approval/ until the owner, and nobody else, approves it. Sending takes "
    "the id of an approved, unchanged draft and is refused for anything else; the refusal says how approval is given. "
)
FIXED = frozenset({"action", "platform"})
"""Payload fields that follow from the server."""

TITLES = ("subject", "reference", "title")
"""Fields of which the first that is filled names a draft in a list."""

Why = Annotated[str, Field(max_length=200, description="one sentence for the owner: why this is drafted")]
DraftId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,120}$", description="id of an approved draft")]


class Drafted(BaseModel):
    """A draft that waits for the owner."""

    draft_id: str
    path: str
    status: Literal["pending_approval"] = "pending_approval"
    next_step: str = "The owner decides on the dashboard, in Obsidian or at the terminal."


class Waiting(BaseModel):
    """One waiting draft."""

    draft_id: str
    action: str
    to: list[str]
    title: str
    created_at: str
    note: str


class Sent(BaseModel):
    """What became of an approved draft."""

    status: Literal["sent", "waiting", "unknown"]
    detail: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What a server works with; compose.py brings them together."""

    drafting: Drafting
    dispatch: Dispatch
    actions: ActionLog
    clock: Clock
    read: Reader


def build_server(name: str, parts: Parts) -> ToolServer:
    """Return the server of a channel.

    Args:
        name: key of `SERVERS`.
        parts: see `Parts`.
    """
    declared = SERVERS[name]
    server = ToolServer(name, INSTRUCTIONS + declared.about, parts.clock)
    for action in sorted(CHANNEL_ACTIONS[declared.channel]):
        server.tool(draft_tool_name(action), structured_output=True)(_draft_tool(declared, action, parts))
        server.tool(action, structured_output=True)(_send_tool(declared, action, parts))
    server.tool("list_drafts", structured_output=True)(_list_tool(declared, parts))
    add_read_tools(server, declared, parts.read)
    return server


def draft_tool_name(action: str) -> str:
    """Return the name of the tool that drafts an action: `send_email` → `draft_email`."""
    return "draft_" + action.split("_", 1)[1]


def _draft_tool(declared: ChannelServer, action: str, parts: Parts) -> Callable[..., Drafted]:
    def draft(*, why: str = "", **fields: Any) -> Drafted:
        fixed = {"platform": declared.channel.lower()} if "platform" in payload_fields(action) else {}
        file = parts.drafting.write(declared, action, {**fields, **fixed}, why)
        parts.actions.action(file.id, action, "drafted", file.sha256)
        return Drafted(draft_id=file.id, path=file.path)

    draft.__doc__ = f"Write a draft for {action} into Pending_Approval/. Nothing is sent. {declared.about}"
    draft.__signature__ = _signature(action)  # type: ignore[attr-defined]  # what the SDK reads the schema from
    return draft


def _signature(action: str) -> inspect.Signature:
    parameters = [
        inspect.Parameter(field, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for field, (kind, default) in payload_fields(action).items()
        if field not in FIXED
    ]
    why = inspect.Parameter("why", inspect.Parameter.KEYWORD_ONLY, default="", annotation=Why)
    return inspect.Signature([*parameters, why], return_annotation=Drafted)


def _send_tool(declared: ChannelServer, action: str, parts: Parts) -> Callable[..., Sent]:
    def send(draft_id: DraftId) -> Sent:
        outcome = parts.dispatch.send(declared, action, draft_id)
        return Sent.model_validate({"status": outcome.status, "detail": outcome.detail})

    send.__doc__ = f"Do {action} for a draft that the owner approved, exactly as it was approved, once."
    return send


def _list_tool(declared: ChannelServer, parts: Parts) -> Callable[..., list[Waiting]]:
    def list_drafts() -> list[Waiting]:
        """List the drafts of this channel that wait for the owner, oldest first."""
        return [
            Waiting(
                draft_id=file.id,
                action=file.doc.text("action"),
                to=file.doc.texts("to") or file.doc.texts("attendees"),
                title=next((text for name in TITLES if (text := file.doc.text(name))), file.id),
                created_at=file.doc.text("created_at"),
                note=file.doc.text("note"),
            )
            for file in parts.drafting.waiting(declared)
        ]

    return list_drafts
