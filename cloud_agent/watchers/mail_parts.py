"""The parts of a mail: the text that a person reads, and a list of what is attached."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from email.message import Message

from agent_skills.domain.mail import Attachment
from cloud_agent.watchers.mail_characters import clean_line
from cloud_agent.watchers.mail_charsets import decode
from cloud_agent.watchers.mail_headers import Headers, decode_base64
from cloud_agent.watchers.mail_html import html_to_text
from cloud_agent.watchers.mail_parameters import content_type, disposition, parameter
from cloud_agent.watchers.mail_slimming import SlimMail

MAX_PARTS = 500
MAX_DEPTH = 100
MAX_ATTACHMENTS = 100
MAX_FILE_NAME = 150
MAX_STATUS_LINES = 40
STATUS_FIELDS = ("final-recipient", "action", "status", "diagnostic-code")
"""RFC 3464: what tells a person who did not get the mail, and why."""

_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} (.{1,300}?)\r?$", re.MULTILINE)
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
Part = Message


@dataclass(slots=True)
class Parts:
    """What was found in a mail."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    misleading_link: bool = False

    def defect(self, text: str) -> None:
        """Note something broken, once."""
        if text not in self.defects:
            self.defects.append(text)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One part that holds no other: its type, disposition, file name and character set."""

    kind: str
    disposition: str
    name: str | None
    charset: str | None
    encoding: str


class PartReader:
    """Collects the text and the attachments of one message.

    Args:
        mail: the slimmed message, for the true sizes.
    """

    def __init__(self, mail: SlimMail) -> None:
        self._mail = mail
        self._seen = 0
        self.found = Parts()

    def read(self, message: Part) -> Parts:
        """Read a whole message."""
        self._read(message, 0, "text/plain")
        return self.found

    def _read(self, part: Part, depth: int, default: str) -> None:
        self._seen += 1
        if self._seen > MAX_PARTS or depth > MAX_DEPTH:
            self.found.defect("too many parts; the rest was not read")
            return
        kind = content_type(Headers(part).raw("content-type"), default)
        self.found.types.add(kind)
        children = part.get_payload() if part.is_multipart() else None
        if isinstance(children, list):
            self._read_container(kind, part, [child for child in children if isinstance(child, Message)], depth)
        else:
            self._read_leaf(part, kind)

    def _read_container(self, kind: str, part: Part, children: list[Part], depth: int) -> None:
        if kind == "message/delivery-status":
            self.found.texts.append(_delivery_status(children))
        elif kind.startswith("message/"):
            self._attach(_embedded(part, children, kind))
        elif kind == "multipart/alternative":
            self._read_alternative(children, depth)
        else:
            default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            for child in children:
                self._read(child, depth + 1, default)

    def _read_alternative(self, children: list[Part], depth: int) -> None:
        """Take the plain version where it says anything, else the richest; attachments of all count."""
        before = self.found.texts
        versions: list[tuple[bool, list[str]]] = []
        for child in children:
            self.found.texts = []
            plain = content_type(Headers(child).raw("content-type"), "text/plain") == "text/plain"
            self._read(child, depth + 1, "text/plain")
            versions.append((plain, self.found.texts))
        said = [version for version in versions if any(text.strip() for text in version[1])]
        best = next((texts for plain, texts in said if plain), said[-1][1] if said else [])
        self.found.texts = before + best

    def _read_leaf(self, part: Part, kind: str) -> None:
        leaf = _leaf(part, kind)
        if kind.startswith("multipart/"):
            self.found.defect("a container of parts has no boundary; it was read as text")
        kept, cut = self._mail.split(_as_sent(part))
        data, problem = decode_transfer(kept, leaf.encoding)
        if problem:
            self.found.defect(problem)
        readable = kind in ("text/plain", "text/html", "message/delivery-status") or not kind.partition("/")[2]
        readable = readable or kind.startswith("multipart/") or (kind == "text/enriched")
        if leaf.disposition == "attachment" or not readable:
            size = len(data) if cut is None else _full_size(kept, data, cut.length, cut.space, cut.padding, leaf)
            self._attach(Attachment(leaf.name or _fallback_name(kind), kind, size))
        else:
            self._read_text(data, leaf)

    def _read_text(self, data: bytes, leaf: _Leaf) -> None:
        if leaf.name:
            self._attach(Attachment(leaf.name, leaf.kind, len(data)))
        if leaf.kind == "text/html":
            seen = html_to_text(decode(data, leaf.charset or _meta_charset(data)))
            self.found.misleading_link = self.found.misleading_link or seen.misleading_link
            self.found.texts.append(seen.text)
            return
        text, files = _without_uuencoded(data)
        for file in files:
            self._attach(file)
        self.found.texts.append(decode(text, leaf.charset))

    def _attach(self, attachment: Attachment) -> None:
        if len(self.found.attachments) < MAX_ATTACHMENTS:
            self.found.attachments.append(attachment)
        else:
            self.found.defect(f"more than {MAX_ATTACHMENTS} attachments; the rest is not listed")


def _as_sent(part: Part) -> bytes:
    """Return a part's bytes before any decoding; the package itself would replace what it cannot decode."""
    del part["content-transfer-encoding"]
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _leaf(part: Part, kind: str) -> _Leaf:
    headers = Headers(part)
    type_value, place = headers.raw("content-type"), headers.raw("content-disposition")
    name = parameter(place, "filename") or parameter(type_value, "name")
    shown = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1], MAX_FILE_NAME) if name else None
    charset = parameter(type_value, "charset")
    return _Leaf(kind, disposition(place), shown or None, charset, headers.raw("content-transfer-encoding"))


