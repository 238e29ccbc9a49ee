"""How X counts characters: weights by code point, addresses as 23, emoji as 2.

Source: twitter-text, configuration 3 (github.com/twitter/twitter-text, config/v3.json) and
docs.x.com/fundamentals/counting-characters.
"""

from __future__ import annotations

import re
import unicodedata

MAX_WEIGHT = 280
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points (both ends included) that weigh 1; all others weigh 2."""

ADDRESS_WEIGHT = 23
EMOJI_WEIGHT = 2

ADDRESS = re.compile(
    r"(?<![\w@#$./-])(?:https?://[^\s<>\"]+"
    r"|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|info|biz|io|ai|app|dev|co|me|tv|eu|de|at|ch|uk|fr|es"
    r"|it|nl|be|pl|se|no|dk|fi|pt|us|ca|au|in|jp|cn|br|tr|pk)(?![\w-])(?:/[^\s<>\"]*)?)",
    re.IGNORECASE,
)
"""With a scheme, or a bare name under one of the top-level domains met most; both become links."""

TRAILING = re.compile(r"[.,;:!?'\")\]}…]+$")
_FLAG = r"[\U0001F1E6-\U0001F1FF]{2}"
_KEYCAP = r"[0-9#*]\ufe0f?\u20e3"
_SIGN = r"[\u00a9\u00ae\u203c-\u3299\U0001F000-\U0001FAFF]\ufe0f?[\U0001F3FB-\U0001F3FF]?"
_ONE = f"(?:{_FLAG}|{_KEYCAP}|{_SIGN})"
EMOJI = re.compile(rf"{_ONE}(?:[\U000E0020-\U000E007F]+|(?:\u200d{_ONE})*)")


def weighted_length(text: str) -> int:
    """Return the length of a post as X counts it."""
    normal = unicodedata.normalize("NFC", text)
    total = at = 0
    for match in ADDRESS.finditer(normal):
        address = TRAILING.sub("", match[0])
        total += _weight(normal[at : match.start()]) + ADDRESS_WEIGHT
        at = match.start() + len(address)
    return total + _weight(normal[at:])


def _weight(text: str) -> int:
    plain, emoji = EMOJI.subn("", text)
    return emoji * EMOJI_WEIGHT + sum(_of(char) for char in plain)


def _of(char: str) -> int:
    return 1 if any(low <= ord(char) <= high for low, high in LIGHT) else 2
