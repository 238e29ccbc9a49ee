"""Raw bytes of a stranger to a `MailMessage`: whatever comes in, something sensible comes out."""

from __future__ import annotations

import email
import email.parser
import email.policy
import logging
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.message import Message

from agent_skills.domain.clock import Clock
from agent_skills.domain.mail import Attachment, MailKind, MailMessage, RawMail
from cloud_agent.watchers.mail_characters import clean_line, clean_text, has_hidden_text
from cloud_agent.watchers.mail_charsets import decode
from cloud_agent.watchers.mail_headers import MAX_NAME, Headers, Mailbox
from cloud_agent.watchers.mail_parameters import parameter
from cloud_agent.watchers.mail_parts import PartReader
from cloud_agent.watchers.mail_repair import repair_headers
from cloud_agent.watchers.mail_signs import SUSPICIOUS, mail_kind, sender_risk
from cloud_agent.watchers.mail_slimming import SlimMail, slim

QUOTED_ID = re.compile(rb"^[ >]{0,3}Message-ID:\s*(<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>)", re.IGNORECASE | re.MULTILINE)
MAX_BOUNCE = 256 * 1024
MAX_RETURNED = 5

log = logging.getLogger(__name__)

NO_SUBJECT = "(no subject)"
MAX_SUBJECT = 500
MAX_TEXT = 200_000
"""Most characters of text that are filed; with front matter it stays below the size limit of a vault file."""
MAX_LIST_CHARS = 6_000
"""Each list of addresses, ids or attachments is cut here, so that the front matter stays below its limit."""
MAX_WORK = 5_000_000
"""Boundaries times lines: a person's mail stays far below, a nesting bomb does not."""
MAX_LINES = 300_000
FUTURE = timedelta(days=1)
"""A date further ahead than this is wrong or a lie: time zones differ by less."""


def parse_mail(raw: RawMail, now: Clock) -> MailMessage:
    """Parse one mail. Never raises, for any bytes.

    Args:
        raw: the message as its source gave it.
        now: stands in where the mail tells no believable date.

    Returns:
        decoded and cleaned; `defects` tells in plain words what was broken, `risk` what looks like a trick.
    """
    try:
        return _parse(raw, now)
    except Exception as error:  # noqa: BLE001  # the promise: no mail is ever lost to a parser
        log.warning("mail %s could not be parsed (%s); it is filed as plain text", raw.digest, type(error).__name__)
        return _as_plain_text(raw, now)


def _parse(raw: RawMail, now: Clock) -> MailMessage:
    mail = slim(raw.raw, raw.digest)
    mail.data = repair_headers(mail.data)
    message, defects = _structure(mail)
    parts = PartReader(mail).read(message)
    headers = Headers(message, parameter(Headers(message).raw("content-type"), "charset"))
    senders = headers.mailboxes("from") or headers.mailboxes("sender")
    sender = senders[0] if senders else None
    reply_to = next((box for box in headers.mailboxes("reply-to") if sender is None or _other(box, sender)), None)
    text, cut = _text(parts.texts)
    received, date_defect = _received(headers, now)
    notes = [*defects, *parts.defects, *date_defect, *cut, *([] if sender else ["the mail names no sender"])]
    shown = [box.name for box in senders] + [headers.text("subject")] + [file.name for file in parts.attachments]
    risk = sender_risk(headers, sender, reply_to, shown)
    if SUSPICIOUS not in risk and (parts.misleading_link or any(map(has_hidden_text, [*shown, *parts.texts]))):
        risk.append(SUSPICIOUS)
    kind = mail_kind(headers, parts.types)
    references = _within(reversed(headers.ids("references")))
    return MailMessage(
        digest=raw.digest,
        source=raw.source,
        kind=kind,
        from_address=sender.address if sender else "",
        from_name=clean_line(sender.name, MAX_NAME) if sender else "",
        to=_within(box.address for box in headers.mailboxes("to")),
        cc=_within(box.address for box in headers.mailboxes("cc")),
        reply_to=reply_to.address if reply_to else None,
        subject=clean_line(headers.text("subject"), MAX_SUBJECT) or NO_SUBJECT,
        received=received,
        message_id=headers.own_id(),
        in_reply_to=next(iter(headers.ids("in-reply-to")), None),
        references=references[::-1],
        text=text,
        attachments=_few(parts.attachments, notes),
        defects=notes,
        risk=risk,
        returned_ids=_returned_ids(raw.raw, headers.own_id()) if kind is MailKind.BOUNCE else [],
    )


