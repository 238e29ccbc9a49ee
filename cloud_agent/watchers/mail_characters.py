"""Which characters of a stranger's text may be shown: nothing invisible in a header, no tricks in a body."""

from __future__ import annotations

import re

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls that are no white space
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # format characters
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff"  # no characters at all, and invisible "tags"
)
# Joiners (U+200C, U+200D) stay: Persian, Indian scripts and emoji need them.
_IN_HEADER = re.compile(f"[{_INVISIBLE}]")
_IN_BODY = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WHITE = re.compile(r"\s+")
_BREAKS = re.compile("\r\n|[\r\x0c\x85\u2028\u2029]")
_MANY_BLANK = re.compile(r"\n{4,}")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean_line(text: str, limit: int) -> str:
    """Return a header's text as one line without invisible characters.

    Args:
        text: decoded text, anything at all.
        limit: most characters to keep; what was cut ends in an ellipsis.
    """
    visible = _IN_HEADER.sub("", _SURROGATE.sub(REPLACEMENT, text))
    line = _WHITE.sub(" ", visible).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def clean_text(text: str) -> str:
    """Return a body with line feeds only, without controls, overrides of the writing direction, or hidden tags."""
    lines = _BREAKS.sub("\n", _SURROGATE.sub(REPLACEMENT, text))
    visible = "\n".join(line.rstrip(" \t") for line in _IN_BODY.sub("", lines).split("\n"))
    return _MANY_BLANK.sub("\n\n\n", visible).strip("\n")


def has_bidi_trick(text: str) -> bool:
    """Tell whether a header's text changes the writing direction to look like another text."""
    return _BIDI.search(text) is not None


def has_hidden_text(text: str) -> bool:
    """Tell whether a text carries letters that no one can see (Unicode tags outside the flag emoji)."""
    return _TAGS.search(_FLAG.sub("", text)) is not None
