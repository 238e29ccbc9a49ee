"""Executes approvals, each once: journal first, then the world, then the vault (architecture §8)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.payload import Payload, payload_from_json
from agent_skills.domain.ports import FindingSink
from agent_skills.domain.states import channel_of
from agent_skills.journal.journal import Execution, ExecutionState, Journal
from local_agent.action_log import ActionLog
from local_agent.approval_handler import Approved
from local_agent.executors.contract import Executor, Outcome, Proof, Result
from local_agent.executors.registry import Registry, set_up_remedy
from local_agent.ledger import EXPIRES_AFTER, Hold, Ledger
from local_agent.projection import Projection
from local_agent.sign_in_pauses import SignInPauses

log = logging.getLogger(__name__)

S = ExecutionState
RETRY_SECONDS = (5, 10, 20)
"""FR-G008: waits after a refusal that is known not to have sent."""

VERIFY_EVERY = timedelta(minutes=5)
"""How often the channel is asked about an attempt whose end was not seen."""

RATE_LIMIT_TRIES = 24
"""How often a channel that asks to be left alone is tried: a day, with the 60 minutes of FR-G015."""

EXPIRED = "The approval has expired: it could not be carried out for 7 days."
AGAIN = "Look whether it still fits, then approve the draft again."
NO_EXECUTOR = "No way of sending is set up for this channel."


@dataclass(frozen=True, slots=True)
class Parts:
    """What the execution works with."""

    journal: Journal
    ledger: Ledger
    registry: Registry
    projection: Projection
    actions: ActionLog
    pauses: SignInPauses
    findings: FindingSink
    clock: Clock
    is_fresh: Callable[[Approved], bool]
    step: Callable[[str], None] = lambda _name: None


class ExecutionDrain:
    """Works off what was approved.

    Args:
        parts: see `Parts`. `step` is called with a name between any two steps; tests end the process there.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._verify_at: dict[str, datetime] = {}
        self._quiet: dict[str, datetime] = {}

    def recover(self) -> None:
        """Settle what an earlier process left: before the wire it is tried again, on the wire it is unknown."""
        for execution in self._parts.journal.open():
            if execution.state is S.INTENT:
                self._parts.journal.advance(execution, S.CLAIMED)
            elif execution.state is S.IN_FLIGHT:
                error = "The program ended while this was being sent; it may have been delivered."
                self._parts.journal.advance(execution, S.UNKNOWN, outcome="unknown", error=error)

    def begin(self, approvals: Sequence[Approved]) -> None:
        """Enter approvals into the journal; one whose thread has moved on goes back to the owner instead."""
        for approved in approvals:
            if self._parts.journal.get(approved.file.id, approved.file.sha256):
                continue
            if not self._parts.is_fresh(approved):
                self._parts.projection.give_back(
                    approved.file.path, approved.file.sha256, "A newer message arrived in this thread. Read it first."
                )
                continue
            if self._take(approved):
                self._enter(approved)

    def run(self) -> datetime | None:
        """Advance every open execution as far as it goes; returns when the next retry is due."""
        try:
            for execution in self._parts.journal.open():
                self._advance(execution)
        finally:
            self._parts.registry.rest()
        self._parts.projection.write_outbox(self._parts.journal.recent(100))
        return min((known.next_try for known in self._parts.journal.open() if known.next_try), default=None)

    def _take(self, approved: Approved) -> bool:
        """Take an approval, unless the owner takes it back at the same moment."""
        file, now = approved.file, self._parts.clock()
        hold = self._parts.ledger.take(approved.entry, now)
        if hold is Hold.ABANDONED:
            self._parts.projection.give_back(file.path, file.sha256, "You took this approval back.")
            self._parts.ledger.finish_undo(approved.entry, now)
        return hold is Hold.AGENT

    def _enter(self, approved: Approved) -> None:
        file, entry = approved.file, approved.entry
        payload = approved.payload.canonical()
        channel = channel_of(entry.path) or ""
        self._parts.journal.begin(
            file.id, file.sha256, approved.payload.sha256(), payload, channel, file.path, iso(entry.when)
        )

    def _advance(self, execution: Execution) -> None:
        if execution.state is S.APPROVED:
            self._parts.step("approved")
            execution = self._parts.journal.advance(execution, S.CLAIMED, claimed_at=iso(self._parts.clock()))
        if execution.state is S.CLAIMED:
            execution = self._attempt(execution)
        if execution.state is S.UNKNOWN:
            execution = self._verify(execution)
        if execution.state in (S.SENT, S.FAILED):
            self._parts.step("before projection")
            self._parts.projection.project(execution)
            self._parts.step("projected in the vault")
            self._parts.journal.advance(execution, S.PROJECTED, next_try=None)

    def _attempt(self, execution: Execution) -> Execution:
        quiet_until = self._quiet.get(execution.channel)
        if any(moment and self._parts.clock() < moment for moment in (execution.next_try, quiet_until)):
            return execution
        payload = payload_from_json(execution.payload)
        executor = self._parts.registry.find(execution.channel, payload.action)
        if executor is None:
            remedy = set_up_remedy(execution.channel)
            return self._fail(execution, Outcome(Result.PERMANENT, error=NO_EXECUTOR, remedy=remedy))
        if self._parts.clock() - (parse_iso(execution.approved_at) or self._parts.clock()) > EXPIRES_AFTER:
            return self._fail(execution, Outcome(Result.PERMANENT, error=EXPIRED, remedy=AGAIN))
        if self._parts.pauses.hold(execution.channel, executor):
            return execution
        reference = execution.client_ref or executor.new_reference()
        self._parts.step("claimed")
        execution = self._parts.journal.advance(execution, S.INTENT, client_ref=reference, next_try=None)
        self._parts.actions.action(execution.id, payload.action, "intent", execution.sha256)
        self._parts.step("intent")
        return self._execute(execution, executor, payload, reference)

    def _execute(self, execution: Execution, executor: Executor, payload: Payload, reference: str) -> Execution:
        current = [execution]

        def in_flight() -> None:
            current[0] = self._parts.journal.advance(current[0], S.IN_FLIGHT)
            self._parts.step("in flight")

        outcome = executor.execute(payload, reference, in_flight)
        self._parts.step("executed")
        return self._settle(current[0], outcome)

    def _settle(self, execution: Execution, outcome: Outcome) -> Execution:
        if outcome.result is Result.SENT:
            return self._sent(execution, outcome.receipt)
        if outcome.result is Result.UNKNOWN:
            journal = self._parts.journal
            return journal.advance(execution, S.UNKNOWN, outcome="unknown", error=outcome.error, remedy=outcome.remedy)
        if outcome.signed_out:
            self._parts.pauses.begin(execution.channel, outcome)
        tries = RATE_LIMIT_TRIES if outcome.wait else len(RETRY_SECONDS)
        if outcome.result is Result.TRANSIENT and execution.attempts < tries:
            return self._retry(execution, outcome)
        return self._fail(execution, outcome)

    def _sent(self, execution: Execution, receipt: str | None) -> Execution:
        now = iso(self._parts.clock())
        return self._parts.journal.advance(
            execution, S.SENT, outcome="sent", receipt=receipt, sent_at=now, error=None, remedy=None
        )

    def _retry(self, execution: Execution, outcome: Outcome) -> Execution:
        due = self._parts.clock() + (outcome.wait or timedelta(seconds=RETRY_SECONDS[execution.attempts]))
        if outcome.wait:
            self._quiet[execution.channel] = due
            self._parts.actions.action(execution.id, "wait", "rate_limited", execution.sha256)
        log.warning("%s is tried again at %s: %s", execution.id, iso(due), outcome.error)
        return self._parts.journal.advance(
            execution,
            S.CLAIMED,
            attempts=execution.attempts + 1,
            next_try=iso(due),
            error=outcome.error,
            remedy=outcome.remedy,
        )

    def _fail(self, execution: Execution, outcome: Outcome) -> Execution:
        return self._parts.journal.advance(
            execution, S.FAILED, outcome="failed", error=outcome.error, remedy=outcome.remedy, next_try=None
        )

    def _verify(self, execution: Execution) -> Execution:
        """Ask the channel about an attempt whose end was not seen; it is never sent again by itself."""
        now = self._parts.clock()
        if now < self._verify_at.get(execution.id, now):
            return execution
        self._verify_at[execution.id] = now + VERIFY_EVERY
        payload = payload_from_json(execution.payload)
        executor = self._parts.registry.find(execution.channel, payload.action)
        if executor and execution.client_ref:
            sighting = executor.verify(payload, execution.client_ref)
            if sighting.proof is Proof.PROVEN:
                self._parts.findings.clear("send_unknown", execution.id)
                return self._sent(execution, sighting.receipt)
        problem = f"{execution.id} may have been sent, or may not. {execution.error or ''}".strip()
        remedy = f"{executor.look_up if executor else NO_EXECUTOR} It is never sent again by itself."
        self._parts.findings.report(Finding("send_unknown", execution.id, problem, remedy, Severity.CRITICAL))
        return execution
