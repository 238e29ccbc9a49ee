"""A stranger's text inside a vault file: shown as it is, but nothing of it acts in a markdown viewer."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^(?=## (?:Message|Attachments)[ \t]*$)", re.MULTILINE)
_ACTIVE = re.compile(r"(?<!\\)(\\*+)(!\[|<(?=[A-Za-z/!?%])(?!(?:https?|mailto):|[^\s<>]{1,64}@)|`{3,}|~{3,}|`(?=\$?=))")


def harmless(text: str) -> str:
    r"""Return a stranger's text so that a markdown viewer shows it and does nothing else.

    Images and embeds (they load), HTML, code blocks and inline queries (plugins run them) get a backslash in front,
    which markdown does not show; backslashes already there are doubled. A line that looks like a heading of the task
    file gets a space in front.
    """
    escaped = _ACTIVE.sub(lambda found: "\\" * (2 * len(found[1]) + 1) + found[2], text)
    return _HEADING.sub(" ", escaped)
