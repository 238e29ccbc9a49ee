"""Twelve ways in that are none, at every door of the dashboard, with and without the owner's session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests

from agent_skills.domain.items import StoredFile
from local_agent.passwords import hash_password
from tests.contract.test_dashboard_api import contract
from tests.fixtures.dashboard import BUILT, Dashboard, running_dashboard
from tests.fixtures.doors import (
    LIMIT,
    STREAM,
    WAIT,
    Knock,
    changed,
    doors,
    files_below,
    forged,
    named_route,
    send,
    trickled,
)
from tests.fixtures.drafts import draft_id
from tests.fixtures.product import PASSWORD
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration

STRANGER = "https://evil.example"
TRACE = re.compile(r"\n\s+at |node_modules|\.next/|\.js:\d+|Error:|/vault|/state")
ORIGIN_REFUSED = (403, "wrong_origin")
NO_SESSION = (401, "unauthorized")
PASSES = (200, None)
Answer = tuple[int, str | None]


@dataclass(frozen=True)
class House:
    """A dashboard with a draft that waits, one that is approved, and the owner's cookies."""

    dashboard: Dashboard
    hashed: str
    waiting: StoredFile
    approved: StoredFile
    cookies: dict[str, str]

    def doors(self) -> list[Knock]:
        return doors(self.waiting, self.approved, self.dashboard.url)

    def files(self) -> dict[str, bytes]:
        return files_below(self.dashboard.root / "vault", self.dashboard.state)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if not BUILT.exists():
        pytest.skip("the dashboard is not built: npm run build in nextjs_dashboard")
    hashed = hash_password(PASSWORD)
    settings = {"DASHBOARD_PASSWORD_HASH": hashed, "UNDO_WINDOW_SECONDS": "60"}
    with running_dashboard(tmp_path_factory.mktemp("doors"), **settings) as started:
        yield furnished(started, hashed)


def furnished(dashboard: Dashboard, hashed: str) -> House:
    waiting, approved = dashboard.draft(1), dashboard.draft(2)
    cookies = {cookie.name: cookie.value or "" for cookie in dashboard.sign_in().cookies}
    house = House(dashboard, hashed, waiting, approved, cookies)
    there = replace(Knock("GET", f"/api/approvals/{draft_id(2)}"), cookies=cookies)
    eventually(lambda: send(dashboard, there).status_code == 200, "the drafts are known")
    body = {"type": "email", "draft_id": draft_id(2), "category": "Email", "sha256": approved.sha256}
    answer = requests.post(
        f"{dashboard.url}/api/approve", json=body, cookies=cookies, headers={"Origin": dashboard.url}, timeout=WAIT
    )
    assert answer.status_code == 200, answer.text
    send(dashboard, replace(Knock("GET", "/api/push"), cookies=cookies))  # makes the server's own keys, once
    return house


def refused_origin(knock: Knock, session: bool) -> Answer:
    return ORIGIN_REFUSED if knock.changes else (PASSES if session else NO_SESSION)


def refused_host(knock: Knock, session: bool) -> Answer:
    return (421, "wrong_host")


def refused_body(status: int, code: str) -> Callable[[Knock, bool], Answer]:
    def expected(knock: Knock, session: bool) -> Answer:
        if not session:
            return NO_SESSION
        return (status, code) if knock.changes else PASSES

    return expected


def other_method(knock: Knock) -> Knock:
    if "/api/approvals/" in knock.path:
        return replace(knock, method="POST", body=b"{}")
    return replace(knock, method="GET", body=None) if knock.changes else replace(knock, method="POST", body=b"{}")


def with_body(body: bytes, kind: str = "application/json") -> Callable[[Knock], Knock]:
    def changed(knock: Knock) -> Knock:
        return replace(knock, body=body).with_headers(Content_Type=kind) if knock.changes else knock

    return changed


def retyped(kind: str) -> Callable[[Knock], Knock]:
    return lambda knock: knock.with_headers(Content_Type=kind) if knock.changes else knock


def without_length(knock: Knock) -> Knock:
    return replace(knock, body=trickled(2 * LIMIT)) if knock.changes else knock


def rebound(host: str) -> Callable[[Knock], Knock]:
    """The browser of a page whose name was made to lead here sends its own name as host and origin."""
    return lambda knock: knock.with_headers(Host=host, Origin=f"http://{host}")


FORM = b"type=email&draft_id=" + draft_id(1).encode() + b"&category=Email"
ATTACKS: dict[str, tuple[Callable[[Knock], Knock], Callable[[Knock, bool], Answer]]] = {
    "no Origin": (lambda knock: knock.without("Origin"), refused_origin),
    "the Origin null": (lambda knock: knock.with_headers(Origin="null"), refused_origin),
    "another site's Origin": (lambda knock: knock.with_headers(Origin=STRANGER), refused_origin),
    "a name made to lead here": (rebound("evil.example"), refused_host),
    "a wrong name with a port": (rebound("localhost:1"), refused_host),
    "a form": (with_body(FORM, "application/x-www-form-urlencoded"), refused_body(415, "not_json")),
    "JSON as plain text": (retyped("text/plain"), refused_body(415, "not_json")),
    "JSON as almost JSON": (retyped("application/json-evil"), refused_body(415, "not_json")),
    "no JSON": (with_body(b""), refused_body(400, "bad_request")),
    "garbled JSON": (with_body(b'{"draft_id": "\xff\x00'), refused_body(400, "bad_request")),
    "JSON of another shape": (with_body(b'[{"__proto__": {"sha256": null}}]'), refused_body(400, "bad_request")),
    "a body over the limit": (with_body(b'"' + b"x" * LIMIT + b'"'), refused_body(413, "too_large")),
    "a body over the limit without its length": (without_length, refused_body(413, "too_large")),
    "a cross-site fetch": (lambda knock: knock.with_headers(Sec_Fetch_Site="cross-site"), refused_origin),
}


