"""Requests for a round right now: empty files in `<state>/asked/`, each named after the part that shall answer."""

from __future__ import annotations

from pathlib import Path

FOLDER = "asked"


class Asked:
    """The owner's wish to see at once how a part fares (the Test button of the health page).

    Args:
        state: the state folder.
    """

    def __init__(self, state: Path) -> None:
        self.folder = state / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def take(self, part: str) -> bool:
        """Tell whether a part was asked, and note that it answers now."""
        try:
            (self.folder / part).unlink()
        except FileNotFoundError:
            return False
        return True
