"""Parameters of Content-Type and Content-Disposition, with continuations and other alphabets (RFC 2045, 2231)."""

from __future__ import annotations

import re
import urllib.parse

from cloud_agent.watchers.mail_charsets import decode
from cloud_agent.watchers.mail_headers import decode_words

MAX_PARAMETERS = 200
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,100}")
_PARAMETER = re.compile(r""";\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.){0,8000})"|([^;]{0,8000}))""", re.DOTALL)
_NUMBERED = re.compile(r"(.+?)\*(\d{1,3})(\*?)")


def content_type(value: str, default: str) -> str:
    """Return the media type of a Content-Type value, lower case; the default where there is none."""
    found = _TYPE.match(value.strip().lower())
    return found[0] if found else default


def disposition(value: str) -> str:
    """Return the first word of a Content-Disposition value, lower case, empty where there is none."""
    return value.partition(";")[0].strip().lower()


def parameter(value: str, name: str) -> str | None:
    """Return one parameter of a header value, decoded; None where it is missing.

    Args:
        value: the whole header value, unfolded.
        name: lower case.
    """
    given = _parameters(value)
    if name in given:
        return decode_words(given[name])
    if name + "*" in given:
        return _extended(given[name + "*"])
    return _continued(given, name)


def _parameters(value: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, match in enumerate(_PARAMETER.finditer(value)):
        if number >= MAX_PARAMETERS:
            break
        quoted, plain = match[2], match[3]
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain.strip()
        found.setdefault(match[1].lower(), text)
    return found


def _extended(text: str) -> str:
    charset, _, rest = text.partition("'")
    _, quote, encoded = rest.partition("'")
    if not quote:
        return urllib.parse.unquote(text)
    return decode(urllib.parse.unquote_to_bytes(encoded), charset or None)


def _continued(given: dict[str, str], name: str) -> str | None:
    pieces: list[tuple[int, bool, str]] = []
    for key, text in given.items():
        match = _NUMBERED.fullmatch(key)
        if match and match[1] == name:
            pieces.append((int(match[2]), bool(match[3]), text))
    if not pieces:
        return None
    pieces.sort()
    charset: str | None = None
    data = b""
    for number, encoded, text in pieces:
        piece = text
        if number == 0 and encoded and piece.count("'") >= 2:  # noqa: PLR2004  # charset'language'text
            charset, _, piece = piece.split("'", 2)
        data += urllib.parse.unquote_to_bytes(piece) if encoded else piece.encode()
    return decode_words(decode(data, charset))
