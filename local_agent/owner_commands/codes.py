"""Short codes that prove that the owner has the draft open on the dashboard (data-model.md §5).

A code belongs to one draft with exact bytes, lives for ten minutes and counts once. The third wrong try ends every
code, and no new one is made for an hour, so that nobody who holds the phone can guess one.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.items import is_id
from agent_skills.runtime.health import read_json, write_json
from local_agent.ledger import entry_name

LIVES = timedelta(minutes=10)
WRONG_TRIES = 3
LOCKED_FOR = timedelta(hours=1)
DIGITS = 6


class Redeemed(StrEnum):
    """What became of a code that the owner sent."""

    RIGHT = "right"
    WRONG = "wrong"
    ALL_VOID = "all_void"
    NONE = "none"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Code:
    """One live code."""

    digits: str
    expires_at: datetime


def random_digits() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


class ApprovalCodes:
    """Makes and takes codes; they lie in the state folder alone, where the dashboard reads them.

    Args:
        folder: `<state>/whatsapp/codes`.
        clock: for their life.
        new_digits: gives the digits of a new code.
    """

    def __init__(self, folder: Path, clock: Clock, new_digits: Callable[[], str] = random_digits) -> None:
        self._folder = folder
        self._tries = folder / "tries"
        self._clock = clock
        self._new_digits = new_digits

    def issue(self, item_id: str, sha256: str) -> Code | None:
        """Return the live code of a draft, made now where there is none; None while codes are locked.

        Args:
            item_id: of the draft.
            sha256: of its bytes.
        """
        self._forget_old()
        if self._locked() or not is_id(item_id):
            return None
        known = self._read(item_id, sha256)
        if known:
            return known
        code = Code(self._new_digits(), self._clock() + LIVES)
        content = {"version": 1, "id": item_id, "sha256": sha256, "code": code.digits}
        write_json(self._path(item_id, sha256), {**content, "expires_at": iso(code.expires_at)})
        return code

    def redeem(self, item_id: str, sha256: str, digits: str) -> Redeemed:
        """Take a code; a right one is gone before this returns.

        Args:
            item_id: of the draft.
            sha256: of its bytes as they lie there now.
            digits: what the owner sent.
        """
        if self._locked():
            return Redeemed.LOCKED
        known = self._read(item_id, sha256)
        if known is None:
            return Redeemed.NONE
        wrong = self._wrong() + 1
        self._note(wrong)  # counted before it is compared: a crash in between gives no further try
        if hmac.compare_digest(known.digits.encode(), digits.encode()):
            self._path(item_id, sha256).unlink(missing_ok=True)
            self._note(0)
            return Redeemed.RIGHT
        if wrong < WRONG_TRIES:
            return Redeemed.WRONG
        self.void()
        return Redeemed.ALL_VOID

    def void(self) -> None:
        """End every code."""
        for path in self._folder.glob("*.json"):
            path.unlink(missing_ok=True)

    def _read(self, item_id: str, sha256: str) -> Code | None:
        found = read_json(self._path(item_id, sha256)) if is_id(item_id) else None
        if not isinstance(found, dict) or found.get("id") != item_id or found.get("sha256") != sha256:
            return None
        digits, expires = found.get("code"), parse_iso(found.get("expires_at"))
        if not isinstance(digits, str) or expires is None or self._clock() >= expires:
            return None
        return Code(digits, expires)

    def _path(self, item_id: str, sha256: str) -> Path:
        return self._folder / f"{entry_name(item_id, sha256)}.json"

    def _wrong(self) -> int:
        count = self._told().get("wrong")
        return count if isinstance(count, int) else 0

    def _locked(self) -> bool:
        until = parse_iso(self._told().get("locked_until"))
        if until and self._clock() < until:
            return True
        if until:
            self._note(0)
        return False

    def _note(self, wrong: int) -> None:
        until = iso(self._clock() + LOCKED_FOR) if wrong >= WRONG_TRIES else None
        write_json(self._tries, {"wrong": wrong, "locked_until": until})

    def _told(self) -> dict[str, Any]:
        found = read_json(self._tries)
        return found if isinstance(found, dict) else {}

    def _forget_old(self) -> None:
        now = self._clock()
        for path in self._folder.glob("*.json"):
            found = read_json(path)
            expires = parse_iso(found.get("expires_at")) if isinstance(found, dict) else None
            if expires is None or now >= expires:
                path.unlink(missing_ok=True)
