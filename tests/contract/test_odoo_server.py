"""The loopback Odoo answers as a running Odoo 19 did, request by request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fixtures.odoo_server import AGENT_KEY, LOW_KEY, OdooServer

FILE = Path(__file__).parents[1] / "fixtures" / "odoo19" / "transcripts.json"
TRANSCRIPTS: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
SECRETS = {
    "<AGENT_API_KEY>": AGENT_KEY,
    "<LOW_API_KEY>": LOW_KEY,
    "<AGENT_PASSWORD>": "agent-password",
    "<LOW_PASSWORD>": "low-password",
}
LINE = [0, 0, {"name": "x", "quantity": 2, "price_unit": 150.0}]


def with_secrets(value: Any) -> Any:
    text = json.dumps(value)
    for mark, secret in SECRETS.items():
        text = text.replace(mark, secret)
    return json.loads(text)


def shape(value: Any) -> Any:
    """Return what is left of an answer when ids, names and sums are left out."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items() if key != "debug"}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__ if isinstance(value, int | float | str) and not isinstance(value, bool) else value


@pytest.fixture
def odoo(request: pytest.FixtureRequest) -> Iterator[OdooServer]:
    with OdooServer() as server:
        prepare(server, request.node.callspec.params["transcript"]["name"])
        yield server


def prepare(server: OdooServer, name: str) -> None:
    """Bring the records into the state that they had when the request was made."""
    store = server.store
    move = {"move_type": "out_invoice", "state": "draft", "name": False, "currency_id": 1, "invoice_date": "2026-11-21"}
    for number, ref in enumerate(("AGENT-OUT-1", "BILL-2026-1", None, None, "AGENT-OUT-J2"), start=1):
        partner = {} if number == 4 else {"partner_id": 3}
        store.put("account.move", number, **move, **partner, ref=ref, payment_state="not_paid", invoice_line_ids=[LINE])
    store.put("hr.expense", 3, name="Taxi", state="draft", total_amount_currency=30.0, employee_id=2)
    if "twice" in name or "read_posted" in name or "idempotency" in name:
        for number in (1, 5):
            store.rows["account.move"][number] |= {"state": "posted", "name": f"INV/2026/0000{min(number, 2)}"}
    if name in ("json2_hr_expense_create_no_employee", "jsonrpc_employee_search"):
        store.rows["hr.employee"].clear()


@pytest.mark.req("FR-P043")
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript["name"])
def test_the_loopback_odoo_answers_as_the_running_one_did(transcript: dict[str, Any], odoo: OdooServer) -> None:
    asked, told = transcript["request"], transcript["response"]
    body = asked["body"] or {}
    data = body["_raw_text"] if "_raw_text" in body else json.dumps(with_secrets(body))
    reply = requests.request(
        asked["method"], odoo.url + asked["path"], data=data, headers=with_secrets(asked["headers"]), timeout=5
    )
    assert (reply.status_code, reply.headers["Content-Type"]) == (told["status"], told["content_type"])
    expected = told["body"]
    if isinstance(expected, dict) and "_raw_text" in expected:
        assert reply.text == expected["_raw_text"]
        return
    given = reply.json()
    assert shape(given) == shape(expected)
    assert message(given) == message(expected)


def message(body: Any) -> Any:
    """Return name and words of an error, in whichever envelope."""
    found = body.get("error", {}).get("data", body) if isinstance(body, dict) else {}
    return found.get("name"), found.get("message")
