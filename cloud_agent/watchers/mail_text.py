"""Bytes of a mail part to plain text: odd charsets, HTML, broken encodings. Never raises, bounded in size."""

from __future__ import annotations

import re
import unicodedata
from email.message import Message

from charset_normalizer import from_bytes
from inscriptis import get_text
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError

MAX_TEXT = 200_000
"""Characters of a mail that are kept; a person reads no more, and a vault file may have 1 MiB."""

MAX_HTML = 1_000_000
"""Characters of HTML that are looked at; more is markup, not words."""

MAX_GUESS = 65_536
"""Bytes that the charset guess looks at; more makes it slow, not better."""

ALIASES = {"ks_c_5601-1987": "cp949", "x-windows-949": "cp949", "iso-8859-8-i": "iso-8859-8", "utf8mb4": "utf-8"}
"""Names that mail programs use and Python does not know."""

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Zero-width and direction marks: used to hide words or to turn names around."""


def decode(data: bytes, charset: str | None) -> str:
    """Return the text of some bytes.

    Args:
        data: after the transfer encoding was undone.
        charset: as the mail declares it; may be missing, unknown or wrong.
    """
    for name in _candidates(charset):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    guess = from_bytes(data[:MAX_GUESS]).best()
    return data.decode(guess.encoding if guess else "latin-1", "replace")


def _candidates(charset: str | None) -> list[str]:
    name = (charset or "").strip().strip("'\"").lower()
    return [known for known in (ALIASES.get(name, name), "utf-8") if known and known != "us-ascii"]


def part_text(part: Message) -> str:
    """Return the decoded text of a text part; HTML becomes plain text without loading anything."""
    data = _payload(part)
    text = decode(data, part.get_content_charset())
    return html_to_text(text) if part.get_content_type() == "text/html" else text


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def html_to_text(html: str) -> str:
    """Return the words of an HTML text, laid out as a browser would."""
    shortened = html[:MAX_HTML]
    try:
        return str(get_text(shortened, ParserConfig(display_links=False)))
    except (LxmlError, ValueError, RecursionError, AssertionError):
        return re.sub(r"<[^>]{0,1000}>", " ", shortened)


def clean_text(text: str) -> str:
    """Return a body fit for the vault: plain line ends, no control characters, limited, the cut told."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(char for char in plain if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    lines = [line.rstrip() for line in plain.split("\n")]
    plain = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")
    if len(plain) <= MAX_TEXT:
        return plain
    return f"{plain[:MAX_TEXT]}\n\n[… {len(plain) - MAX_TEXT} more characters were left out]"


def clean_header(text: str, limit: int = 500) -> str:
    """Return a header value as one line without control, direction or zero-width characters."""
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    kept = INVISIBLE.sub("", "".join(char for char in kept if unicodedata.category(char) not in ("Cs", "Co", "Cn")))
    return " ".join(kept.split())[:limit]


def has_hidden_marks(text: str) -> bool:
    """Tell whether a header tries to look like something else by direction or zero-width marks."""
    return INVISIBLE.search(text) is not None
