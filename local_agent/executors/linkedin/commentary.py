"""LinkedIn's “little text format”: what is not an element of it has to be escaped.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format.
"""

from __future__ import annotations

import re

RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")
HASHTAG = re.compile(r"(?<![\w&#/=?-])#(?P<tag>\w*[^\W\d_]\w*)")
TEMPLATE = re.compile(r"\{hashtag\|\\?#\|(?P<tag>(?:[^{}|\\]|\\.)*)\}")


def to_little(text: str) -> str:
    """Return a plain text as commentary: hashtags as hashtags, all else as it reads."""
    parts: list[str] = []
    at = 0
    for match in HASHTAG.finditer(text):
        parts.append(_escaped(text[at : match.start()]))
        parts.append(f"{{hashtag|\\#|{_escaped(match['tag'])}}}")
        at = match.end()
    return "".join([*parts, _escaped(text[at:])])


def from_little(commentary: str) -> str:
    """Return the plain text of a commentary."""
    plain = TEMPLATE.sub(lambda match: "#" + match["tag"], commentary)
    return re.sub(r"\\(.)", r"\1", plain, flags=re.DOTALL)


def _escaped(text: str) -> str:
    return RESERVED.sub(lambda match: "\\" + match[0], text)
