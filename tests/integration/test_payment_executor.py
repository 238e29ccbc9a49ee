"""Payments: a file that the bank's schema accepts, or a draft in Odoo; each once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from pydantic import SecretStr

from agent_skills.domain.iban import is_iban
from agent_skills.domain.payload import PaymentPayload
from local_agent.channel_settings import OdooSettings, PaymentFileSettings
from local_agent.executors.contract import Outcome, Proof, Result
from local_agent.executors.payments.actions import PaymentExecutor
from local_agent.executors.payments.odoo_payments import OdooPayments
from local_agent.executors.payments.payment_files import PaymentFiles
from tests.fixtures.loopback_http import Break
from tests.fixtures.odoo_server import AGENT_KEY, DATABASE, OdooServer

pytestmark = pytest.mark.integration
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
REFERENCE = "AE" + "0a" * 16
PAYER, PAYEE = "DE02120300000000202051", "DE89 3704 0044 0532 0130 00"
NAMES = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


@pytest.fixture(scope="module")
def schema() -> Iterator[xmlschema.XMLSchema]:
    with as_file(files("sepaxml") / "schemas" / "pain.001.001.09.xsd") as path:
        yield xmlschema.XMLSchema(str(path))


def payment(**changes: Any) -> PaymentPayload:
    fields = {
        "account": None,
        "action": "create_payment",
        "amount": "120.5",
        "beneficiary": "Öztürk & Söhne <GmbH>",
        "bic": None,
        "currency": "EUR",
        "date": "2026-11-30",
        "iban": PAYEE,
        "method": "pain001",
        "reference": "Invoice 4711",
        "text": "Agreed on the phone.",
    }
    return PaymentPayload.model_validate({**fields, **changes})


def executor(folder: Path, bic: str = "") -> PaymentExecutor:
    settings = PaymentFileSettings(folder, "Owner Ltd", PAYER, bic)
    return PaymentExecutor(PaymentFiles(settings, lambda: NOW), None, lambda: "0a" * 16)


def pay(folder: Path, payload: PaymentPayload, bic: str = "") -> Outcome:
    return executor(folder, bic).execute(payload, REFERENCE, lambda: None)


def written(folder: Path) -> ET.Element:
    return ET.fromstring((folder / f"{REFERENCE}.xml").read_bytes())


def text(root: ET.Element, name: str) -> str | None:
    return root.findtext(f".//p:{name}", namespaces=NAMES)


SHAPES: dict[str, dict[str, Any]] = {
    "a transfer": {},
    "a bank code": {"bic": "cobadeff xxx"},
    "a creditor reference": {"reference": "RF18 5390 0754 7034"},
    "no reference and no day": {"reference": None, "date": None},
    "another currency": {"currency": "USD", "bic": "CHASUS33"},
    "the longest name and reference": {"beneficiary": "x" * 70, "reference": "y" * 140},
    "the largest sum": {"amount": "999999999999999.99"},
    "a cent": {"amount": "0.01"},
}


@pytest.mark.req("FR-P006")
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bic", ["", "BYLADEM1001"])
def test_a_payment_file_is_one_that_the_schema_of_banks_accepts(
    tmp_path: Path, schema: xmlschema.XMLSchema, shape: str, bic: str
) -> None:
    assert pay(tmp_path, payment(**SHAPES[shape]), bic).result is Result.SENT
    schema.validate(str(tmp_path / f"{REFERENCE}.xml"))


def test_the_file_says_what_was_approved(tmp_path: Path) -> None:
    outcome = pay(tmp_path, payment())
    root = written(tmp_path)
    assert outcome.receipt == f"payment file {REFERENCE}.xml; hand it to your bank to pay"
    assert text(root, "CdtTrfTxInf/p:Cdtr/p:Nm") == "Öztürk & Söhne <GmbH>"
    assert text(root, "CdtTrfTxInf/p:CdtrAcct/p:Id/p:IBAN") == "DE89370400440532013000"
    assert text(root, "DbtrAcct/p:Id/p:IBAN") == PAYER
    amount = root.find(".//p:InstdAmt", NAMES)
    assert amount is not None
    assert (amount.text, amount.get("Ccy")) == ("120.50", "EUR")
    assert (text(root, "ReqdExctnDt/p:Dt"), text(root, "Ustrd")) == ("2026-11-30", "Invoice 4711")
    assert (text(root, "EndToEndId"), text(root, "CtrlSum"), text(root, "NbOfTxs")) == (REFERENCE, "120.50", "1")
    assert b"phone" not in (tmp_path / f"{REFERENCE}.xml").read_bytes()


def test_the_file_is_for_the_owner_alone_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    pay(tmp_path, payment())
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


UNPAYABLE: dict[str, dict[str, Any]] = {
    "a day that has passed": {"date": "2026-11-20"},
    "another account to pay from": {"account": "DE75512108001245126199"},
    "a name that is too long": {"beneficiary": "x" * 71},
    "a reference that is too long": {"reference": "x" * 141},
    "a hidden character": {"beneficiary": "Acme\u202eGmbH"},
    "a character that no file can hold": {"reference": "a\ufffeb"},
    "a way that is not set up": {"method": "odoo"},
}


@pytest.mark.parametrize("shape", UNPAYABLE)
def test_what_no_bank_would_take_is_refused_with_a_remedy(tmp_path: Path, shape: str) -> None:
    outcome = pay(tmp_path, payment(**UNPAYABLE[shape]))
    assert outcome.result is Result.PERMANENT
    assert outcome.remedy
    assert list(tmp_path.iterdir()) == []


def test_the_payers_own_account_may_be_named_as_people_write_it(tmp_path: Path) -> None:
    assert pay(tmp_path, payment(account="DE02 1203 0000 0000 2020 51")).result is Result.SENT


def test_a_file_proves_that_the_order_was_made(tmp_path: Path) -> None:
    assert executor(tmp_path).verify(payment(), REFERENCE).proof is Proof.ABSENT
    pay(tmp_path, payment())
    assert executor(tmp_path).verify(payment(), REFERENCE).proof is Proof.PROVEN


def test_a_half_written_file_of_an_earlier_attempt_is_no_order(tmp_path: Path) -> None:
    (tmp_path / f".{REFERENCE}.part").write_text("<half")
    assert executor(tmp_path).verify(payment(), REFERENCE).proof is Proof.ABSENT
    assert pay(tmp_path, payment()).result is Result.SENT
    assert written(tmp_path).tag.endswith("Document")


def test_a_folder_that_is_gone_is_told_before_anything_starts(tmp_path: Path) -> None:
    started: list[int] = []
    outcome = executor(tmp_path / "gone").execute(payment(), REFERENCE, lambda: started.append(1))
    assert (outcome.result, started) == (Result.PERMANENT, [])
    assert "PAYMENTS_PATH" in (outcome.remedy or "")


def test_the_reference_fits_the_field_of_banks(tmp_path: Path) -> None:
    assert len(executor(tmp_path).new_reference()) <= 35


ACCOUNTS = [
    ("DE89370400440532013000", True),
    ("GB82 WEST 1234 5698 7654 32", True),
    ("fr1420041010050500013m02606", True),
    ("NO9386011117947", True),
    ("MT84MALT011000012345MTLCAST001S", True),
    ("DE88370400440532013000", False),
    ("DE8937040044053201300", False),
    ("XX00", False),
    ("", False),
    ("DE89３70400440532013000", False),
]


@pytest.mark.parametrize(("number", "right"), ACCOUNTS)
def test_an_account_number_is_checked_by_its_check_digits(number: str, right: bool) -> None:
    assert is_iban(number) is right


@pytest.fixture
def odoo() -> Iterator[OdooServer]:
    with OdooServer() as server:
        server.store.put("res.partner", 7, name="Acme GmbH", email=False)
        yield server


def odoo_executor(server: OdooServer) -> PaymentExecutor:
    settings = OdooSettings(server.url, DATABASE, "", SecretStr(AGENT_KEY), None, 1)
    return PaymentExecutor(None, OdooPayments(settings), lambda: "0a" * 16)


def book(server: OdooServer, **changes: Any) -> Outcome:
    payload = payment(**{"method": "odoo", "beneficiary": "Acme GmbH", **changes})
    return odoo_executor(server).execute(payload, REFERENCE, lambda: None)


@pytest.mark.req("FR-P006", "NFR-G-SEC-004")
def test_a_payment_in_odoo_is_a_draft_to_the_account_that_was_approved(odoo: OdooServer) -> None:
    outcome = book(odoo)
    (row,) = odoo.store.all("account.payment")
    (bank,) = odoo.store.all("res.partner.bank")
    assert outcome.receipt == "draft payment 1 in Odoo, with the new bank account 1; confirm it there to pay"
    assert (row["state"], row["payment_type"], row["partner_id"], row["amount"]) == ("draft", "outbound", 7, 120.5)
    assert (bank["acc_number"], bank["partner_id"], row["partner_bank_id"]) == ("DE89370400440532013000", 7, 1)
    assert row["memo"] == f"Invoice 4711 ({REFERENCE})"
    assert {call.method for call in odoo.store.called} == {"search_read", "create"}


def test_the_same_order_is_never_made_twice_in_odoo(odoo: OdooServer) -> None:
    book(odoo)
    assert "already there" in (book(odoo).receipt or "")
    assert len(odoo.store.all("account.payment")) == 1


def test_an_account_that_is_somebody_elses_in_odoo_is_refused(odoo: OdooServer) -> None:
    odoo.store.put("res.partner.bank", 4, sanitized_acc_number="DE89370400440532013000", partner_id=3)
    outcome = book(odoo)
    assert outcome.result is Result.PERMANENT
    assert "somebody else" in (outcome.error or "")
    assert odoo.store.all("account.payment") == []


def test_nobody_is_paid_whom_odoo_does_not_know(odoo: OdooServer) -> None:
    assert book(odoo, beneficiary="Nobody Ltd").result is Result.PERMANENT


def test_an_answer_that_never_came_is_unknown_until_the_draft_proves_it(odoo: OdooServer) -> None:
    odoo.fail("/account.payment/create", Break.AFTER)
    assert book(odoo).result is Result.UNKNOWN
    sighting = odoo_executor(odoo).verify(payment(method="odoo"), REFERENCE)
    assert sighting.proof is Proof.PROVEN


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert pay(tmp_path, payment()).result is Result.PERMANENT
