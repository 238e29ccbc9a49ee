"""Secrets out of texts: whatever is logged, printed or written into the vault passes here."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "•••"

_WEB_LOGIN = re.compile(r"(?i)\b(https?://)[^/\s]+@")
"""User name and password of a web address; there a lone user name is a token, too."""
_OTHER_LOGIN = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,20}://[^/\s:@]*):[^/\s]+@")


def without_login(text: str) -> str:
    """Return the text without the passwords in its addresses (`https://user:password@host`).

    Args:
        text: a line for a person or a log.
    """
    return _OTHER_LOGIN.sub(rf"\1:{MASK}@", _WEB_LOGIN.sub(rf"\1{MASK}@", text))


class Redactor:
    """Blacks out known secrets, also in the forms that programs write them in.

    Args:
        secrets: their values; empty ones are passed over.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if secret for form in written_forms(secret)}
        self._forms = sorted(forms, key=len, reverse=True)  # no secret is spared for being the beginning of another

    def clean(self, text: str) -> str:
        """Return the text with each secret masked."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return without_login(text)


def written_forms(secret: str) -> set[str]:
    """Return a secret as it is, in addresses, in JSON, in Python's repr, and as base64."""
    encoded = base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode()
    web = {quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace")}
    written = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    return {secret, encoded, *web, *written}
