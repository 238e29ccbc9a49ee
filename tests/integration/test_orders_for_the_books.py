"""“Invoice Acme 1,200 EUR for consulting”: an order in the owner's words becomes a draft for the books."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_skills.domain.channels import refusal
from agent_skills.domain.items import draft_text
from agent_skills.domain.payload import read_payload
from tests.fixtures.briefs import Cloud

pytestmark = pytest.mark.integration


@pytest.mark.req("FR-G054", "FR-P042", "G-US7.1")
@pytest.mark.parametrize(
    ("words", "partner", "amount", "currency", "action"),
    [
        ("Invoice Acme GmbH 1,200 EUR for consulting in October.", "Acme GmbH", "1200.00", "EUR", "create_invoice"),
        ("please invoice to Acme €99.50 for lamps", "Acme", "99.50", "EUR", "create_invoice"),
        ("Expense Deutsche Bahn 1.234,5 EUR for trains", "Deutsche Bahn", "1234.50", "EUR", "create_expense"),
        ("bill from O'Neil | Co 12 USD for a | b", "O'Neil | Co", "12.00", "USD", "create_bill"),
    ],
)
def test_an_order_in_words_gives_a_draft_for_the_books(
    tmp_path: Path, words: str, partner: str, amount: str, currency: str, action: str
) -> None:
    cloud = Cloud(tmp_path)
    cloud.order(words, path="Needs_Action/bill-acme.md", type="invoice")
    [path] = cloud.vault.paths("Pending_Approval/Odoo")
    draft = cloud.vault.read(path).doc
    assert (draft.text("partner"), draft.text("currency"), draft.text("action")) == (partner, currency, action)
    assert f"| 1 | {amount} | |" in draft_text(draft.body)
    assert refusal("Odoo", read_payload(draft)) is None
    assert draft.texts("risk") == ["money"]


@pytest.mark.req("FR-G055", "G-US7.3")
@pytest.mark.parametrize("words", ["do the usual for them", "Invoice Acme 1,200,5 EUR for x", "", "| a | b |\n" * 50])
def test_an_order_that_is_not_understood_is_a_template_that_cannot_be_approved(tmp_path: Path, words: str) -> None:
    cloud = Cloud(tmp_path)
    cloud.order(words, path="Needs_Action/odd.md", type="invoice")
    [path] = cloud.vault.paths("Pending_Approval/Odoo")
    draft = cloud.vault.read(path).doc
    assert refusal("Odoo", read_payload(draft))
    assert draft.text("note")
