"""Header values of strangers: encoded words, raw 8-bit, folded lines, broken addresses (RFC 2047, 5322, 6532)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from cloud_agent.watchers.mail_characters import clean_line
from cloud_agent.watchers.mail_charsets import decode, known_charset

MAX_HEADER_CHARS = 64 * 1024
"""Longer values are cut before anything looks at them; RFC 5322 lines are at most 998 characters."""
MAX_NAME = 200
MAX_ADDRESS = 320
"""RFC 5321 §4.5.3.1: 64 octets before the @ and 255 after it."""
MAX_ID = 900

_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([BbQq])\?([^?]*)\?=")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_ATOM = r"[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]"
_ADDRESS = re.compile(rf'(?:"[^"\\\r\n<>]{{1,62}}"|{_ATOM}{{1,64}})@(?:{_ATOM}{{1,255}}|\[[0-9A-Fa-f.:IPv]{{2,48}}\])')
_MESSAGE_ID = re.compile(r"<([\x21-\x3b\x3d\x3f-\x7e]{1,900})>")
_PLAIN_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
_COMMENT = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Display name (may be empty) and bare address."""

    name: str
    address: str


class Headers:
    """The header fields of one part, decoded on demand.

    Args:
        part: a part parsed by the email package with its `compat32` policy.
        charset: what raw 8-bit values are most likely written in.
    """

    def __init__(self, part: Message, charset: str | None = None) -> None:
        self._charset = charset
        self._raw: dict[str, list[str]] = {}
        for name, value in part.raw_items():
            self._raw.setdefault(str(name).lower(), []).append(str(value)[:MAX_HEADER_CHARS])

    def count(self, name: str) -> int:
        """Return how often a field occurs."""
        return len(self._raw.get(name, []))

    def raw(self, name: str) -> str:
        """Return the first field of that name: characters decoded, lines unfolded, encoded words as they are."""
        return self._plain(next(iter(self._raw.get(name, [])), ""))

    def text(self, name: str) -> str:
        """Return the first field of that name, fully decoded; control characters are still in."""
        return decode_words(self.raw(name))

    def mailboxes(self, *names: str) -> list[Mailbox]:
        """Return all mailboxes of all fields of these names, in order; what is no address is passed over."""
        values = [self._plain(value) for name in names for value in self._raw.get(name, [])]
        return [found for value in values for chunk in _split_list(value) if (found := _mailbox(chunk))]

    def ids(self, name: str) -> list[str]:
        """Return the message ids of a field, each with its angle brackets, without repetition."""
        value = " ".join(self._raw.get(name, []))
        return list(dict.fromkeys(f"<{match}>" for match in _MESSAGE_ID.findall(value)))

    def own_id(self) -> str | None:
        """Return the Message-ID with its angle brackets, also where the sender forgot them; None where it is broken."""
        bare = self.raw("message-id").strip()
        found = self.ids("message-id") or ([f"<{bare}>"] if _PLAIN_ID.fullmatch(bare) else [])
        return next(iter(found), None)

    def date(self, name: str) -> datetime | None:
        """Return the moment that a field tells (in `Received`, after the last semicolon), None where it is broken."""
        return _moment(self.raw(name).rsplit(";", 1)[-1])

    def _plain(self, value: str) -> str:
        data = value.encode("utf-8", "surrogateescape")
        text = _decode_short(data, self._charset)
        return _FOLD.sub("", text)


def _decode_short(data: bytes, charset: str | None) -> str:
    """Decode a raw header: too short to guess, so UTF-8, then the body's set, then Western European."""
    for name in ("utf-8", known_charset(charset), "cp1252"):
        try:
            if name:
                return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def decode_words(text: str) -> str:
    """Return a text with its encoded words (RFC 2047) decoded; broken ones are decoded as far as they go."""
    result: list[str] = []
    pending: tuple[str, bytes] | None = None
    end = 0
    for word in _WORD.finditer(text):
        gap = text[end : word.start()]
        charset, data = word[1].lower(), _word_bytes(word[2], word[3])
        if pending and pending[0] == charset and not gap.strip():
            pending = (charset, pending[1] + data)  # a character may be split between two words
        else:
            result.append(decode(pending[1], pending[0]) if pending else "")
            result.append(gap if gap.strip() or not pending else "")
            pending = (charset, data)
        end = word.end()
    return "".join(result) + (decode(pending[1], pending[0]) if pending else "") + text[end:]


def _word_bytes(encoding: str, content: str) -> bytes:
    data = content.encode("utf-8")
    if encoding in "Qq":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    return decode_base64(data)


def decode_base64(data: bytes) -> bytes:
    """Decode base64 with wrong characters, wrong padding or a cut end as far as it goes."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(clean_line(text, 200))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _split_list(value: str) -> list[str]:
    """Cut an address list at commas outside quotes, comments and angle brackets; group names fall away."""
    chunks: list[str] = []
    current: list[str] = []
    quoted = escaped = angle = False
    depth = 0
    for char in value:
        if escaped:
            escaped = False
        elif char == "\\" and (quoted or depth):
            escaped = True
        elif quoted or char == '"':
            quoted = quoted != (char == '"')
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        elif not depth and char in "<>":
            angle = char == "<"
        elif not depth and not angle and char in ",;:":
            if char != ":":
                chunks.append("".join(current))
            current = [] if char != ":" or "@" not in current else [*current, char]
            continue
        current.append(char)
    return [*chunks, "".join(current)]


def _mailbox(chunk: str) -> Mailbox | None:
    before, bracket, rest = chunk.rpartition("<")
    if bracket:
        address = rest.partition(">")[0].rsplit(":", 1)[-1]
        name = _unquoted(before)
    else:
        comments = _COMMENT.findall(chunk)
        address = _COMMENT.sub(" ", chunk)
        name = comments[-1] if comments else ""
    found = _ADDRESS.fullmatch(clean_line(address, MAX_ADDRESS).replace(" ", "")) or _ADDRESS.search(address)
    if found is None or len(found[0]) > MAX_ADDRESS:
        return None
    return Mailbox(decode_words(name), found[0])


def _unquoted(text: str) -> str:
    name = text.strip()
    if '"' in name:
        name = re.sub(r"\\(.)", r"\1", name.replace('\\"', "\0").replace('"', "")).replace("\0", '"')
    return name
