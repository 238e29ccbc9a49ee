"""The payment executor: one approved payload, one order that the owner still hands on or confirms."""

from __future__ import annotations

from collections.abc import Callable

from agent_skills.domain.payload import CREATE_PAYMENT, Payload, PaymentPayload
from local_agent.executors.contract import CANNOT_TELL, Outcome, Result, Sighting, not_mine
from local_agent.executors.payments.odoo_payments import OdooPayments
from local_agent.executors.payments.payment_files import PaymentFiles

NO_FILES = "Set PAYMENTS_PATH, PAYER_NAME and PAYER_IBAN on this machine, or choose the method odoo."
NO_ODOO = "Set ODOO_URL, ODOO_DB and ODOO_API_KEY on this machine, or choose the method pain001."


class PaymentExecutor:
    """Prepares payments by either method; implements the `Executor` protocol.

    Args:
        files: files for the bank, None where they are not set up.
        odoo: draft payments in Odoo, None where that is not set up.
        new_token: gives the unguessable part of a reference, 32 characters of hex.
    """

    channel = "Odoo"
    actions: frozenset[str] = frozenset({CREATE_PAYMENT})
    look_up = "Look into the folder of payment files, or among the draft payments in Odoo."

    def __init__(self, files: PaymentFiles | None, odoo: OdooPayments | None, new_token: Callable[[], str]) -> None:
        self._files = files
        self._odoo = odoo
        self._new_token = new_token

    def new_reference(self) -> str:
        """Return the order's reference: 34 characters, one less than a bank takes."""
        return f"AE{self._new_token()}"

    def execute(self, payload: Payload, reference: str, in_flight: Callable[[], None]) -> Outcome:
        """Prepare one payment; see the protocol."""
        if not isinstance(payload, PaymentPayload):
            return not_mine(payload)
        way = self._way(payload)
        if way is None:
            remedy = NO_ODOO if payload.method == "odoo" else NO_FILES
            return Outcome(Result.PERMANENT, error="This way of paying is not set up.", remedy=remedy)
        return way.pay(payload, reference, in_flight)

    def verify(self, payload: Payload, reference: str) -> Sighting:
        """Look for the order."""
        way = self._way(payload) if isinstance(payload, PaymentPayload) else None
        return way.verify(reference) if way else CANNOT_TELL

    def probe(self) -> Outcome:
        """Sign in to Odoo, or look at the folder of files; see the protocol."""
        return self._odoo.probe() if self._odoo else self._files.probe() if self._files else Outcome(Result.SENT)

    def _way(self, payload: PaymentPayload) -> PaymentFiles | OdooPayments | None:
        return self._odoo if payload.method == "odoo" else self._files
