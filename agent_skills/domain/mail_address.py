"""What counts as a mail address: the one rule of mails that are sent and of people who are invited."""

from __future__ import annotations

import re

PATTERN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufeff<>()\[\],;:\\\"@]+@[^\s\x00-\x1f\x7f-\x9f\ufeff<>()\[\],;:\\\"@]+")
"""Two parts without the special characters of RFC 5322 §3.2.3, letters of any script allowed; control characters and
the byte order mark are named, for Python and JavaScript do not agree on which of them are white space."""


def is_mail_address(text: str) -> bool:
    """Tell whether a text is one bare mail address.

    Args:
        text: without a name before it.
    """
    return PATTERN.fullmatch(text) is not None
