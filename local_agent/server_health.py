"""How each channel's other side fares: asked every five minutes, told in `Logs/MCP_Health/` when it changes."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from agent_skills.domain.clock import Clock, iso, parse_iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.findings import Finding, Severity
from agent_skills.domain.items import Document, FrontMatter, StoredFile
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.mcp_servers.call_record import LAST_CALLS, STALE_AFTER, ServerState
from agent_skills.runtime.health import HealthState, read_json
from local_agent.executors.contract import Outcome, Result

log = logging.getLogger(__name__)

FOLDER = "Logs/MCP_Health"
CHECK_MINUTES = 5
TELL_AGAIN = timedelta(hours=24)
"""A file that says the same is renewed once a day and not every five minutes: each change is a commit."""

SELDOM = timedelta(hours=6)
AFTER_TROUBLE = timedelta(hours=1)
SPARED = frozenset({"linkedin", "facebook", "instagram", "twitter"})
"""Platforms that count every call against the account's own allowance (X: 25 a day for this one)."""

MANY = 3
MAX_ERROR = 200
Probe = Callable[[], Outcome]


def judge(before: ServerState | None, calls: deque[bool], last_success: datetime | None, now: datetime) -> ServerState:
    """Return the state after a call: online until one fails, offline after three bad ones, back up in two steps.

    Args:
        before: the state until now, None before the first call.
        calls: outcomes of the last three calls, newest last.
        last_success: when a call last worked.
        now: the present moment.
    """
    if not calls[-1]:
        long_ago = last_success is not None and now - last_success >= STALE_AFTER
        return ServerState.OFFLINE if long_ago or calls.count(False) == LAST_CALLS else ServerState.DEGRADED
    if before in (None, ServerState.ONLINE) or calls.count(True) == LAST_CALLS:
        return ServerState.ONLINE
    return ServerState.DEGRADED


class ServerHealth:
    """Asks the probes and keeps the record.

    Args:
        vault: holds the record.
        findings: told of a server that is offline, and of several at once.
        probes: name of the server → a look at its other side that sends nothing.
        clock: for times.
    """

    def __init__(self, vault: Vault, findings: FindingSink, probes: Mapping[str, Probe], clock: Clock) -> None:
        self._vault = vault
        self._findings = findings
        self._probes = probes
        self._clock = clock
        self._calls: dict[str, deque[bool]] = {}
        self._good: dict[str, datetime] = {}
        self._asked: dict[str, datetime] = {}
        self._states: dict[str, ServerState] = {}

    def check(self) -> None:
        """Ask every server once; one that fails does not keep the others from being asked."""
        for name, probe in self._probes.items():
            if self._is_due(name):
                self._states[name] = self._check(name, probe)
        offline = list(self._states.values()).count(ServerState.OFFLINE)
        if offline >= MANY:
            problem = f"{offline} servers are offline at once; most likely this machine's network is."
            self._findings.report(Finding("mcp_offline", "servers", problem, "Check the network.", Severity.CRITICAL))
        else:
            self._findings.clear("mcp_offline", "servers")

    def _is_due(self, name: str) -> bool:
        now, asked = self._clock(), self._asked.get(name)
        wait = SELDOM if all(self._calls.get(name, ())) else AFTER_TROUBLE
        if name in SPARED and asked and now - asked < wait:
            return False
        self._asked[name] = now
        return True

    def _check(self, name: str, probe: Probe) -> ServerState:
        outcome = _ask(name, probe)
        good = outcome.result is Result.SENT
        calls = self._calls.setdefault(name, deque(maxlen=LAST_CALLS))
        calls.append(good)
        file, now = self._file(name), self._clock()
        if good:
            self._good[name] = now
        last = self._good.get(name) or (parse_iso(file.doc.front.get("last_successful_call")) if file else None)
        state = judge(_state(file), calls, last, now)
        self._write(file, name, state, outcome, last)
        self._tell(name, state, outcome)
        return state

    def _tell(self, name: str, state: ServerState, outcome: Outcome) -> None:
        if state is not ServerState.OFFLINE:
            self._findings.clear("mcp_unavailable", name)
            return
        problem = f"{name} is offline: {outcome.error or 'no answer'} Approved drafts for it wait."
        remedy = outcome.remedy or "See `local-agent doctor`."
        self._findings.report(Finding("mcp_unavailable", name, problem, remedy))

    def _file(self, name: str) -> StoredFile | None:
        try:
            return self._vault.read(f"{FOLDER}/{name}.md")
        except (OSError, EmployeeError):
            return None

    def _write(
        self, file: StoredFile | None, name: str, state: ServerState, outcome: Outcome, last: datetime | None
    ) -> None:
        now = self._clock()
        good = outcome.result is Result.SENT
        told: FrontMatter = {
            "mcp_name": name,
            "status": state.value,
            "last_call_status": "success" if good else "error",
            "error_message": None if good else (outcome.error or "no answer")[:MAX_ERROR],
        }
        checked = parse_iso(file.doc.front.get("checked_at")) if file else None
        same = file is not None and all(file.doc.front.get(key) == value for key, value in told.items())
        if same and checked and now - checked < TELL_AGAIN:
            return
        times: FrontMatter = {"last_successful_call": iso(last) if last else "never", "checked_at": iso(now)}
        front: FrontMatter = {"id": name, "type": "mcp_health", **told, **times, "updated_at": iso(now)}
        doc = Document(front, f"# {name}\n\n{state.value}, last asked {iso(now)}.\n")
        try:
            path = f"{FOLDER}/{name}.md"
            self._vault.write(path, doc, file.sha256) if file else self._vault.create(path, doc)
        except (OSError, EmployeeError):
            log.exception("could not write how %s fares", name)


def _state(file: StoredFile | None) -> ServerState | None:
    text = file.doc.text("status") if file else ""
    return ServerState(text) if text in set(ServerState) else None


def heartbeat_probe(path: Path) -> Outcome:
    """Return what a process's heartbeat says, as a probe: ok, or its detail and remedy.

    Args:
        path: `health/<process>.json`.
    """
    beat = read_json(path)
    if not isinstance(beat, dict):
        return Outcome(Result.TRANSIENT, error="The process has not started yet.", remedy="make start-local")
    if beat.get("state") == HealthState.OK:
        return Outcome(Result.SENT)
    detail, remedy = beat.get("detail") or "It does not work.", beat.get("remedy") or "See the log of the process."
    return Outcome(Result.TRANSIENT, error=str(detail), remedy=str(remedy))


def _ask(name: str, probe: Probe) -> Outcome:
    try:
        return probe()
    except Exception as error:  # a probe of a channel that breaks is that channel's trouble, not the round's
        log.exception("%s could not be asked", name)
        return Outcome(Result.TRANSIENT, error=f"The check itself failed ({type(error).__name__}).")
