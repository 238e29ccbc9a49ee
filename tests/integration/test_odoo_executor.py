"""Drafts in the books: made once, complete, never posted, over both protocols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from agent_skills.domain.payload import BookingPayload
from local_agent.channel_settings import OdooSettings
from local_agent.executors.contract import Outcome, Proof, Result
from local_agent.executors.odoo.actions import OdooExecutor
from tests.fixtures.loopback_http import Break, Reply
from tests.fixtures.odoo_server import AGENT_KEY, DATABASE, LOW_KEY, OdooServer

pytestmark = pytest.mark.integration
REFERENCE = "AE-0a"
TABLE = """Thank you & <b>goodbye</b>.

| Item | Quantity | Unit price | Tax % |
| --- | ---: | ---: | ---: |
| Consulting \\| on site | 2 | 150.00 | 19 |
| Travel | 1 | 42.50 | 0 |
| Books | 1 | 10 | |
"""


@pytest.fixture(params=[19, 18], ids=["JSON-2", "JSON-RPC"])
def odoo(request: pytest.FixtureRequest) -> Iterator[OdooServer]:
    with OdooServer(version=request.param) as server:
        server.store.put("res.partner", 7, name="Acme GmbH", email="ap@acme.example")
        yield server


def executor(server: OdooServer, **changes: str) -> OdooExecutor:
    settings = OdooSettings(
        url=server.url,
        database=changes.get("database", DATABASE),
        user=changes.get("user", "agent@example.test"),
        key=SecretStr(changes.get("key", AGENT_KEY)),
        ca_file=None,
        timeout_seconds=1,
    )
    return OdooExecutor(settings, lambda: "0a")


def booking(action: str = "create_invoice", **changes: Any) -> BookingPayload:
    fields = {
        "account": None,
        "action": action,
        "currency": "EUR",
        "date": "2026-11-21",
        "due_date": "2026-12-05",
        "partner": "Acme GmbH",
        "partner_email": None,
        "reference": "PO 4711",
        "text": TABLE,
    }
    return BookingPayload.model_validate({**fields, **changes})


def run(server: OdooServer, payload: BookingPayload, **changes: str) -> tuple[Outcome, int]:
    started: list[int] = []
    outcome = executor(server, **changes).execute(payload, REFERENCE, lambda: started.append(1))
    return outcome, len(started)


def test_the_protocol_follows_the_version_of_the_server(odoo: OdooServer) -> None:
    run(odoo, booking())
    paths = {request.path for request in odoo.requests} - {"/web/version"}
    assert all(path.startswith("/json/2/") for path in paths) == (odoo.version == 19)


@pytest.mark.req("FR-G053", "FR-P043", "P-US6.3", "G-US7.2")
def test_an_invoice_becomes_a_complete_draft_and_its_number_is_the_receipt(odoo: OdooServer) -> None:
    outcome, started = run(odoo, booking())
    (move,) = odoo.store.all("account.move")
    assert (outcome.result, started, outcome.receipt) == (Result.SENT, 1, "draft invoice 1 in Odoo")
    assert (move["move_type"], move["state"], move["partner_id"], move["currency_id"]) == ("out_invoice", "draft", 7, 2)
    assert (move["ref"], move["invoice_origin"], move["invoice_date_due"]) == ("PO 4711", REFERENCE, "2026-12-05")
    assert move["narration"] == "Thank you &amp; &lt;b&gt;goodbye&lt;/b&gt;."
    assert [line[2] for line in move["invoice_line_ids"]] == [
        {"name": "Consulting | on site", "quantity": 2.0, "price_unit": 150.0, "tax_ids": [[6, 0, [1]]]},
        {"name": "Travel", "quantity": 1.0, "price_unit": 42.5, "tax_ids": [[6, 0, []]]},
        {"name": "Books", "quantity": 1.0, "price_unit": 10.0},
    ]


@pytest.mark.req("NFR-G-SEC-004", "FR-P043")
def test_nothing_is_ever_posted_changed_or_deleted(odoo: OdooServer) -> None:
    for action in ("create_invoice", "create_bill", "create_expense", "create_contact"):
        run(odoo, booking(action, partner="New Ltd", partner_email="new@x.example"))
    assert {call.method for call in odoo.store.called} <= {"search_read", "create", "context_get"}
    assert {move["state"] for move in odoo.store.all("account.move")} == {"draft"}


def test_a_bill_goes_to_purchases_and_into_the_journal_that_it_names(odoo: OdooServer) -> None:
    assert run(odoo, booking("create_bill", account="Vendor Bills"))[0].result is Result.SENT
    (bill,) = odoo.store.all("account.move")
    assert (bill["move_type"], bill["journal_id"]) == ("in_invoice", 2)
    assert bill["invoice_line_ids"][0][2]["tax_ids"] == [[6, 0, [3]]]


def test_a_record_with_the_same_reference_is_already_there(odoo: OdooServer) -> None:
    run(odoo, booking("create_bill"))
    again = executor(odoo).execute(booking("create_bill"), "AE-other", lambda: None)
    assert again.result is Result.SENT
    assert again.receipt == "already there: bill 1 (not numbered, draft, 409.50 in all)"
    assert len(odoo.store.all("account.move")) == 1


def test_the_same_number_from_another_vendor_is_another_bill(odoo: OdooServer) -> None:
    run(odoo, booking("create_bill"))
    odoo.store.put("res.partner", 8, name="Other Ltd", email=False)
    executor(odoo).execute(booking("create_bill", partner="Other Ltd"), "AE-other", lambda: None)
    assert len(odoo.store.all("account.move")) == 2


def test_each_line_of_an_expense_becomes_one_and_none_twice(odoo: OdooServer) -> None:
    outcome, _ = run(odoo, booking("create_expense", partner="Hotel_100%"))
    assert outcome.receipt == "draft expense 1, 2, 3 in Odoo"
    assert [row["total_amount_currency"] for row in odoo.store.all("hr.expense")] == [300.0, 42.5, 10.0]
    assert "Reference: PO 4711" in odoo.store.all("hr.expense")[0]["description"]
    again = executor(odoo).execute(booking("create_expense", partner="Hotel_100%"), "AE-other", lambda: None)
    assert "already there" in (again.receipt or "")
    assert len(odoo.store.all("hr.expense")) == 3


def test_a_contact_is_made_once_and_its_note_is_no_markup(odoo: OdooServer) -> None:
    new = booking("create_contact", partner="Ali", partner_email="ali@x.example", text="Met at <the> fair")
    assert run(odoo, new)[0].receipt == "draft contact 8 in Odoo"
    assert odoo.store.all("res.partner")[-1]["comment"] == "Met at &lt;the&gt; fair"
    assert "already there: contact 8" in (run(odoo, new)[0].receipt or "")


def test_an_invoice_for_somebody_new_makes_the_contact_only_with_an_address(odoo: OdooServer) -> None:
    refused, started = run(odoo, booking(partner="New Ltd"))
    assert (refused.result, started) == (Result.PERMANENT, 0)
    assert "partner_email" in (refused.error or "")
    made, _ = run(odoo, booking(partner="New Ltd", partner_email="new@x.example"))
    assert made.receipt == "draft invoice 1 in Odoo, with the new contact 8"


def test_a_partner_is_known_by_address_before_name(odoo: OdooServer) -> None:
    odoo.store.put("res.partner", 8, name="Acme GmbH", email="other@acme.example")
    run(odoo, booking(partner_email="AP@ACME.example"))
    assert odoo.store.all("account.move")[0]["partner_id"] == 7
    ambiguous, started = run(odoo, booking(reference="PO 2"))
    assert (ambiguous.result, started) == (Result.PERMANENT, 0)


UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "a tax that the books do not have": ({"text": TABLE.replace("19", "16")}, "no sale tax of 16 %"),
    "a currency that is not active": ({"currency": "XAF"}, "XAF is not active"),
    "a journal that is not there": ({"account": "Nowhere"}, "no journal named Nowhere"),
    "a wildcard for an address": ({"partner": "X", "partner_email": "%"}, ""),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_the_books_do_not_have_is_told_before_anything_is_made(odoo: OdooServer, case: str) -> None:
    changes, words = UNKNOWN[case]
    outcome, started = run(odoo, booking(**changes))
    if not words:
        assert odoo.store.all("account.move")[0]["partner_id"] == 8  # a new contact, not whoever comes first
        return
    assert (outcome.result, started) == (Result.PERMANENT, 0)
    assert words in (outcome.error or "")
    assert odoo.store.all("account.move") == []


@pytest.mark.parametrize("changes", [{"key": "wrong-canary"}, {"key": LOW_KEY, "user": "low@example.test"}], ids=str)
def test_a_refused_login_or_right_is_told_without_the_key(odoo: OdooServer, changes: dict[str, str]) -> None:
    outcome, _ = run(odoo, booking(), **changes)
    assert outcome.result is Result.PERMANENT
    assert "ODOO_API_KEY" in (outcome.remedy or "")
    assert "canary" not in str(outcome)
    assert odoo.store.all("account.move") == []


def test_a_wrong_database_is_told_as_such(odoo: OdooServer) -> None:
    outcome, _ = run(odoo, booking(), database="nosuchdb")
    assert outcome.result is Result.PERMANENT
    assert "ODOO_DB" in (outcome.remedy or "")


def fail_the_last(server: OdooServer, fault: Reply | Break) -> None:
    """Let the call that makes the record go wrong; over JSON-RPC it is the last of a known number."""
    if server.version == 19:
        server.fail("/account.move/create", fault)
        return
    run(server, booking(reference=None))
    calls = len(server.asked("/jsonrpc"))
    server.store.rows["account.move"].clear()
    server.requests.clear()
    server.fail_at("/jsonrpc", calls, fault)


@pytest.mark.parametrize("cut", [Break.AFTER, Break.HELD])
def test_an_answer_that_never_came_is_unknown_until_the_record_proves_it(odoo: OdooServer, cut: Break) -> None:
    fail_the_last(odoo, cut)
    payload = booking(reference=None)
    assert run(odoo, payload)[0].result is Result.UNKNOWN
    sighting = executor(odoo).verify(payload, REFERENCE)
    assert (sighting.proof, len(odoo.store.all("account.move"))) == (Proof.PROVEN, 1)
    assert "invoice 1" in (sighting.receipt or "")


def test_a_request_that_was_lost_is_unknown_and_not_found(odoo: OdooServer) -> None:
    fail_the_last(odoo, Break.BEFORE)
    payload = booking(reference=None)
    assert run(odoo, payload)[0].result is Result.UNKNOWN
    assert executor(odoo).verify(payload, REFERENCE).proof is Proof.ABSENT


PAGES = [
    (Reply(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"}), Result.UNKNOWN),
    (Reply(200, b"<html>Log in</html>", {"Content-Type": "text/html"}), Result.UNKNOWN),
    (Reply(404, b"<html>Not Found</html>", {"Content-Type": "text/html"}), Result.PERMANENT),
    (Reply(429, b""), Result.TRANSIENT),
]


@pytest.mark.parametrize(("page", "result"), PAGES, ids=lambda value: str(value)[:30])
def test_a_page_of_a_server_in_between_is_no_answer_of_odoo(odoo: OdooServer, page: Reply, result: Result) -> None:
    fail_the_last(odoo, page)
    outcome, _ = run(odoo, booking(reference=None))
    assert outcome.result is result
    assert outcome.remedy


def test_an_error_that_odoo_names_means_that_nothing_was_made(odoo: OdooServer) -> None:
    if odoo.version == 19:
        body = {"name": "builtins.ValueError", "message": "Invalid field 'invoice_origin' in 'account.move'"}
        odoo.fail("/account.move/create", Reply(500, body))
        outcome, _ = run(odoo, booking())
        assert outcome.result is Result.PERMANENT
        assert "Invalid field" in (outcome.error or "")


def test_an_odoo_that_is_away_is_tried_again(odoo: OdooServer) -> None:
    odoo.stop()
    outcome, started = run(odoo, booking())
    assert (outcome.result, started) == (Result.TRANSIENT, 0)
    assert executor(odoo).verify(booking(), REFERENCE).proof is Proof.CANNOT_TELL


def test_the_check_of_the_login_makes_nothing(odoo: OdooServer) -> None:
    assert executor(odoo).probe().result is Result.SENT
    assert executor(odoo, key="old").probe().result is Result.PERMANENT
    assert {call.method for call in odoo.store.called} == {"search_read"}
