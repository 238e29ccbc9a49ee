"""A payment order as banks take it: ISO 20022 pain.001.001.09, one transfer a file.

Followed: the schema pain.001.001.09 (iso20022.org) and EPC132-08, SEPA credit transfer, customer to bank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

from agent_skills.domain.clock import iso
from agent_skills.domain.iban import normalized
from agent_skills.domain.payload import PaymentPayload
from local_agent.channel_settings import PaymentFileSettings

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MAX_NAME = 70
MAX_REMITTANCE = 140
"""EPC132-08: shorter than the schema allows, so that every bank takes it."""

CREDITOR_REFERENCE = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
"""ISO 11649; its check digits are those of an IBAN."""


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer.

    Args:
        payload: what the owner approved.
        payer: whose account it is drawn on.
        reference: unique for ever, at most 35 characters.
        made: when the file is made.
        day: when the bank is to execute it.
    """

    payload: PaymentPayload
    payer: PaymentFileSettings
    reference: str
    made: datetime
    day: date


def order_xml(order: Order) -> bytes:
    """Return the file's content."""
    payload = order.payload
    root = ET.Element("Document", {"xmlns": NAMESPACE})
    body = ET.SubElement(root, "CstmrCdtTrfInitn")
    header = ET.SubElement(body, "GrpHdr")
    _texts(header, MsgId=order.reference, CreDtTm=iso(order.made), NbOfTxs="1", CtrlSum=_amount(payload))
    _texts(ET.SubElement(header, "InitgPty"), Nm=order.payer.payer)
    block = ET.SubElement(body, "PmtInf")
    _texts(block, PmtInfId=order.reference, PmtMtd="TRF", NbOfTxs="1", CtrlSum=_amount(payload))
    sepa = payload.currency == "EUR"
    if sepa:
        _path(block, "PmtTpInf", "SvcLvl", Cd="SEPA")
    _path(block, "ReqdExctnDt", Dt=order.day.isoformat())
    _texts(ET.SubElement(block, "Dbtr"), Nm=order.payer.payer)
    _path(block, "DbtrAcct", "Id", IBAN=order.payer.iban)
    _bank(block, "DbtrAgt", order.payer.bic)
    if sepa:
        _texts(block, ChrgBr="SLEV")
    _transfer(block, order)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _transfer(block: ET.Element, order: Order) -> None:
    payload = order.payload
    transfer = ET.SubElement(block, "CdtTrfTxInf")
    _path(transfer, "PmtId", InstrId=order.reference, EndToEndId=order.reference)
    amount = ET.SubElement(ET.SubElement(transfer, "Amt"), "InstdAmt", {"Ccy": payload.currency})
    amount.text = _amount(payload)
    if payload.bic:
        _bank(transfer, "CdtrAgt", normalized(payload.bic))
    _texts(ET.SubElement(transfer, "Cdtr"), Nm=payload.beneficiary)
    _path(transfer, "CdtrAcct", "Id", IBAN=normalized(payload.iban))
    if payload.reference:
        _remittance(ET.SubElement(transfer, "RmtInf"), payload.reference)


def _remittance(parent: ET.Element, reference: str) -> None:
    """Write what the payment is for: a creditor reference as such, all else as plain words."""
    plain = normalized(reference)
    if not _is_creditor_reference(plain):
        _texts(parent, Ustrd=reference)
        return
    found = ET.SubElement(ET.SubElement(parent, "Strd"), "CdtrRefInf")
    kind = ET.SubElement(found, "Tp")
    _path(kind, "CdOrPrtry", Cd="SCOR")
    _texts(kind, Issr="ISO")
    _texts(found, Ref=plain)


def _is_creditor_reference(text: str) -> bool:
    if not CREDITOR_REFERENCE.fullmatch(text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def _bank(parent: ET.Element, role: str, bic: str) -> None:
    institution = ET.SubElement(ET.SubElement(parent, role), "FinInstnId")
    if bic:
        _texts(institution, BICFI=bic)
    else:
        _path(institution, "Othr", Id="NOTPROVIDED")


def _path(parent: ET.Element, *names: str, **texts: str) -> None:
    for name in names:
        parent = ET.SubElement(parent, name)
    _texts(parent, **texts)


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _amount(payload: PaymentPayload) -> str:
    return f"{Decimal(payload.amount):.2f}"


def problem_of_order(order: Order) -> str | None:
    """Return why no bank would take this order, None where one would."""
    payload, payer = order.payload, order.payer
    if payload.account and normalized(payload.account) != payer.iban:
        return "It names another account to pay from than PAYER_IBAN."
    if order.day < order.made.date():
        return f"Its date, {order.day.isoformat()}, has passed: name another, or leave it empty for the next day."
    if not (payload.beneficiary + (payload.reference or "")).isprintable():
        return "The beneficiary's name or the reference holds line breaks or hidden characters."
    if len(payload.beneficiary) > MAX_NAME:
        return f"The beneficiary's name is longer than the {MAX_NAME} characters that banks take."
    if len(payload.reference or "") > MAX_REMITTANCE:
        return f"The reference is longer than the {MAX_REMITTANCE} characters that banks take."
    return None
