"""The approval gate as a pure decision: may this file in Approved/ be executed, and if not, what happens to it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent_skills.domain.channels import refusal
from agent_skills.domain.items import StoredFile, same_id
from agent_skills.domain.payload import Payload, read_payload
from agent_skills.domain.ports import SignedApproval
from agent_skills.domain.states import channel_of
from local_agent.ledger import EXPIRES_AFTER, Entry


class Verdict(StrEnum):
    """What the gate says."""

    EXECUTE = "execute"
    WAIT = "wait"
    RECORD = "record"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict for one file, and why, in words for the owner."""

    verdict: Verdict
    reason: str = ""
    payload: Payload | None = None
    foreign: bool = False
    signed: SignedApproval | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one file in Approved/.

    Args:
        file: as it lies there now.
        entry: the live ledger entry for its id and exact bytes.
        used: whether the journal has executed this approval, or sent this draft before.
        moved_here: whether a person moved it on this machine: the last commit has it in Pending_Approval/ of the
            same channel, not in Approved/, and the pending file is gone.
        twins: other places where the same id lies, in Pending_Approval/ or Approved/.
        other_bytes: whether the owner approved this id with other bytes, and that approval is unused.
        signed: who signed the commit that put it there; None where that was not looked for.
        decided: whether the owner decided on this id and these bytes before, in whatever way.
        elsewhere: other places of the vault where the id lies.
    """

    file: StoredFile
    entry: Entry | None
    used: bool
    moved_here: bool
    twins: tuple[str, ...]
    other_bytes: bool = False
    signed: SignedApproval | None = None
    decided: bool = False
    elsewhere: tuple[str, ...] = ()


def rule(evidence: Evidence, now: datetime) -> Ruling:
    """Decide about one file.

    Returns:
        EXECUTE with the payload; WAIT while the undo window is open; RECORD where an owner's move in Obsidian, or a
        commit that the owner signed, has to be written into the ledger first; RETURN with the reason where it goes
        back to Pending_Approval/.
    """
    payload = read_payload(evidence.file.doc)
    problem = _unfit(evidence, payload)
    if problem or payload is None:
        return Ruling(Verdict.RETURN, problem or "", foreign=evidence.entry is None and not evidence.moved_here)
    if evidence.entry is None:
        if evidence.other_bytes:
            return Ruling(Verdict.RETURN, "It was changed after it was approved.", foreign=True)
        if evidence.moved_here:
            return Ruling(Verdict.RECORD, payload=payload)
        return _by_signature(evidence, payload, now)
    return _by_entry(evidence.entry, evidence, payload, now)


def _unfit(evidence: Evidence, payload: Payload | None) -> str | None:
    file = evidence.file
    if not same_id(file.doc.text("id"), file.id):
        return "Its id and its file name differ."
    if evidence.twins:
        return f"The same draft lies in {', '.join(evidence.twins)} as well."
    if evidence.used:
        return "It was sent already, or may have been."
    return refusal(channel_of(file.path), payload)


def _by_signature(evidence: Evidence, payload: Payload, now: datetime) -> Ruling:
    signed = evidence.signed
    if signed is None or signed.who is None or signed.at is None:
        why = f" It came through git, and {signed.reason}." if signed and signed.reason else ""
        return Ruling(Verdict.RETURN, f"It was not approved on this machine.{why}", foreign=True)
    if evidence.decided or evidence.elsewhere:
        return Ruling(
            Verdict.RETURN, "You decided on this draft before, so its signed approval is used up.", foreign=True
        )
    if now >= signed.at + EXPIRES_AFTER:
        return Ruling(Verdict.RETURN, "The signed approval has expired.")
    return Ruling(Verdict.RECORD, payload=payload, signed=signed)


def _by_entry(entry: Entry, evidence: Evidence, payload: Payload, now: datetime) -> Ruling:
    if entry.decision != "approve" or entry.sha256 != evidence.file.sha256:
        return Ruling(Verdict.RETURN, "It was not these bytes that were approved.")
    if entry.payload_sha256 != payload.sha256() or entry.routing != payload.routing():
        return Ruling(Verdict.RETURN, "What would be sent is not what was shown.")
    if now >= entry.expires_at:
        return Ruling(Verdict.RETURN, "The approval has expired.")
    if now < entry.not_before:
        return Ruling(Verdict.WAIT)
    return Ruling(Verdict.EXECUTE, payload=payload)