def _returned_ids(data: bytes, own: str | None) -> list[str]:
    """Return the Message-IDs that a bounce quotes from the mail that came back (RFC 3462 §2)."""
    found = (match[1].decode("ascii") for match in QUOTED_ID.finditer(data[:MAX_BOUNCE]))
    return [known for known in dict.fromkeys(found) if known != own][:MAX_RETURNED]


def _structure(mail: SlimMail) -> tuple[Message, list[str]]:
    """Parse the MIME structure, or only the headers where that would be too deep or too slow."""
    defects = ["the mail is too large; its end was not read"] if mail.truncated else []
    lines, boundaries = mail.data.count(b"\n"), mail.data.lower().count(b"boundary")
    if lines <= MAX_LINES and lines * boundaries <= MAX_WORK:
        try:
            return email.message_from_bytes(mail.data, policy=email.policy.compat32), defects
        except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
            log.info("a mail's parts are too tangled to be told apart")
    only_headers = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(mail.data)
    return only_headers, [*defects, "the parts could not be told apart; the mail is shown as one text"]


def _text(texts: list[str]) -> tuple[str, list[str]]:
    whole = "\n\n".join(cleaned for text in texts if (cleaned := clean_text(text)))
    if len(whole) <= MAX_TEXT:
        return whole, []
    note = f"{len(whole) - MAX_TEXT} more characters were left out"
    return f"{whole[:MAX_TEXT]}\n\n[{note}]", [f"the text is very long; {note}"]


def _received(headers: Headers, now: Clock) -> tuple[datetime, list[str]]:
    """Return the mail's date, else the one of the server that took it in, else the present."""
    present = now()
    given = headers.date("date")
    if given and given <= present + FUTURE:
        return given.replace(microsecond=0), []
    arrived = headers.date("received")
    believable = arrived if arrived and arrived <= present + FUTURE else present
    return believable.replace(microsecond=0), ["the date is missing or broken; the time of arrival stands in"]


def _other(box: Mailbox, sender: Mailbox) -> bool:
    return box.address.lower() != sender.address.lower()


def _within(values: Iterable[str]) -> list[str]:
    """Keep as many different values as fit the front matter."""
    kept: dict[str, None] = {}
    total = 0
    for value in values:
        total += len(value) + 4
        if total > MAX_LIST_CHARS:
            break
        kept[value] = None
    return list(kept)


def _few(attachments: list[Attachment], notes: list[str]) -> list[Attachment]:
    kept: list[Attachment] = []
    total = 0
    for attachment in attachments:
        total += len(attachment.name) + len(attachment.content_type) + 20
        if total > MAX_LIST_CHARS:
            notes.append(f"{len(attachments) - len(kept)} more attachments are not listed")
            break
        kept.append(attachment)
    return kept


def _as_plain_text(raw: RawMail, now: Clock) -> MailMessage:
    return MailMessage(
        digest=raw.digest,
        source=raw.source,
        kind=MailKind.PERSONAL,
        from_address="",
        from_name="",
        to=[],
        cc=[],
        reply_to=None,
        subject=NO_SUBJECT,
        received=now().replace(microsecond=0),
        message_id=None,
        in_reply_to=None,
        references=[],
        text=clean_text(decode(raw.raw[:MAX_TEXT])),
        defects=["the mail could not be parsed; it is shown as it came"],
        risk=[SUSPICIOUS],
    )
