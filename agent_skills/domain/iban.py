"""Bank account numbers (ISO 13616) and bank codes (ISO 9362)."""

from __future__ import annotations

import re

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
"""ISO 13616-1: country, two check digits, up to 30 characters; the shortest in use (Norway) has 15 in all."""

BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
"""ISO 9362: party prefix, country, suffix, and a branch or none."""


def normalized(text: str) -> str:
    """Return an IBAN or BIC as machines write it: without spaces, in capitals."""
    return re.sub(r"[ \u00a0]", "", text).upper()


def is_iban(text: str) -> bool:
    """Tell whether a text is an IBAN whose check digits are right (ISO 7064, mod 97-10).

    Args:
        text: with or without spaces, in any case.
    """
    iban = normalized(text)
    if not IBAN.fullmatch(iban):
        return False
    digits = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def is_bic(text: str) -> bool:
    """Tell whether a text has the form of a BIC."""
    return BIC.fullmatch(normalized(text)) is not None
