"""Looking things up in the books, and making drafts: nothing here can post, pay, change or delete."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from local_agent.channel_settings import OdooSettings
from local_agent.executors.contract import Outcome, OutcomeError, Result
from local_agent.executors.odoo.transport import Json2, JsonRpc, Transport, server_version
from local_agent.executors.web_api import LOOK_FIRST

JSON2_FROM = 19
"""Odoo 19 brought JSON-2; JSON-RPC goes away with Odoo 20."""

Row = dict[str, Any]
Domain = list[list[Any]]


class Books:
    """One connection to Odoo; raises OutcomeError for whatever goes wrong.

    Args:
        transport: how to call it.
        version: main version of the server.
    """

    def __init__(self, transport: Transport, version: int) -> None:
        self._transport = transport
        self.version = version

    def find(self, model: str, domain: Domain, *fields: str, limit: int = 2) -> list[Row]:
        """Return some records, the first ones as Odoo sorts them."""
        found = self._transport.call(model, "search_read", domain, fields=["id", *fields], limit=limit)
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    def create(self, model: str, values: Sequence[Row], *, final: bool) -> list[int]:
        """Make records, all or none."""
        made = self._transport.call(model, "create", list(values), final=final)
        numbers = made if isinstance(made, list) else [made]
        if not numbers or not all(isinstance(number, int) for number in numbers):
            result = Result.UNKNOWN if final else Result.PERMANENT
            raise OutcomeError(Outcome(result, error="Odoo did not tell what it made.", remedy=LOOK_FIRST))
        return numbers

    def partner(self, name: str, email: str | None) -> int | None:
        """Return the partner with this mail address, else the one of this name with no other address."""
        same_name: Domain = [["name", "=", name]]
        if email:
            same_email: Domain = [["email", "=ilike", literal(email)]]
            found = self.find("res.partner", same_email, "name")
            if len(found) > 1:
                found = self.find("res.partner", [*same_email, *same_name], "name")
            if found:
                return one(found, f"Odoo has several contacts with the address of {name}.")
            same_name.append(["email", "=", False])
        problem = f"Odoo has several contacts named {name}: set partner_email to tell which."
        return one(self.find("res.partner", same_name, "name"), problem)

    def contact(self, name: str, email: str | None) -> int | None:
        """Return a contact that is there already: with this address, or where none is named with this name."""
        domain: Domain = [["email", "=ilike", literal(email)]] if email else [["name", "=", name]]
        found = self.find("res.partner", domain, "name", limit=1)
        return int(found[0]["id"]) if found else None

    def currency(self, code: str | None) -> int | None:
        """Return a currency that is in use, None for the company's own."""
        if code is None:
            return None
        found = one(self.find("res.currency", [["name", "=", code]], "name"), "")
        return found or refuse(f"The currency {code} is not active in Odoo.")

    def journal(self, name: str | None) -> int | None:
        """Return a journal by name, None for the default one."""
        if name is None:
            return None
        found = self.find("account.journal", [["name", "=", name]], "name")
        return one(found, f"Odoo has several journals named {name}.") or refuse(f"Odoo has no journal named {name}.")

    def tax(self, percent: Decimal, use: str) -> int:
        """Return the first tax of that per cent, for sales or purchases."""
        domain: Domain = [["amount", "=", float(percent)], ["amount_type", "=", "percent"], ["type_tax_use", "=", use]]
        found = self.find("account.tax", domain, "name", limit=1)
        return int(found[0]["id"]) if found else refuse(f"Odoo has no {use} tax of {percent.normalize():f} %.")

    def employee(self) -> int:
        """Return the employee of the user who is signed in."""
        found = self.find("hr.employee", [["user_id", "=", self._transport.user_id()]], "name", limit=1)
        return int(found[0]["id"]) if found else refuse("The Odoo user has no employee: link one to it in Odoo.")


def connect(settings: OdooSettings) -> Books:
    """Return a connection by the protocol that the server's version speaks.

    Raises:
        OutcomeError: the server cannot be reached, or is none.
    """
    version = server_version(settings)
    return Books(Json2(settings) if version >= JSON2_FROM else JsonRpc(settings), version)


def probe(settings: OdooSettings) -> Outcome:
    """Sign in and look at one contact."""
    try:
        connect(settings).find("res.partner", [], limit=1)
    except OutcomeError as error:
        return error.outcome
    return Outcome(Result.SENT)


def one(found: list[Row], problem: str) -> int | None:
    """Return the id of the only record found, None where there is none; raises OutcomeError for several."""
    if len(found) > 1:
        refuse(problem)
    return int(found[0]["id"]) if found else None


def refuse(problem: str) -> int:
    """Raise the refusal of a draft that names what the books do not have."""
    raise OutcomeError(Outcome(Result.PERMANENT, error=problem, remedy="Mend the draft or Odoo, and approve it again."))


def literal(text: str) -> str:
    """Return a text that `=ilike` takes as it stands: `%` and `_` would stand for anything."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
