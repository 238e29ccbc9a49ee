"""What leaves for the model: addresses, phone and account numbers are taken out (FR-S005, FR-G007)."""

from __future__ import annotations

import re
import secrets
import unicodedata

FENCE_BYTES = 8
MAX_CHARS = 8000
"""Characters of a mail that the model reads; enough for an answer, and a bound for its cost."""

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[address]", re.compile(r"[^\s<>()\[\],;:\"@]{1,100}@[^\s<>()\[\],;:\"@]{1,200}")),
    ("[account number]", re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")),
    ("[card number]", re.compile(r"\b(?:\d[ -]?){13,19}\b")),
    ("[phone number]", re.compile(r"(?<![\w.])\+?\(?\d{2,4}\)?(?:[ /.-]?\d{2,4}){2,5}(?![\w])")),
)
ADDRESS = PATTERNS[0][1]
LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\s<>\"')\]]+"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@])(?::\d{1,5})?(?:[/?#][^\s<>\"')\]]*)?"
    r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?/[^\s<>\"')\]]*",
    re.IGNORECASE,
)
"""What a mail program makes a link of: with a scheme, a bare host name, or a number of a host with a path."""

HIDDEN_DOTS = re.compile(r"[\[({]\s*(?:\.|dot)\s*[\])}]|[\u3002\uff61]", re.IGNORECASE)
"""evil[.]example and the full stops of other scripts, which browsers take for a dot."""


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


def new_fence() -> str:
    """Return a random word that no text from outside can guess, for `fenced`."""
    return secrets.token_hex(FENCE_BYTES)


def plain(text: str) -> str:
    """Return the text as a reader sees it: one form for each character, none that is invisible.

    Args:
        text: untrusted.
    """
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if unicodedata.category(char) != "Cf")


def foreign_parts(reply: str, thread: str) -> list[str]:
    """Return links and addresses of a reply that its thread does not contain, as `dotted` writes them.

    Args:
        reply: what is to be sent.
        thread: addresses, subject and text of what it answers.
    """
    known = {part.casefold() for part in _parts(thread)}
    known |= {_host(part) for part in known}
    return [part for part in _parts(reply) if part.casefold() not in known]


def dotted(text: str) -> str:
    """Return the plain text with every dot of a host name written as one.

    Args:
        text: untrusted.
    """
    return HIDDEN_DOTS.sub(".", plain(text))


def _parts(text: str) -> list[str]:
    read = dotted(text)
    found = [*LINK.findall(read), *ADDRESS.findall(read)]
    return list(dict.fromkeys(part.rstrip(".,;:!?*_") for part in found))


def _host(part: str) -> str:
    return re.split(r"[/?#:]", part.rpartition("://")[2].rpartition("@")[2], maxsplit=1)[0]
