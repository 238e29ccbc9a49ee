"""From a message to a command, or to nothing. Pure; whatever is not exactly a command is a note of the owner's."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_REASON = 200
"""The ledger's bound for the reason of a refusal (characters)."""

MAX_MESSAGE = 400
"""Nobody writes a longer command; a longer message is a note (characters)."""

ANSWER_MARK = "📋"
"""Begins every answer, so that none of them can be read as a command when it comes back in the chat with oneself."""

NUMBERED = re.compile(r"(?P<verb>[a-z]+)\s+#?(?P<number>[1-9][0-9]?)(?:\s+(?P<rest>.*))?")
CODE = re.compile(r"([0-9]{3})[ -]?([0-9]{3})")


@dataclass(frozen=True, slots=True)
class ListDrafts:
    """What waits?"""


@dataclass(frozen=True, slots=True)
class AskStatus:
    """How does it fare?"""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """What can be ordered?"""


@dataclass(frozen=True, slots=True)
class ShowDraft:
    """Show a draft of the last list."""

    number: int


@dataclass(frozen=True, slots=True)
class RejectDraft:
    """Refuse a draft; with a reason another version is asked for where that is possible."""

    number: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class SnoozeDraft:
    """Put a draft off; `until` is in the owner's words."""

    number: int
    until: str


@dataclass(frozen=True, slots=True)
class ApproveDraft:
    """Approve a draft; `code` is six digits, None where none was given."""

    number: int
    code: str | None


@dataclass(frozen=True, slots=True)
class Misspelt:
    """It begins as a command does and cannot be one; `verb` is what it began with."""

    verb: str


Command = ListDrafts | AskStatus | AskHelp | ShowDraft | RejectDraft | SnoozeDraft | ApproveDraft | Misspelt
PLAIN: dict[str, Command] = {"list": ListDrafts(), "status": AskStatus(), "help": AskHelp()}
VERBS = frozenset({"show", "reject", "snooze", "approve"})


def parse_command(text: str) -> Command | None:
    """Return the command that a message is, None where it is none.

    Case and blanks do not matter. A number alone is no command, nor is a message of several lines.

    Args:
        text: the whole message, as the page shows it.
    """
    line = " ".join(text.split(" ")).strip()
    if not line or len(line) > MAX_MESSAGE or "\n" in line or line.startswith(ANSWER_MARK):
        return None
    words = line.split()
    verb = words[0].lower()
    if verb in PLAIN:
        return PLAIN[verb] if len(words) == 1 else None
    if verb not in VERBS:
        return None
    found = NUMBERED.fullmatch(f"{verb}{line[len(words[0]) :]}")
    if found is None:
        return _unnumbered(verb, words)
    return _numbered(verb, int(found["number"]), (found["rest"] or "").strip())


def _unnumbered(verb: str, words: list[str]) -> Command | None:
    """`show` alone or `show x`: a slip; `show me the way home`: a note."""
    return Misspelt(verb) if len(words) <= 2 or words[1].lstrip("#-").isdigit() else None  # noqa: PLR2004 - verb, number


def _numbered(verb: str, number: int, rest: str) -> Command:
    if verb == "reject":
        return RejectDraft(number, rest[:MAX_REASON].strip() or None)
    if verb == "snooze" and rest:
        return SnoozeDraft(number, rest.lower())
    if verb == "show" and not rest:
        return ShowDraft(number)
    if verb == "approve":
        code = CODE.fullmatch(rest)
        return ApproveDraft(number, code[1] + code[2] if code else None) if code or not rest else Misspelt(verb)
    return Misspelt(verb)
