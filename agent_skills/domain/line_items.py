"""The lines of an invoice: a markdown table in the draft's text, edited in Obsidian (data-model.md §3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from agent_skills.domain.errors import EmployeeError

HEADER = ("item", "quantity", "unit price", "tax %")
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
"""Digits with a point; a comma could mean thousands or decimals, so it is refused."""

CELL = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"[\s|:-]+")
MAX_LINES = 200


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line: what, how many, at what price each, and the tax in per cent (None: as the books have it)."""

    item: str
    quantity: Decimal
    unit_price: Decimal
    tax_percent: Decimal | None

    @property
    def total(self) -> Decimal:
        """Quantity times unit price, without tax."""
        return self.quantity * self.unit_price


class LineItemError(EmployeeError):
    """A table that cannot be read; the message says which line and why."""


def line_items(text: str) -> list[LineItem]:
    """Return the lines of the one table in a draft's text.

    Raises:
        LineItemError: there is no table, or more than one, or a line of it cannot be read.
    """
    rows, _ = _split(text)
    if not rows:
        raise LineItemError("Its text has no table “| Item | Quantity | Unit price | Tax % |” with a line below it.")
    if len(rows) > MAX_LINES:
        raise LineItemError(f"Its table has more than {MAX_LINES} lines.")
    return [_line(number, row) for number, row in enumerate(rows, start=1)]


def note_beside(text: str) -> str:
    """Return a draft's text without its table."""
    return _split(text)[1]


def _split(text: str) -> tuple[list[str], str]:
    rows: list[str] = []
    rest: list[str] = []
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if _cells_lower(line) == HEADER), None)
    if start is None:
        return [], text.strip()
    inside = True
    for number, line in enumerate(lines):
        inside = inside and (number <= start or line.lstrip().startswith("|"))
        if number < start or not inside:
            rest.append(line)
        elif number > start and not RULE.fullmatch(line):
            rows.append(line)
    if any(_cells_lower(line) == HEADER for line in rest):
        raise LineItemError("Its text has two tables of lines; leave one.")
    return rows, "\n".join(rest).strip()


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in CELL.split(inner)]


def _cells_lower(line: str) -> tuple[str, ...]:
    return tuple(cell.lower() for cell in _cells(line)) if line.lstrip().startswith("|") else ()


def _line(number: int, row: str) -> LineItem:
    cells = _cells(row)
    if len(cells) != len(HEADER):
        raise LineItemError(f"Line {number} of its table has {len(cells)} columns, not {len(HEADER)}.")
    item, quantity, price, tax = cells
    if not item:
        raise LineItemError(f"Line {number} of its table names no item.")
    percent = tax.removesuffix("%").strip()
    return LineItem(
        item,
        _number(quantity, number, "quantity"),
        _number(price, number, "unit price"),
        _number(percent, number, "tax") if percent else None,
    )


def _number(text: str, line: int, what: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise LineItemError(f"The {what} in line {line} of its table is no number like 12 or 12.50.")
    return Decimal(text)
