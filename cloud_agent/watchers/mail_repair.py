"""Header blocks that the email package would give up on: one stray line must not hide who wrote the mail."""

from __future__ import annotations

import re

MAX_BLOCK = 256 * 1024
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_KNOWN = re.compile(rb"(from|to|subject|date|message-id|mime-version|content-type|received)\s*:", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")


def repair_headers(data: bytes) -> bytes:
    """Return the mail with stray lines among its header fields folded into the field before.

    White space before a colon (obsolete, RFC 5322 §4.5) goes as well. A line with no well-known field behind it is
    the beginning of a text, and stays.

    Args:
        data: the whole message.
    """
    end = _BLANK.search(data, 0, MAX_BLOCK)
    block = data[: end.start()] if end else data[:MAX_BLOCK]
    lines = block.split(b"\n")
    last_known = max((n for n, line in enumerate(lines) if _KNOWN.match(line)), default=-1)
    if last_known < 0 or not (_FIELD.match(lines[0]) or lines[0].startswith((b"From ", b">From "))):
        return data
    fixed = [_fixed(line, stray_allowed=0 < n < last_known) for n, line in enumerate(lines)]
    return data if fixed == lines else b"\n".join(fixed) + data[len(block) :]


def _fixed(line: bytes, *, stray_allowed: bool) -> bytes:
    field = _FIELD.match(line)
    if field:
        return field[1] + b":" + line[field.end() :]
    if stray_allowed and line.strip() and not line.startswith((b" ", b"\t")):
        return b" " + line
    return line
