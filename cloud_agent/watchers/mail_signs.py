"""What sort of mail it is, and whether its sender plays tricks: told from headers only."""

from __future__ import annotations

import re

from agent_skills.domain.mail import MailKind
from cloud_agent.watchers.mail_characters import clean_line, has_bidi_trick
from cloud_agent.watchers.mail_headers import Headers, Mailbox, decode_words
from cloud_agent.watchers.mail_html import same_organisation
from cloud_agent.watchers.mail_parameters import content_type, parameter

BIDI = "bidi"
SUSPICIOUS = "suspicious"
REPLY_TO_DIFFERS = "reply_to_differs"

_SHOWN_ADDRESS = re.compile(r"[^\s@<>()\"',;:]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
_BULK = {"list", "bulk", "junk"}


def mail_kind(headers: Headers, types: set[str]) -> MailKind:
    """Tell bounces, auto-replies and list mail from what a person wrote (RFC 3464, 3834, 2919, 2369).

    Args:
        headers: of the message.
        types: media types of all parts.
    """
    if _is_bounce(headers, types):
        return MailKind.BOUNCE
    submitted = _word(headers, "auto-submitted")
    precedence = _word(headers, "precedence")
    replied = submitted == "auto-replied" or precedence in ("auto_reply", "auto-reply")
    if replied or any(headers.count(name) for name in ("x-autoreply", "x-autorespond", "x-autoresponse")):
        return MailKind.AUTO_REPLY
    lists = ("list-id", "list-post", "list-unsubscribe", "mailing-list")
    if precedence in _BULK or any(headers.count(name) for name in lists):
        return MailKind.MAILING_LIST
    receipt = "message/disposition-notification" in types
    return MailKind.AUTO_REPLY if receipt or (submitted and submitted != "no") else MailKind.PERSONAL


def _is_bounce(headers: Headers, types: set[str]) -> bool:
    value = headers.raw("content-type")
    report = content_type(value, "") == "multipart/report"
    if report and ((parameter(value, "report-type") or "").lower() == "delivery-status"):
        return True
    if "message/delivery-status" in types or headers.count("x-failed-recipients"):
        return True
    sender = [box.address.partition("@")[0].lower() for box in headers.mailboxes("from")[:1]]
    return headers.raw("return-path").strip() == "<>" and sender in (["mailer-daemon"], ["postmaster"])


def _word(headers: Headers, name: str) -> str:
    return headers.raw(name).partition(";")[0].strip().lower()


def sender_risk(headers: Headers, sender: Mailbox | None, reply_to: Mailbox | None, shown: list[str]) -> list[str]:
    """List the tricks that the headers show.

    Args:
        headers: of the message.
        sender: the first address of From, None where there is none.
        reply_to: where answers would go, None when that is the sender.
        shown: texts that the owner will see (names, subject, file names), before they were cleaned.
    """
    risk = []
    tricked = any(has_bidi_trick(text) for text in shown)
    if tricked:
        risk.append(BIDI)
    if tricked or headers.count("from") > 1 or (sender is not None and _pretends(sender)):
        risk.append(SUSPICIOUS)
    if sender and reply_to and not same_organisation(_domain(sender.address), _domain(reply_to.address)):
        risk.append(REPLY_TO_DIFFERS)
    return risk


def _pretends(sender: Mailbox) -> bool:
    """Tell whether the display name shows another address than the true one."""
    shown = _SHOWN_ADDRESS.findall(clean_line(decode_words(sender.name), 500))
    return any(not same_organisation(_domain(address), _domain(sender.address)) for address in shown)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
