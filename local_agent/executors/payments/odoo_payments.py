"""Draft payments in Odoo: an outgoing payment that the owner still has to confirm there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agent_skills.domain.iban import normalized
from agent_skills.domain.payload import PaymentPayload
from local_agent.channel_settings import OdooSettings
from local_agent.executors.contract import CANNOT_TELL, Outcome, OutcomeError, Proof, Result, Sighting
from local_agent.executors.odoo.client import Books, Domain, connect, literal, probe, refuse

MEMO_FROM = 18
"""Odoo 18 renamed the payment's field `ref` to `memo`."""


class OdooPayments:
    """Makes draft payments.

    Args:
        settings: address and login.
    """

    def __init__(self, settings: OdooSettings) -> None:
        self._settings = settings

    def probe(self) -> Outcome:
        """Sign in and look at one contact."""
        return probe(self._settings)

    def pay(self, payload: PaymentPayload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Make one draft payment; raises nothing."""
        try:
            books = connect(self._settings)
            known = _known(books, reference)
            if known:
                in_flight()
                return Outcome(Result.SENT, receipt=f"already there: draft payment {known} in Odoo")
            values, beside = _values(books, payload, reference)
            in_flight()
            made = books.create("account.payment", [values], final=True)
        except OutcomeError as error:
            return error.outcome
        return Outcome(Result.SENT, receipt=f"draft payment {made[0]} in Odoo{beside}; confirm it there to pay")

    def verify(self, reference: str) -> Sighting:
        """Look for a payment with the reference."""
        try:
            known = _known(connect(self._settings), reference)
        except OutcomeError:
            return CANNOT_TELL
        return Sighting(Proof.PROVEN, f"found in Odoo: draft payment {known}") if known else Sighting(Proof.ABSENT)


def _memo_field(books: Books) -> str:
    return "memo" if books.version >= MEMO_FROM else "ref"


def _known(books: Books, reference: str) -> int | None:
    field = _memo_field(books)
    rows = books.find("account.payment", [[field, "like", literal(reference)]], field, limit=1)
    return int(rows[0]["id"]) if rows else None


def _values(books: Books, payload: PaymentPayload, reference: str) -> tuple[dict[str, Any], str]:
    partner = books.partner(payload.beneficiary, None)
    if partner is None:
        refuse(f"Odoo has no contact named {payload.beneficiary}.")
    journal = books.journal(payload.account)
    currency = books.currency(payload.currency)
    bank, beside = _bank_account(books, partner, payload.iban)
    values: dict[str, Any] = {
        "payment_type": "outbound",
        "partner_type": "supplier",
        "partner_id": partner,
        "partner_bank_id": bank,
        "amount": float(payload.amount),
        "currency_id": currency,
        _memo_field(books): f"{payload.reference} ({reference})" if payload.reference else reference,
    }
    optional = {"date": payload.date, "journal_id": journal}
    return {**values, **{key: value for key, value in optional.items() if value}}, beside


def _bank_account(books: Books, partner: int | None, iban: str) -> tuple[int, str]:
    """Return the partner's bank account; a new one is made, which Odoo does not trust until the owner says so."""
    number = normalized(iban)
    domain: Domain = [["sanitized_acc_number", "=", number]]
    rows = books.find("res.partner.bank", domain, "partner_id")
    owners = {row["partner_id"][0] for row in rows if isinstance(row.get("partner_id"), list)}
    if owners - {partner}:
        refuse("In Odoo this account number belongs to somebody else.")
    if rows:
        return int(rows[0]["id"]), ""
    made = books.create("res.partner.bank", [{"acc_number": number, "partner_id": partner}], final=False)
    return made[0], f", with the new bank account {made[0]}"
