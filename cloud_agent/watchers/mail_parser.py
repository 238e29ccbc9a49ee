"""Raw bytes to a `MailMessage`. Whatever comes is parsed as far as it goes; it never raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from agent_skills.domain.mail import Attachment, MailKind, MailMessage, RawMail
from cloud_agent.watchers.mail_text import clean_header, clean_text, decode, has_hidden_marks, part_text

NO_SUBJECT = "(no subject)"
ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]+@[^\s<>()\[\],;:\\\"@]+")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
MAX_PARTS = 200
"""MIME parts that are looked at; a bomb of nested parts ends here."""

MAX_ADDRESSES = 100
MAX_REFERENCES = 50
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def parse_mail(raw: RawMail, now: datetime) -> MailMessage:
    """Parse one mail.

    Args:
        raw: the bytes and where they come from.
        now: taken as the time of receipt where the mail's own date is missing or absurd.
    """
    message = message_from_bytes(raw.raw, policy=policy.compat32)
    defects = [type(defect).__name__ for defect in message.defects]
    text, attachments = _contents(message, defects)
    name, address = _sender(message)
    reply_to = _first_address(message, "Reply-To")
    return MailMessage(
        digest=raw.digest,
        source=raw.source,
        kind=_kind(message),
        from_address=address,
        from_name=name,
        to=_addresses(message, "To"),
        cc=_addresses(message, "Cc"),
        reply_to=reply_to if reply_to and reply_to.lower() != address.lower() else None,
        subject=clean_header(_header(message, "Subject")) or NO_SUBJECT,
        received=_date(message, now),
        message_id=_first(MESSAGE_ID.findall(_header(message, "Message-ID"))),
        in_reply_to=_first(MESSAGE_ID.findall(_header(message, "In-Reply-To"))),
        references=MESSAGE_ID.findall(_header(message, "References"))[-MAX_REFERENCES:],
        text=text,
        attachments=attachments,
        defects=defects,
        risk=_risk(message, name, address, reply_to),
    )


def _first(found: list[str]) -> str | None:
    return clean_header(found[0], 520) if found else None


def _header(message: Message, name: str) -> str:
    """Return a header decoded (RFC 2047, 8-bit); broken words stay as they are."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        chunks = decode_header(value)
    except (MessageError, ValueError, LookupError):
        chunks = [(str(value), None)]
    return "".join(_chunk(text, charset) for text, charset in chunks)


def _chunk(text: bytes | str, charset: str | None) -> str:
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return decode(data, None if charset in (None, "unknown-8bit") else charset)


def _pairs(message: Message, name: str) -> list[tuple[str, str]]:
    values = [str(value) for value in message.get_all(name, [])]
    try:
        found = getaddresses(values[:MAX_ADDRESSES])
    except (ValueError, IndexError, TypeError):
        found = [("", value) for value in values]
    return [(_decoded_name(label), _bare(address)) for label, address in found[:MAX_ADDRESSES]]


def _decoded_name(label: str) -> str:
    try:
        chunks = decode_header(label)
    except (MessageError, ValueError, LookupError):
        chunks = [(label, None)]
    return "".join(_chunk(text, charset) for text, charset in chunks)


def _bare(address: str) -> str:
    found = ADDRESS.search(clean_header(_decoded_name(address)))
    return found.group(0) if found else ""


def _addresses(message: Message, name: str) -> list[str]:
    return list(dict.fromkeys(address for _, address in _pairs(message, name) if address))


def _first_address(message: Message, name: str) -> str | None:
    return next(iter(_addresses(message, name)), None)


def _sender(message: Message) -> tuple[str, str]:
    """Return name and address of the first readable author; without one the Sender or Return-Path."""
    for header in ("From", "Sender", "Return-Path"):
        for label, address in _pairs(message, header):
            if address:
                return clean_header(label, 100), address
    return clean_header(_header(message, "From"), 100), ""


def _date(message: Message, now: datetime) -> datetime:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
        moment = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    return min(moment, now) if moment >= EARLIEST else now


def _kind(message: Message) -> MailKind:
    report = str(message.get_param("report-type", "") or "").lower()
    if message.get_content_type() == "multipart/report" and report in ("delivery-status", ""):
        return MailKind.BOUNCE
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    if automatic.startswith("auto-replied") or message.get("X-Autoreply") or precedence == "auto_reply":
        return MailKind.AUTO_REPLY
    if message.get("List-Id") or message.get("List-Unsubscribe") or precedence in ("list", "bulk", "junk"):
        return MailKind.MAILING_LIST
    return MailKind.AUTO_REPLY if automatic not in ("no", "") else MailKind.PERSONAL


def _risk(message: Message, name: str, address: str, reply_to: str | None) -> list[str]:
    shown = ADDRESS.search(name)
    other = shown is not None and shown.group(0).lower() != address.lower()
    elsewhere = reply_to is not None and _domain(reply_to) != _domain(address)
    hidden = any(has_hidden_marks(_header(message, header)) for header in ("From", "Subject", "Reply-To"))
    flags = {"name_shows_other_address": other, "reply_to_differs": elsewhere, "hidden_characters": hidden}
    return [flag for flag, raised in flags.items() if raised]


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _contents(message: Message, defects: list[str]) -> tuple[str, list[Attachment]]:
    plain: list[str] = []
    html: list[str] = []
    attachments: list[Attachment] = []
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            defects.append("TooManyParts")
            break
        if part.is_multipart():
            continue
        _take_part(part, plain, html, attachments)
    words = [text for text in plain if text.strip()] or html
    return clean_text("\n\n".join(words)), attachments


def _take_part(part: Message, plain: list[str], html: list[str], attachments: list[Attachment]) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    if kind in ("text/plain", "text/html") and not attached and not name:
        (html if kind == "text/html" else plain).append(_safely(lambda: part_text(part)))
    elif part.get_content_maintype() != "message" or name:
        size = _safely(lambda: str(len(part.get_payload(decode=True) or b"")))
        attachments.append(Attachment(name or f"unnamed ({kind})", clean_header(kind, 80), int(size or 0)))


def _safely(read: Callable[[], str]) -> str:
    """Return what a broken part gives, or nothing; the raw mail stays in the mailbox."""
    try:
        return read()
    except Exception:  # noqa: BLE001  # the mail package raises many kinds on hostile parts
        return ""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AssertionError):
        name = ""
    return clean_header(_decoded_name(name).replace("/", "_").replace("\\", "_"), 150)
