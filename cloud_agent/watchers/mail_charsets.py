"""Bytes to text, whatever the mail says about its character set."""

from __future__ import annotations

import codecs

import charset_normalizer

SAMPLE_BYTES = 16 * 1024
"""Guessing looks at this much only, so that its cost does not grow with the mail."""

LIKELY_ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_2",
    "x-gbk": "gb18030",
    "unicode-1-1-utf-7": "utf-7",
}
"""What mailers mean by a name (as browsers read it, WHATWG Encoding); the wider set decodes the narrower alike."""

NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
"""Codecs of Python that are no character set of mail; some are slow on purpose-made input."""


def decode(data: bytes, declared: str | None = None) -> str:
    """Return bytes as text; never fails.

    Args:
        data: the bytes.
        declared: what the mail calls its character set, right or wrong.

    Returns:
        decoded as declared, else as UTF-8, else as the best guess, else with replacement characters.
    """
    name = known_charset(declared)
    for candidate in (name, "utf-8"):
        if candidate and (text := _strict(data, candidate)) is not None:
            return text
    if name and name != "utf-8":
        return data.decode(name, errors="replace")
    return _guessed(data)


def known_charset(declared: str | None) -> str | None:
    """Return Python's name of a declared character set, None where there is no such set."""
    name = (declared or "").strip().strip("\"'").lower()
    try:
        found = codecs.lookup(LIKELY_ALIASES.get(name, name)).name
        b"".decode(found)
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if found.replace("-", "_") in NO_CHARSETS else found


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _guessed(data: bytes) -> str:
    best = charset_normalizer.from_bytes(data[:SAMPLE_BYTES]).best()
    name = known_charset(best.encoding) if best else None
    text = _strict(data, name) if name else None
    return text if text is not None else data.decode("cp1252", errors="replace")