def check(answer: requests.Response, expected: Answer, told: str) -> None:
    with closing(answer):
        status, code = expected
        assert answer.status_code == status, f"{told}: {answer.status_code} {answer.text[:200]}"
        assert answer.headers["Cache-Control"].startswith("no-store"), told
        assert "X-Powered-By" not in answer.headers
        if status == 200:
            return
        body: dict[str, Any] = answer.json()
        assert (body["success"], body["code"], set(body)) == (False, code, {"success", "error", "code"}), told
        assert not TRACE.search(answer.text), told


@pytest.mark.req("FR-P026", "NFR-P-SEC-003")
def test_the_doors_under_attack_are_those_of_the_contract(house: House) -> None:
    named = {(path, method) for path, item in contract()["paths"].items() for method in item if method != "parameters"}
    attacked = {named_route(knock, house.waiting) for knock in house.doors()}
    assert attacked == {route for route in named if "/auth/" not in route[0]}


@pytest.mark.parametrize("session", [False, True], ids=["stranger", "owner's browser"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_is_decided_by_a_request_with(house: House, attack: str, session: bool) -> None:
    change, expected = ATTACKS[attack]
    before = house.files()
    for knock in house.doors():
        sent = replace(change(knock), cookies=house.cookies if session else {})
        check(send(house.dashboard, sent), expected(knock, session), f"{knock.method} {knock.path}")
    assert changed(before, house.files()) == {}


@pytest.mark.parametrize("session", [False, True], ids=["stranger", "owner's browser"])
def test_nothing_is_decided_by_another_method(house: House, session: bool) -> None:
    before = house.files()
    for knock in house.doors():
        sent = replace(other_method(knock), cookies=house.cookies if session else {})
        with closing(send(house.dashboard, sent)) as answer:
            assert (answer.status_code, answer.text) == (405, ""), f"{sent.method} {sent.path}"
    assert changed(before, house.files()) == {}


@pytest.fixture(scope="module")
def forgeries(house: House) -> dict[str, str]:
    genuine = house.cookies["session"]
    return {
        "expired": forged(house.hashed, maxAge=-60),
        "of another secret": forged(house.hashed, secret="x" * 43),
        "of an older password": forged(hash_password("an older password")),
        "of somebody else": forged(house.hashed, sub="stranger"),
        "of nobody": forged(house.hashed, sub=None),
        "without a signature": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd25lciJ9.",
        "with another end": genuine[:-4] + ("AAAA" if not genuine.endswith("AAAA") else "BBBB"),
        "empty": "",
        "long": "A" * 6000,
        "strange": "..%00%ff..",
    }


def test_a_session_made_as_the_server_makes_it_is_let_in(house: House) -> None:
    knock = replace(Knock("GET", "/api/status"), cookies={"session": forged(house.hashed)})
    assert send(house.dashboard, knock).status_code == 200


def test_nothing_is_decided_with_a_session_that_is_none(house: House, forgeries: dict[str, str]) -> None:
    before = house.files()
    for what, token in forgeries.items():
        for knock in house.doors():
            sent = replace(knock, cookies={"session": token})
            check(send(house.dashboard, sent), NO_SESSION, f"{knock.method} {knock.path} {what}")
    assert changed(before, house.files()) == {}


def test_a_session_that_is_none_is_nobody_to_the_login_either(house: House, forgeries: dict[str, str]) -> None:
    for what, token in forgeries.items():
        answer = send(house.dashboard, replace(Knock("GET", "/api/auth/session"), cookies={"session": token}))
        assert (answer.status_code, answer.json()) == (200, {}), what


def test_what_nobody_attacks_still_goes_through_the_same_doors(house: House) -> None:
    """The requests above are refused for what was done to them, not because they never worked."""
    dashboard = house.dashboard
    fresh = dashboard.draft(3)
    there = replace(Knock("GET", f"/api/approvals/{draft_id(3)}"), cookies=house.cookies)
    eventually(lambda: send(dashboard, there).status_code == 200, "the draft is known")
    by_path = {
        knock.path: replace(knock, cookies=house.cookies) for knock in doors(fresh, house.approved, dashboard.url)
    }
    for path in ("/api/snooze", "/api/undo"):
        assert send(dashboard, by_path[path]).status_code == 200, path
    with closing(send(dashboard, by_path[STREAM])) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")


def test_the_server_noted_no_failure(house: House) -> None:
    assert "a request failed" not in house.dashboard.log()
