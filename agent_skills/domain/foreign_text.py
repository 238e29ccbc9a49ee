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


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


def inert(text: str) -> str:
    """Return a model's words as plain text: what would load, run or hide in a markdown viewer is taken apart.

    A draft is sent as it stands, so nothing is escaped: a space parts the two halves of an active mark, and characters
    that no one sees are dropped.

    Args:
        text: untrusted.
    """
    visible = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ACTIVE.sub(lambda found: f"{found[1]}{found[2][0]} {' '.join(found[2][1:])}", visible)
