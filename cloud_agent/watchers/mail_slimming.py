"""A 30 MB mail is mostly attachments, which are only listed: cut them out before the mail is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SMALL = 2 * 1024 * 1024
"""Mails up to this size, in bytes, are parsed as they are."""
KEEP = 1024 * 1024
"""So much of each long run is kept: enough for the longest text that is filed, in any encoding."""
KEEP_LATER = 4 * 1024
FULL_AFTER = 3 * KEEP
"""Once so much was kept, further runs are attachments for sure and only their beginning stays."""
MAX_SLIM = 8 * 1024 * 1024

_SPACE = (b"\r", b"\n", b" ", b"\t")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\r\n \t]*\Z")


@dataclass(frozen=True, slots=True)
class Cut:
    """What was left out of one part: bytes as encoded, how many of them are white space, base64 padding at the end."""

    length: int
    space: int
    padding: int


@dataclass(slots=True)
class SlimMail:
    """A mail without the bulk of its attachments; `cuts` by the mark that stands where something was left out."""

    data: bytes
    cuts: dict[bytes, Cut] = field(default_factory=dict)
    truncated: bool = False

    def split(self, payload: bytes) -> tuple[bytes, Cut | None]:
        """Return a part's payload up to its mark, and what the mark stands for."""
        for mark, cut in self.cuts.items():
            before, found, _ = payload.partition(mark)
            if found:
                return before, cut
        return payload, None


def slim(raw: bytes, digest: str) -> SlimMail:
    """Leave out what lies deep inside long runs of lines between two possible boundaries.

    Args:
        raw: the whole message.
        digest: part of the marks; no message can hold its own digest.
    """
    if len(raw) <= SMALL:
        return SlimMail(raw)
    result = SlimMail(b"")
    pieces: list[bytes] = []
    kept = start = 0
    while start < len(raw):
        end = raw.find(b"\n--", start + 1)
        end = len(raw) if end < 0 else end
        piece = _shortened(raw, start, end, KEEP if kept < FULL_AFTER else KEEP_LATER, result, digest)
        pieces.append(piece)
        kept += len(piece)
        start = end
        if kept > MAX_SLIM:
            result.truncated = True
            break
    result.data = b"".join(pieces)[:MAX_SLIM]
    return result


def _shortened(raw: bytes, start: int, end: int, keep: int, result: SlimMail, digest: str) -> bytes:
    if end - start <= keep + 1024:
        return raw[start:end]
    cut_at = raw.rfind(b"\n", start, start + keep) + 1
    cut_at = cut_at if cut_at > start + keep // 2 else start + keep
    tail = raw[max(cut_at, end - 8) : end].rstrip()
    space = sum(raw.count(char, cut_at, end) for char in _SPACE)
    mark = f"[left out {digest} {len(result.cuts)}]".encode()
    padding = len(tail) - len(tail.rstrip(b"="))
    result.cuts[mark] = Cut(end - cut_at, space, padding)
    return raw[start:cut_at] + mark
