"""What is written into Odoo, as plain values: pure, so that a test reads it like the record."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from agent_skills.domain.line_items import LineItem, line_items, note_beside
from agent_skills.domain.payload import BookingPayload

Values = dict[str, Any]

MOVE_TYPES = {"create_invoice": "out_invoice", "create_bill": "in_invoice"}
TAX_USES = {"create_invoice": "sale", "create_bill": "purchase", "create_expense": "purchase"}
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Links:
    """Ids in Odoo that a record points to, looked up before.

    Args:
        partner: the business partner, None for a record without.
        currency: None for the company's own.
        journal: None for the default one.
        taxes: per cent → tax.
        employee: who spent it, for expenses.
    """

    partner: int | None = None
    currency: int | None = None
    journal: int | None = None
    taxes: Mapping[Decimal, int] | None = None
    employee: int | None = None


def partner_values(payload: BookingPayload) -> Values:
    """Return a contact."""
    values: Values = {"name": payload.partner}
    if payload.partner_email:
        values["email"] = payload.partner_email
    if payload.action == "create_contact":
        values |= {"comment": as_html(payload.text)} if payload.text else {}
        values |= {"ref": payload.reference} if payload.reference else {}
    return values


def move_values(payload: BookingPayload, links: Links, client_reference: str) -> Values:
    """Return a draft customer invoice or vendor bill; Odoo makes every new one a draft."""
    optional = {
        "ref": payload.reference,
        "invoice_date": payload.date,
        "invoice_date_due": payload.due_date,
        "currency_id": links.currency,
        "journal_id": links.journal,
        "narration": as_html(note_beside(payload.text)),
    }
    return {
        "move_type": MOVE_TYPES[payload.action],
        "partner_id": links.partner,
        "invoice_origin": client_reference,
        "invoice_line_ids": [[0, 0, _line(line, links)] for line in line_items(payload.text)],
        **{key: value for key, value in optional.items() if value},
    }


def expense_values(payload: BookingPayload, links: Links, client_reference: str) -> list[Values]:
    """Return one draft expense for each line; a unit price is what was paid, tax included."""
    reference = [f"Reference: {payload.reference}"] if payload.reference else []
    note = [note_beside(payload.text)] if note_beside(payload.text) else []
    description = "\n".join([payload.partner, *reference, *note, client_reference])
    return [
        {
            "name": line.item,
            "employee_id": links.employee,
            "total_amount_currency": float(line.total.quantize(CENT, ROUND_HALF_UP)),
            "description": description,
            **({"date": payload.date} if payload.date else {}),
            **({"currency_id": links.currency} if links.currency else {}),
            **_taxes(line, links),
        }
        for line in line_items(payload.text)
    ]


def _line(line: LineItem, links: Links) -> Values:
    numbers = {"quantity": float(line.quantity), "price_unit": float(line.unit_price)}
    return {"name": line.item, **numbers, **_taxes(line, links)}


def _taxes(line: LineItem, links: Links) -> Values:
    """Return the line's tax: left to the books, none at all, or the one looked up for its per cent."""
    if line.tax_percent is None:
        return {}
    found = [] if line.tax_percent == 0 else [(links.taxes or {})[line.tax_percent]]
    return {"tax_ids": [[6, 0, found]]}


def tax_percents(lines: Sequence[LineItem]) -> list[Decimal]:
    """Return every per cent that needs a tax of the books."""
    return sorted({line.tax_percent for line in lines if line.tax_percent})


def as_html(text: str) -> str:
    """Return a text for a field of HTML, nothing of it taken for markup."""
    return "<br>".join(html.escape(line) for line in text.split("\n"))
