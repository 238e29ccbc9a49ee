"""The answers: short (at most 500 characters), in plain words, each begun with the mark that no command begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from local_agent.owner_commands.drafts import WaitingDraft
from local_agent.owner_commands.parsing import ANSWER_MARK

MAX_ANSWER = 500
"""Characters of one message to the owner (C3, P-DM5)."""

SHOWN_TEXT = 260
"""Characters of a draft's text in an answer."""

APPROVALS_OFF = f"{ANSWER_MARK} Approving by WhatsApp is switched off. Open the dashboard."
NO_TIME = f"{ANSWER_MARK} I do not know that time. Try: snooze 1 tonight, tomorrow, monday, 2 hours"
TOO_OLD = f"{ANSWER_MARK} I found your command more than ten minutes late and did not carry it out. Send it again."
INTERRUPTED = f"{ANSWER_MARK} I was interrupted while carrying out your command. Send list to see what waits."
NO_CODE = f"{ANSWER_MARK} There is no code for this draft now. Send show and read the new one on the dashboard."
WRONG_CODE = f"{ANSWER_MARK} That is not the code of this draft. Nothing was approved."
ALL_VOID = (
    f"{ANSWER_MARK} Three wrong codes: all codes are void, and for an hour no new ones are made. Open the dashboard."
)
LOCKED = f"{ANSWER_MARK} Codes are locked after three wrong ones. Open the dashboard."


def listing(drafts: Sequence[WaitingDraft], total: int) -> str:
    """Return the list; numbers stand before the drafts.

    Args:
        drafts: those that are numbered, from 1 on.
        total: how many wait in all.
    """
    if not drafts:
        return f"{ANSWER_MARK} Nothing waits for you."
    lines = [f"{ANSWER_MARK} {total} {'drafts wait' if total > 1 else 'draft waits'} for you"]
    lines += [f"{number} {_urgent(draft)}{_line(draft)}" for number, draft in enumerate(drafts, 1)]
    lines += [f"and {total - len(drafts)} more on the dashboard"] if total > len(drafts) else []
    return _message(lines)


def draft(number: int, found: WaitingDraft, *, code: bool | None) -> str:
    """Return one draft with its text.

    Args:
        number: of the last list.
        found: the draft.
        code: whether a code for it stands on the dashboard now; None where approving by message is off or barred.
    """
    text = found.text if len(found.text) <= SHOWN_TEXT else found.text[: SHOWN_TEXT - 1].rstrip() + "…"
    lines = [f"{ANSWER_MARK} {number} {_line(found)}", *([found.why] if found.why else []), text]
    if code:
        lines.append(f"To approve: read the code on the dashboard, then send approve {number} CODE")
    elif code is None:
        lines.append("To approve: open it on the dashboard.")
    else:
        lines.append("Codes are locked after three wrong ones.")
    return _message(lines)


def status(waiting: int, on_the_way: int, sent_today: int, troubled: Sequence[str]) -> str:
    """Return how everything fares."""
    lines = [f"{ANSWER_MARK} {waiting} waiting, {on_the_way} on the way, {sent_today} sent today"]
    lines.append(f"Not well: {', '.join(troubled[:8])}. See the health page." if troubled else "Everything runs.")
    return _message(lines)


def help_text(*, approvals: bool) -> str:
    """Return what can be ordered."""
    lines = [
        f"{ANSWER_MARK} You can send:",
        "list",
        "show 1",
        "reject 1 too formal",
        "snooze 1 tonight (tomorrow, monday, 2 hours)",
        "status",
    ]
    return _message([*lines, *(["approve 1 CODE (the code stands on the dashboard)"] if approvals else [])])


def misspelt(verb: str) -> str:
    """Return how a command is written."""
    how = {
        "show": "show 1",
        "reject": "reject 1 too formal",
        "snooze": "snooze 1 tonight",
        "approve": "approve 1 482913",
    }
    return f"{ANSWER_MARK} I did not understand that. Write: {how[verb]}"


def no_such_number(number: int) -> str:
    """Return that the last list has no such number."""
    return f"{ANSWER_MARK} There is no {number} in the last list. Send list."


def gone(number: int) -> str:
    """Return that a draft does not wait any more."""
    return f"{ANSWER_MARK} {number} does not wait any more: it was decided or put off. Send list."


def changed(number: int) -> str:
    """Return that a draft is not what was listed."""
    return f"{ANSWER_MARK} {number} was changed since the list. Send list and look again."


def barred(number: int, why: str) -> str:
    """Return that a draft is approved on the dashboard alone."""
    return f"{ANSWER_MARK} {number} cannot be approved here. {why} Open the dashboard."


def refused(number: int, found: WaitingDraft, *, redrafted: bool) -> str:
    """Return that a draft was refused."""
    then = "Another version is being written." if redrafted else "Nothing is sent."
    return f"{ANSWER_MARK} {number} refused ({_line(found)}). {then}"


def put_off(number: int, found: WaitingDraft, until: datetime) -> str:
    """Return that a draft was put off."""
    return f"{ANSWER_MARK} {number} put off until {until:%a %d %b %H:%M} ({_line(found)})."


def approved(number: int, found: WaitingDraft, seconds: float) -> str:
    """Return that a draft was approved.

    Args:
        number: of the last list.
        found: the draft.
        seconds: length of the undo window.
    """
    return f"{ANSWER_MARK} {number} approved ({_line(found)}). It leaves in {seconds:g} s."


def failed(problem: str) -> str:
    """Return that a command could not be carried out."""
    return _message([f"{ANSWER_MARK} That did not work. {problem}"])


def _line(found: WaitingDraft) -> str:
    return f"{found.category} {found.who}: {found.subject}"


def _urgent(found: WaitingDraft) -> str:
    return "⚠️ " if found.urgent else ""


def _message(lines: Sequence[str]) -> str:
    return "\n".join(lines)[:MAX_ANSWER]
