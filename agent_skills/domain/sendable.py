"""What is wrong with a payload before anything leaves: one sentence for the owner, or nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import singledispatch

from agent_skills.domain.event_times import is_day, problem_of_times
from agent_skills.domain.iban import is_bic, is_iban
from agent_skills.domain.line_items import LineItemError, line_items
from agent_skills.domain.mail_address import is_mail_address
from agent_skills.domain.payload import (
    BookingPayload,
    EmailPayload,
    EventPayload,
    Outbound,
    PaymentPayload,
    PostPayload,
    WhatsAppPayload,
)

AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
"""ISO 20022 allows 18 digits in all; two decimals are what a bank account in euros or dollars holds."""

CURRENCY = re.compile(r"[A-Z]{3}")
IMAGE_REQUIRED = "[IMAGE_REQUIRED]"
"""G-US8.8: the placeholder that a draft without a picture carries; it blocks the post."""

PLACEHOLDERS = ("[YOUR_HEADLINE]", "[KEY_VALUE]", "[CALL_TO_ACTION]")
"""G-US2.6: what the skeleton of a post leaves to the owner; it blocks the post as well."""

MAX_TITLE = 200
"""Characters of an event's title: more than a calendar shows in a line."""

METHODS = frozenset({"odoo", "pain001"})
"""How a payment is made: a draft payment in Odoo, or a file for the bank."""


@singledispatch
def problem_of(payload: Outbound) -> str | None:
    """Return what is wrong with a payload, None where it can be executed."""
    raise TypeError(type(payload).__name__)


@problem_of.register
def _email(payload: EmailPayload) -> str | None:
    return None if payload.to else "It names no recipient."


@problem_of.register
def _whatsapp(payload: WhatsAppPayload) -> str | None:
    if not payload.chat_id or not any(name.strip() for name in payload.to):
        return "It names no chat: chat_id and to (the name in the chat's header) are both needed."
    return None if payload.text else "It has no text."


@problem_of.register
def _post(payload: PostPayload) -> str | None:
    if IMAGE_REQUIRED in payload.text or IMAGE_REQUIRED in payload.media:
        return "It still needs a picture: name one in media and take out [IMAGE_REQUIRED]."
    left = next((mark for mark in PLACEHOLDERS if mark in payload.text), None)
    if left:
        return f"It still holds {left}: write your own words there."
    if payload.platform == "instagram" and not payload.media:
        return "Instagram takes no post without a picture: name one in media."
    return None if payload.text or payload.media else "It has neither text nor picture."


@problem_of.register
def _booking(payload: BookingPayload) -> str | None:
    if not payload.partner:
        return "It names no partner."
    for name, day in (("date", payload.date), ("due_date", payload.due_date)):
        if day is not None and not is_day(day):
            return f"Its {name} is no day like 2026-11-21."
    if payload.currency is not None and not CURRENCY.fullmatch(payload.currency):
        return "Its currency is no code like EUR."
    return None if payload.action == "create_contact" else _lines(payload.text)


def _lines(text: str) -> str | None:
    try:
        line_items(text)
    except LineItemError as error:
        return str(error)
    return None


@problem_of.register
def _payment(payload: PaymentPayload) -> str | None:
    checks = (
        (bool(payload.beneficiary.strip()), "It names no beneficiary."),
        (is_iban(payload.iban), "Its iban is no valid account number; look at the invoice again."),
        (payload.bic is None or is_bic(payload.bic), "Its bic is no bank code."),
        (is_amount(payload.amount), "Its amount is no sum above zero like 120.50."),
        (bool(CURRENCY.fullmatch(payload.currency)), "Its currency is no code like EUR."),
        (payload.date is None or is_day(payload.date), "Its date is no day like 2026-11-21."),
        (payload.method in METHODS, "Its method must be odoo or pain001."),
    )
    return next((problem for right, problem in checks if not right), None)


@problem_of.register
def _event(payload: EventPayload) -> str | None:
    if not payload.title.strip():
        return "It has no title."
    problem = problem_of_times(payload.start, payload.end, payload.timezone)
    if problem:
        return problem
    if len(payload.title) > MAX_TITLE:
        return "Its title is longer than 200 characters."
    invited = all(is_mail_address(address) for address in payload.attendees)
    return None if invited else "One of its attendees is no mail address."


def is_amount(text: str) -> bool:
    """Tell whether a text is a sum above zero with at most two decimals."""
    return bool(AMOUNT.fullmatch(text)) and Decimal(text) > 0
