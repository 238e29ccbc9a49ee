"""How the dashboard's answers travel: in one piece, kept nowhere, and of no use to a page of another site."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
import requests

from tests.fixtures.dashboard import BUILT, Dashboard, running_dashboard, script_addresses
from tests.fixtures.doors import Knock, send
from tests.fixtures.drafts import draft_id
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration

OFTEN = ["status", "approvals", "outbox", "activity", "health", "usage", "events"]
SELDOM = ["plans", "push", "search?q=zebra", f"approvals/{draft_id(1)}", "approvals/nothing", "auth/csrf", "nothing"]
KEPT_AWAY = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REWRITTEN = ["/api/status/", "/api//status", "/%61pi/status", "/api/st%61tus", "/API/status", "/x/../api/status"]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    if not BUILT.exists():
        pytest.skip("the dashboard is not built: npm run build in nextjs_dashboard")
    with running_dashboard(tmp_path_factory.mktemp("answers")) as started:
        started.draft(1)
        yield started


@pytest.fixture(scope="module")
def cookies(dashboard: Dashboard) -> dict[str, str]:
    owner = {cookie.name: cookie.value or "" for cookie in dashboard.sign_in().cookies}
    there = Knock("GET", f"/api/approvals/{draft_id(1)}", cookies=owner)
    eventually(lambda: send(dashboard, there).status_code == 200, "the draft is known")
    return owner


@pytest.mark.req("NFR-P-SEC-003", "FR-P026")
@pytest.mark.parametrize("owner", [False, True], ids=["stranger", "owner"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize("path", [*OFTEN, *SELDOM])
def test_no_answer_of_the_api_can_be_framed_kept_or_read_by_another_site(
    dashboard: Dashboard, cookies: dict[str, str], path: str, method: str, owner: bool
) -> None:
    knock = Knock(method, f"/api/{path}", None, {"Origin": dashboard.url}, cookies if owner else {})
    with closing(
        requests.request(
            method,
            dashboard.url + knock.path,
            cookies=dict(knock.cookies),
            headers=dict(knock.headers),
            stream=True,
            timeout=20,
        )
    ) as answer:
        for name, value in KEPT_AWAY.items():
            assert answer.headers[name] == value, name
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert policy.count("frame-ancestors 'none'") == 1
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.req("NFR-P-PERF-002")
def test_the_scripts_that_every_page_starts_with_are_compiled_while_they_load_and_kept(dashboard: Dashboard) -> None:
    page = requests.get(f"{dashboard.url}/login", timeout=20).text
    scripts = [requests.get(dashboard.url + address, timeout=20) for address in script_addresses(page)]
    heaviest = sorted(scripts, key=lambda script: len(script.content))[-2:]
    assert [script.text.partition("\n")[0] for script in heaviest] == ["//# allFunctionsCalledOnLoad"] * 2
    assert all("immutable" in script.headers["Cache-Control"] for script in scripts)


@pytest.mark.req("NFR-P-SEC-003")
@pytest.mark.parametrize("path", [f"/api/{path}" for path in OFTEN] + REWRITTEN)
def test_however_an_address_is_written_a_stranger_learns_nothing(dashboard: Dashboard, path: str) -> None:
    assert exchanged(dashboard, path, dashboard.url.removeprefix("http://"))[0] in (308, 401, 404)
    assert exchanged(dashboard, path, "evil.example")[0] in (308, 404, 421)


@pytest.mark.parametrize("path", ["/api/%zz", "/api/status%", "/api/approvals/%c0%af", "/api/%e0%a4%a"])
def test_an_address_that_means_nothing_is_refused_in_words(dashboard: Dashboard, path: str) -> None:
    status, _, body = exchanged(dashboard, path, dashboard.url.removeprefix("http://"))
    assert (status, b"This address is not understood." in body) == (400, True)


def test_headers_and_body_of_an_answer_travel_together(dashboard: Dashboard, cookies: dict[str, str]) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    for path in ("/api/status", "/api/approvals", "/api/approvals/nothing"):
        _, _, body = exchanged(dashboard, path, dashboard.url.removeprefix("http://"), f"Cookie: {cookie}\r\n")
        length, _, chunk = body.partition(b"\r\n")
        assert len(chunk) >= int(length or b"1", 16) > 0, path


@pytest.mark.req("NFR-P-SEC-003")
def test_a_session_that_was_let_in_a_moment_ago_opens_nothing_for_one_that_is_like_it(
    dashboard: Dashboard, cookies: dict[str, str]
) -> None:
    genuine = cookies["session"]
    knock = Knock("GET", "/api/status")
    for _ in range(3):
        assert send(dashboard, replace(knock, cookies={"session": genuine})).status_code == 200
    letter = genuine[-2]  # the very last one also holds bits that stand for nothing (RFC 4648, 3.5)
    other = genuine[:-2] + ("A" if letter != "A" else "B") + genuine[-1]
    for token in (other, genuine[:-1], genuine + "A", genuine.swapcase(), ""):
        assert send(dashboard, replace(knock, cookies={"session": token})).status_code == 401


def exchanged(dashboard: Dashboard, path: str, host: str, more: str = "") -> tuple[int, str, bytes]:
    """Return status, headers and body of an answer as far as its first bytes on the wire hold them."""
    with socket.create_connection(("127.0.0.1", dashboard.port), timeout=20) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n".encode())
        head, _, body = wire.recv(1 << 20).partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode(), body
