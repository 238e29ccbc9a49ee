"""What the page shows, as values: a row of the chat list, a message, an open chat."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

FULL_KEY = re.compile(r"(?P<own>true|false)_(?P<chat>[^_\s]+@[a-z.]+)_(?P<id>[^_\s]+)(?:_(?P<who>\S+))?")
"""`false_49151…@c.us_3EB0…` and in groups with the writer behind; newer pages show the bare id only."""

STAMP = re.compile(r"\[(?P<time>[^,\]]+),\s*(?P<date>[^\]]+)\]\s*(?P<sender>.*?):\s*", re.DOTALL)
"""`[10:02, 11/21/2026] Ali: `, the attribute data-pre-plain-text."""

STAMP_FORMATS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y-%m-%d %H:%M")
"""How en-US writes it, with 24 or 12 hours; the page is opened in that language."""

NUMBER_CHAT = re.compile(r"(\d{5,20})@(?:c\.us|s\.whatsapp\.net)")
SHOWN_NUMBER = re.compile(r"\+[\d\s()\u00a0\u202a\u202c-]{6,30}")


class Ack(StrEnum):
    """The tick below a message of one's own."""

    NONE = "none"
    PENDING = "pending"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class ChatRow:
    """One row of the chat list.

    `unread` is None without a badge, 0 for one without a number; `look` is all its text but the badge's; `twin`
    counts the rows above that are alike in everything.
    """

    title: str
    unread: int | None
    look: str
    twin: int = 0

    @property
    def name(self) -> str:
        """Return the title as names are compared."""
        return name_key(self.title)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the open chat. `chat` is the chat's id where the page tells it."""

    id: str
    chat: str | None
    own: bool
    text: str
    sender: str
    stamp: str
    media: str | None = None
    deleted: bool = False
    ack: Ack = Ack.NONE


@dataclass(frozen=True, slots=True)
class OpenChat:
    """The chat whose history is in view, oldest message first."""

    title: str
    group: bool
    messages: list[Message] = field(default_factory=list)

    def told_id(self) -> str | None:
        """Return the chat id that the page tells, None where it tells none or more than one."""
        told = {message.chat for message in self.messages if message.chat}
        return told.pop() if len(told) == 1 else None


def split_key(key: str) -> tuple[str, str | None, bool | None]:
    """Return bare message id, chat id and whether it is one's own, as far as a data-id tells them.

    The bare id is the same in every shape of the page, so that a new shape brings no message twice.
    """
    found = FULL_KEY.fullmatch(key)
    return (found["id"], found["chat"], found["own"] == "true") if found else (key, None, None)


def split_stamp(stamp: str) -> tuple[str, str]:
    """Return `date time` and sender of a data-pre-plain-text, both empty where it is none."""
    found = STAMP.match(stamp)
    return (f"{found['date'].strip()} {found['time'].strip()}", found["sender"].strip()) if found else ("", "")


def sent_at(stamp: str, zone: tzinfo | None) -> datetime | None:
    """Return the moment of a stamp, None where it cannot be read.

    Args:
        stamp: as `split_stamp` gives it.
        zone: that of this machine, which the page writes in; None for the system's.
    """
    plain = stamp.replace("\u202f", " ").strip()
    for layout in STAMP_FORMATS:
        try:
            parsed = datetime.strptime(plain, layout)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        return parsed.replace(tzinfo=zone) if zone else parsed.astimezone()
    return None


def number_of(chat_id: str) -> str | None:
    """Return the phone number of a chat with one person, digits only; None where its id tells none."""
    found = NUMBER_CHAT.fullmatch(chat_id)
    return found[1] if found else None


def shown_number(title: str) -> str | None:
    """Return the number of a chat that has no other name (`+49 151 1234567`), digits only; None for a real name."""
    found = SHOWN_NUMBER.fullmatch(title.strip())
    return "".join(char for char in title if char.isdigit()) if found else None


def name_key(name: str) -> str:
    """Return a display name as names are compared: blanks and case aside."""
    return " ".join(name.split()).casefold()


def same_name(left: str, right: str) -> bool:
    """Compare two display names."""
    return name_key(left) == name_key(right)
