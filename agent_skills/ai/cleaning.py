"""What leaves for the model: addresses, phone and account numbers are taken out (FR-S005, FR-G007)."""

from __future__ import annotations

import re

MAX_CHARS = 8000
"""Characters of a mail that the model reads; enough for an answer, and a bound for its cost."""

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[address]", re.compile(r"[^\s<>()\[\],;:\"@]{1,100}@[^\s<>()\[\],;:\"@]{1,200}")),
    ("[account number]", re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")),
    ("[card number]", re.compile(r"\b(?:\d[ -]?){13,19}\b")),
    ("[phone number]", re.compile(r"(?<![\w.])\+?\(?\d{2,4}\)?(?:[ /.-]?\d{2,4}){2,5}(?![\w])")),
)
LINK = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)
ADDRESS = PATTERNS[0][1]


def cleaned(text: str, limit: int = MAX_CHARS) -> str:
    """Return the text without personal numbers and addresses, cut to a limit.

    Args:
        text: untrusted.
        limit: characters to keep.
    """
    for mask, pattern in PATTERNS:
        text = pattern.sub(mask, text)
    return text[:limit]


def fenced(text: str, fence: str) -> str:
    """Return the text between two marks that it cannot contain itself.

    Args:
        text: untrusted.
        fence: a random word, made anew for each call.
    """
    inner = text.replace(fence, "")
    return f"<mail-{fence}>\n{inner}\n</mail-{fence}>"


def foreign_parts(reply: str, thread: str) -> list[str]:
    """Return links and addresses of a reply that its thread does not contain."""
    found = [*LINK.findall(reply), *ADDRESS.findall(reply)]
    return [part for part in found if part.rstrip(".,;") not in thread]
