"""The Odoo executor: one approved payload, one draft record (expenses: one a line), never posted, paid or deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agent_skills.domain.line_items import line_items
from agent_skills.domain.payload import BookingPayload, Payload
from local_agent.channel_settings import OdooSettings
from local_agent.executors.contract import CANNOT_TELL, Outcome, OutcomeError, Proof, Result, Sighting, not_mine
from local_agent.executors.odoo.client import Books, Domain, Row, connect, literal, probe, refuse
from local_agent.executors.odoo.records import (
    MOVE_TYPES,
    TAX_USES,
    Links,
    Values,
    expense_values,
    move_values,
    partner_values,
    tax_percents,
)

MODELS = {
    "create_invoice": ("account.move", "invoice"),
    "create_bill": ("account.move", "bill"),
    "create_expense": ("hr.expense", "expense"),
    "create_contact": ("res.partner", "contact"),
}
"""Action → model of Odoo, and its name for the owner."""

EXPENSES_FROM = 17
"""Before Odoo 17 an expense needs a product, which no draft names."""


class OdooExecutor:
    """Makes drafts in the books; implements the `Executor` protocol.

    Args:
        settings: address and login.
        new_token: gives the unguessable part of a reference.
    """

    channel = "Odoo"
    actions: frozenset[str] = frozenset(MODELS)
    look_up = "Look into Odoo for a draft with this reference."

    def __init__(self, settings: OdooSettings, new_token: Callable[[], str]) -> None:
        self._settings = settings
        self._new_token = new_token

    def new_reference(self) -> str:
        """Return a client reference; it stands in the record (source document, or note of an expense)."""
        return f"AE-{self._new_token()}"

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Make one draft, or tell that it is there already; see the protocol."""
        if not isinstance(payload, BookingPayload):
            return not_mine(payload)
        try:
            books = connect(self._settings)
            known = _known(books, payload, reference)
            if known:
                in_flight()
                return Outcome(Result.SENT, receipt=f"already there: {known}")
            values, beside = _prepare(books, payload, reference)
            in_flight()
            model, what = MODELS[payload.action]
            made = books.create(model, values, final=True)
        except OutcomeError as error:
            return error.outcome
        numbers = ", ".join(str(number) for number in made)
        return Outcome(Result.SENT, receipt=f"draft {what} {numbers} in Odoo{beside}")

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look for a record with the reference."""
        if not isinstance(payload, BookingPayload):
            return CANNOT_TELL
        try:
            known = _known(connect(self._settings), payload, reference)
        except OutcomeError:
            return CANNOT_TELL
        return Sighting(Proof.PROVEN, f"found in Odoo: {known}") if known else Sighting(Proof.ABSENT)

    def probe(self) -> Outcome:
        """Sign in and look at one contact."""
        return probe(self._settings)


def _known(books: Books, payload: BookingPayload, reference: str) -> str | None:
    """Return the record that this draft asks for, if the books have it."""
    if payload.action == "create_contact":
        contact = books.contact(payload.partner, payload.partner_email)
        return f"contact {contact}" if contact else None
    if payload.action == "create_expense":
        return _known_expense(books, payload, reference)
    return _known_move(books, payload, reference)


def _known_move(books: Books, payload: BookingPayload, reference: str) -> str | None:
    kind: list[Any] = ["move_type", "=", MOVE_TYPES[payload.action]]
    domains: list[Domain] = [[["invoice_origin", "=", reference], kind]]
    partner = books.partner(payload.partner, payload.partner_email) if payload.reference else None
    if partner:
        mine: Domain = [["ref", "=", payload.reference], ["partner_id", "=", partner], ["state", "!=", "cancel"]]
        domains.append([*mine, kind])
    for domain in domains:
        found = books.find("account.move", domain, "name", "state", "amount_total", limit=1)
        if found:
            return _described(found[0], MODELS[payload.action][1])
    return None


def _known_expense(books: Books, payload: BookingPayload, reference: str) -> str | None:
    marks = [reference, *([f"Reference: {payload.reference}"] if payload.reference else [])]
    for mark in marks:
        domain: Domain = [["employee_id", "=", books.employee()], ["description", "like", literal(mark)]]
        rows = books.find("hr.expense", domain, "name", "state", "description", limit=50)
        mine = [row for row in rows if {payload.partner, mark} <= set(str(row.get("description", "")).split("\n"))]
        if mine:
            return _described(mine[0], "expense")
    return None


def _described(row: Row, what: str) -> str:
    name = row.get("name") or "not numbered"
    amount = f", {row['amount_total']:.2f} in all" if isinstance(row.get("amount_total"), float | int) else ""
    return f"{what} {row['id']} ({name}, {row.get('state', 'unknown')}{amount})"


def _prepare(books: Books, payload: BookingPayload, reference: str) -> tuple[list[Values], str]:
    """Look up what the record points to; returns its values, and what was made beside it."""
    if payload.account and payload.action not in MOVE_TYPES:
        refuse("Only invoices and bills have a journal: empty the field account.")
    if payload.action == "create_contact":
        return [partner_values(payload)], ""
    percents = tax_percents(line_items(payload.text))
    taxes = {percent: books.tax(percent, TAX_USES[payload.action]) for percent in percents}
    currency = books.currency(payload.currency)
    if payload.action == "create_expense":
        if books.version < EXPENSES_FROM:
            refuse(f"Expenses need Odoo {EXPENSES_FROM} or newer.")
        links = Links(currency=currency, taxes=taxes, employee=books.employee())
        return expense_values(payload, links, reference), ""
    journal = books.journal(payload.account)
    partner, beside = _partner(books, payload)
    links = Links(partner=partner, currency=currency, journal=journal, taxes=taxes)
    return [move_values(payload, links, reference)], beside


def _partner(books: Books, payload: BookingPayload) -> tuple[int, str]:
    """Return the partner; one with a mail address is made where the books do not have it."""
    known = books.partner(payload.partner, payload.partner_email)
    if known:
        return known, ""
    if not payload.partner_email:
        refuse(f"Odoo has no contact named {payload.partner}; with partner_email set, one would be made.")
    made = books.create("res.partner", [partner_values(payload)], final=False)
    return made[0], f", with the new contact {made[0]}"
