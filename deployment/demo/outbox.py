"""Shows what was sent: as the recipients' mail programs would see it."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

HEADERS = ("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References")


def sent_mails(outbox: Path) -> list[EmailMessage]:
    """Return the mails of the outbox Maildir, oldest first."""
    files = [path for name in ("new", "cur") for path in (outbox / name).glob("*") if path.is_file()]
    parser = BytesParser(policy=policy.default)
    return [parser.parsebytes(path.read_bytes()) for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]


def describe(mail: EmailMessage) -> str:
    """Return one mail as text: envelope recipients, threading headers, body, names of attachments."""
    delivered = [str(value) for value in mail.get_all("Delivered-To", [])]
    lines = [f"  {'Delivered to':<13} {', '.join(delivered)}"]
    lines += [f"  {name:<13} {printable(str(mail[name]))}" for name in HEADERS if mail[name]]
    lines += [f"  {'Attachment':<13} {printable(part.get_filename() or '')}" for part in mail.iter_attachments()]
    return "\n".join([*lines, "", *(f"  | {printable(line)}" for line in _text(mail).splitlines())])


def printable(text: str) -> str:
    """Return text without control characters, which could steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, UnicodeError):
        return "(the text cannot be decoded)"
