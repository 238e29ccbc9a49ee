"""Whom the owner has written to before: the recipients of sent drafts in Done/."""

from __future__ import annotations

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.ports import Vault
from agent_skills.domain.states import Place, Status


class KnownRecipients:
    """Answers from the vault; files are read once.

    Args:
        vault: holds Done/.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._read: set[str] = set()
        self._known: set[str] = set()

    def is_known(self, address: str) -> bool:
        """Tell whether a draft to this address was sent before."""
        for path in self._vault.paths(Place.DONE):
            if path not in self._read and "_DRAFT_" in path:
                self._read.add(path)
                self._note(path)
        return address.lower() in self._known

    def _note(self, path: str) -> None:
        try:
            doc = self._vault.read(path).doc
        except (OSError, EmployeeError):
            return
        if doc.text("status") == Status.SENT:
            self._known |= {known.lower() for known in doc.texts("to")}
