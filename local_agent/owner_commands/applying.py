"""Carries out what was planned, through the owner's desk and ledger; the answer tells what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import singledispatchmethod

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.ports import FindingSink
from local_agent.desk import DecisionError, Desk
from local_agent.owner_commands import wording
from local_agent.owner_commands.codes import LOCKED_FOR, ApprovalCodes, Redeemed
from local_agent.owner_commands.planning import Action, PutOff, Redeem, Refuse, Show, Tell, TellList
from local_agent.owner_commands.store import CommandStore

MINUTES = int(LOCKED_FOR / timedelta(minutes=1))
REFUSALS = {
    Redeemed.WRONG: wording.WRONG_CODE,
    Redeemed.NONE: wording.NO_CODE,
    Redeemed.LOCKED: wording.LOCKED,
    Redeemed.ALL_VOID: wording.ALL_VOID,
}


@dataclass(frozen=True, slots=True)
class Applier:
    """Acts.

    Args:
        desk: decides with `how` whatsapp.
        store: remembers the list.
        codes: makes and takes codes.
        findings: told of wrong codes.
        undo: length of the undo window.
        step: called with a name between any two steps; tests end the process there.
    """

    desk: Desk
    store: CommandStore
    codes: ApprovalCodes
    findings: FindingSink
    undo: timedelta
    step: Callable[[str], None] = lambda _name: None

    def apply(self, action: Action) -> str:
        """Carry out one action; returns the answer, also where it failed."""
        try:
            return self._do(action)
        except DecisionError:
            return wording.failed("The draft was decided or changed meanwhile. Send list.")
        except (OSError, EmployeeError):
            return wording.failed("The file could not be changed just now. Try again, or open the dashboard.")

    @singledispatchmethod
    def _do(self, action: Action) -> str:
        raise TypeError(type(action).__name__)

    @_do.register
    def _tell(self, action: Tell) -> str:
        return action.text

    @_do.register
    def _list(self, action: TellList) -> str:
        self.store.remember_list(action.drafts)
        return action.text

    @_do.register
    def _show(self, action: Show) -> str:
        made = self.codes.issue(action.draft.item_id, action.draft.sha256) if action.code else None
        return wording.draft(action.number, action.draft, code=bool(made) if action.code else None)

    @_do.register
    def _refuse(self, action: Refuse) -> str:
        draft = action.draft
        if action.reason:
            redrafted = self.desk.redraft(draft.item_id, action.reason, draft.sha256)
        else:
            self.desk.reject(draft.item_id, None, draft.sha256)
            redrafted = False
        return wording.refused(action.number, draft, redrafted=redrafted)

    @_do.register
    def _put_off(self, action: PutOff) -> str:
        self.desk.snooze(action.draft.item_id, action.until, action.draft.sha256)
        return wording.put_off(action.number, action.draft, action.until)

    @_do.register
    def _redeem(self, action: Redeem) -> str:
        draft = action.draft
        self.desk.find(draft.item_id, draft.sha256)
        outcome = self.codes.redeem(draft.item_id, draft.sha256, action.code)
        self.step("redeemed")
        if outcome is not Redeemed.RIGHT:
            self._tell_of_guessing(outcome)
            return REFUSALS[outcome]
        self.desk.approve(draft.item_id, draft.sha256)
        return wording.approved(action.number, draft, self.undo.total_seconds())

    def _tell_of_guessing(self, outcome: Redeemed) -> None:
        if outcome is Redeemed.ALL_VOID:
            problem = f"Three wrong codes came by WhatsApp; all codes are void, and none is made for {MINUTES} minutes."
            remedy = "If that was not you, lock your phone, and set WHATSAPP_APPROVALS=false."
            self.findings.report(Finding("whatsapp_code_guessed", "codes", problem, remedy, Severity.SECURITY))
