"""Which fields a draft of an action has: read from the payload's own class, so that none is named twice."""

from __future__ import annotations

import inspect
from typing import Any, get_args

from agent_skills.domain.payload import Outbound, Payload

NEEDED_LISTS = frozenset({"to"})


def payload_fields(action: str) -> dict[str, tuple[Any, Any]]:
    """Return each field's type and default, `inspect.Parameter.empty` where it has to be given.

    Args:
        action: one that a draft may name.

    Raises:
        KeyError: nobody declares it.
    """
    return {
        name: (info.annotation, _default(name, info.annotation)) for name, info in _kind(action).model_fields.items()
    }


def _kind(action: str) -> type[Outbound]:
    kinds: dict[str, type[Outbound]] = {
        name: kind for kind in get_args(Payload) for name in get_args(kind.model_fields["action"].annotation)
    }
    return kinds[action]


def _default(name: str, annotation: Any) -> Any:
    if annotation == list[str]:
        return inspect.Parameter.empty if name in NEEDED_LISTS else []
    return None if annotation == str | None else inspect.Parameter.empty