def _fallback_name(kind: str) -> str:
    return "unnamed message" if kind.startswith("message/") else "unnamed file"


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """Undo a Content-Transfer-Encoding as far as it goes.

    Args:
        data: the part as it was sent.
        encoding: the header's value, right or wrong.

    Returns:
        the decoded bytes, and in plain words what was broken or None.
    """
    name = encoding.strip().lower().partition(";")[0].replace(" ", "-").strip("\"'")
    if name == "base64":
        clean = b"".join(data.split())
        decoded = decode_base64(clean)
        broken = not re.fullmatch(rb"[A-Za-z0-9+/]*={0,2}", clean) or len(clean) % 4
        return decoded, "a part is broken base64" if broken else None
    if name == "quoted-printable":
        return binascii.a2b_qp(data), None
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = _UU_BEGIN.search(data)
        return (_uudecode(data[found.end() :]), None) if found else (data, "a part is broken uuencode")
    known = name in ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "7bits", "none", "plain")
    return data, None if known else "a part has an unknown transfer encoding"


def _uudecode(data: bytes) -> bytes:
    result: list[bytes] = []
    for line in data.splitlines():
        if not line.strip() or line.strip() == b"end":
            break
        length = ((line[0] - 32) & 63) * 4 // 3 + 2
        try:
            result.append(binascii.a2b_uu(line.rstrip()))
        except binascii.Error:  # some encoders write more characters than the length says
            try:
                result.append(binascii.a2b_uu(line[: length + 1]))
            except binascii.Error:
                break
    return b"".join(result)


def _without_uuencoded(data: bytes) -> tuple[bytes, list[Attachment]]:
    """Take uuencoded files out of a plain text; returns the rest and what they were."""
    rest: list[bytes] = []
    files: list[Attachment] = []
    at = 0
    while len(files) < MAX_ATTACHMENTS and (begin := _UU_BEGIN.search(data, at)):
        end = _UU_END.search(data, begin.end())
        content = _uudecode(data[begin.end() : end.start()].lstrip(b"\r\n")) if end else b""
        if not end or not content:
            break
        rest.append(data[at : begin.start()])
        name = clean_line(decode(begin[1]).rsplit("/", 1)[-1], MAX_FILE_NAME)
        files.append(Attachment(name, "application/octet-stream", len(content)))
        at = end.end()
    return b"".join([*rest, data[at:]]), files


def _full_size(kept: bytes, data: bytes, length: int, space: int, padding: int, leaf: _Leaf) -> int:
    if leaf.encoding.strip().lower() != "base64":
        return len(data) + length
    characters = len(b"".join(kept.split())) + length - space
    return characters * 3 // 4 - padding


def _meta_charset(data: bytes) -> str | None:
    found = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", data[:4096], re.IGNORECASE)
    return found[1].decode() if found else None


def _embedded(part: Part, children: list[Part], kind: str) -> Attachment:
    """Describe a forwarded message: its name is its subject."""
    subject = clean_line(Headers(children[0]).text("subject"), MAX_FILE_NAME - 4) if children else ""
    name = _leaf(part, kind).name or (f"{subject}.eml" if subject else _fallback_name(kind))
    return Attachment(name, kind, sum(_size(child) for child in children))


def _size(part: Part) -> int:
    """Estimate the size of a message in bytes without building it again."""
    total = 0
    for inner in part.walk():
        total += sum(len(name) + len(str(value)) + 4 for name, value in inner.raw_items())
        payload = inner.get_payload()
        total += len(payload) if isinstance(payload, str) else 0
    return total


def _delivery_status(blocks: list[Part]) -> str:
    """Write what a bounce says about each recipient (RFC 3464)."""
    lines: list[str] = []
    for block in blocks:
        headers = Headers(block)
        values = [(name, clean_line(headers.text(name), 500)) for name in STATUS_FIELDS]
        lines += [f"{name.capitalize()}: {value}" for name, value in values if value]
    return "\n".join(["Delivery status", *lines[:MAX_STATUS_LINES]]) if lines else ""
