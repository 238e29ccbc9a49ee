"""Builds the draft of an invoice, bill or expense from a task of the owner: “invoice Acme 1,200 EUR for consulting”.

Only what the owner wrote goes in; nothing is computed, guessed or looked up, and nothing is booked here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from agent_skills.ai.templates import TEMPLATE
from agent_skills.domain.clock import Clock, iso
from agent_skills.domain.foreign_text import harmless, inert
from agent_skills.domain.items import DRAFT_HEADING, ORIGINAL_CALLOUT, Document, FrontMatter, safe_draft_text
from agent_skills.domain.states import Status

ACTIONS = {"invoice": "create_invoice", "bill": "create_bill", "expense": "create_expense"}
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
SUM = r"(?P<before>[A-Z]{3}|[€$£])?\s?(?P<amount>[0-9][0-9.,']*)\s?(?P<after>[A-Z]{3}\b|[€$£])?"
ORDER = re.compile(
    rf"\b(?P<kind>invoice|bill|expense)\s+(?:from\s+|to\s+)?(?P<partner>[^\n]+?)\s+{SUM}\s+for\s+(?P<item>[^\n]+)",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})*|[0-9]+)(?:(?P<point>[.,])(?P<rest>[0-9]{1,2}))?")
"""1,200 and 1.200 are twelve hundred, 1,20 and 1.20 a bit more than one; the mark is the same all along."""

MAX_WORDS = 200
CONFIDENCE = 0.5
READ = "Read from your own words; look at partner, sum and tax."
UNREAD = "Your words could not be read as “invoice Acme 1,200 EUR for consulting”: fill in what is missing."


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drafted; an empty text where the task does not tell."""

    kind: str
    partner: str
    amount: str
    currency: str
    item: str


def read_order(task: Document) -> Order:
    """Return what a task orders: its fields `partner`, `amount`, `currency`, `description`, else its words."""
    words = f"{task.text('title') or task.text('subject')}\n{task.body}".replace("**", "")
    found = ORDER.search(words)
    said = found.groupdict(default="") if found else {}
    sign = (said.get("before") or said.get("after") or "").upper()
    kind = task.text("kind") or said.get("kind", "") or task.text("type")
    amount = plain_amount(task.text("amount") or said.get("amount", ""))
    return Order(
        kind.lower() if kind.lower() in ACTIONS else "invoice",
        _words(task.text("partner") or said.get("partner", "")),
        amount,
        (task.text("currency") or SIGNS.get(sign, sign)).upper(),
        _words(task.text("description") or said.get("item", "").rstrip(" .")),
    )


def plain_amount(text: str) -> str:
    """Return a sum with a point and no thousands marks, empty where it is none or could be read in two ways."""
    digits = text.strip().rstrip(".,").replace("'", "")
    match = NUMBER.fullmatch(digits)
    if match is None or (match["mark"] and match["mark"] == match["point"]):
        return ""
    whole = re.sub(r"[.,]", "", match["whole"])
    return f"{whole}.{match['rest']:0<2}" if match["rest"] else f"{whole}.00"


class OdooDraftGenerator:
    """Makes drafts for the books.

    Args:
        clock: for the times.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def build(self, task_id: str, task: Document) -> Document:
        """Return the draft that a task orders; what it does not tell stays empty, and blocks the approval.

        Args:
            task_id: id of the task.
            task: as the owner wrote it.
        """
        order, now = read_order(task), iso(self._clock())
        complete = bool(order.partner and order.amount and order.item)
        token = hashlib.sha256(task_id.encode()).hexdigest()[:20]
        front: FrontMatter = {
            "id": f"ODOO_DRAFT_{token}",
            "type": "odoo_draft",
            "action": ACTIONS[order.kind],
            "status": Status.PENDING_APPROVAL.value,
            "created_at": now,
            "updated_at": now,
            "account": None,
            "partner": order.partner,
            "partner_email": task.text("partner_email") or None,
            "currency": order.currency or None,
            "date": task.text("date") or None,
            "due_date": task.text("due_date") or None,
            "reference": task.text("reference") or None,
            "original_id": task_id,
            "why": READ if complete else UNREAD,
            "confidence": CONFIDENCE if complete else 0.0,
            "risk": ["money"],
            "drafted_by": TEMPLATE,
            "cost_usd": 0.0,
            "version": 1,
            "previous_id": None,
            "edited": False,
            "note": None if complete else UNREAD,
        }
        return Document(front, _body(order, task, str(front["why"])))


def _body(order: Order, task: Document, why: str) -> str:
    table = "| Item | Quantity | Unit price | Tax % |\n| --- | ---: | ---: | ---: |\n"
    line = f"| {_cell(order.item)} | 1 | {order.amount} | |"
    quoted = "\n".join(f"> {line}".rstrip() for line in harmless(task.body.strip()).splitlines())
    parts = [
        f"# Draft {order.kind} for {harmless(order.partner) or 'somebody'}",
        f"> [!info] Why\n> {why}",
        DRAFT_HEADING,
        safe_draft_text(table + line),
        f"{ORIGINAL_CALLOUT}\n{quoted}",
    ]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("\\", "/").replace("|", "/")


def _words(text: str) -> str:
    return " ".join(inert(text).split())[:MAX_WORDS]
