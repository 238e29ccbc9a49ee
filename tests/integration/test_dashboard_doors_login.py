"""The dashboard's login behind https: few tries, sessions that end, cookies and headers that let nobody else in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from local_agent.passwords import hash_password, unlock_login
from tests.fixtures.dashboard import BUILT, Dashboard, running_dashboard
from tests.fixtures.doors import CALLBACK, Knock, login, send
from tests.fixtures.drafts import draft_id
from tests.fixtures.product import PASSWORD
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration

NAME = "laptop.example"
HERE = {"Host": NAME, "Origin": f"https://{NAME}"}
TRIES = 1000
EVALUATED = 10  # wrong passwords in an hour, nextjs_dashboard/src/lib/auth/passwords.ts
NONCE = re.compile(r"'nonce-([A-Za-z0-9+/=]{20,})'")
PAGES = [
    "/",
    "/approvals",
    "/approvals?view=urgent",
    "/approvals/email",
    f"/approvals/email/{draft_id(1)}",
    "/approvals/email/nothing",
    "/approvals/batch",
    "/activity",
    "/outbox",
    "/health",
    "/settings",
    "/api-usage",
    "/login",
]
NO_PAGES = ["/nowhere", "/icons/nothing", "/icon.svgx", "/favicon.icox", "/_next/nothing", "/_next/image"]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    if not BUILT.exists():
        pytest.skip("the dashboard is not built: npm run build in nextjs_dashboard")
    folder = tmp_path_factory.mktemp("login")
    with running_dashboard(folder, DASHBOARD_URL=f"https://{NAME}") as started:
        started.draft(1, risk=["new_recipient"])
        yield started


@pytest.fixture(scope="module")
def session(dashboard: Dashboard) -> dict[str, str]:
    answer = login(dashboard, PASSWORD, **HERE)
    assert answer.status_code == 200, answer.text
    return {cookie.name: cookie.value or "" for cookie in answer.cookies if "session" in cookie.name}


def status(dashboard: Dashboard, cookies: dict[str, str]) -> int:
    return send(dashboard, Knock("GET", "/api/status", None, HERE, cookies)).status_code


def error_in(answer: requests.Response) -> str:
    address = str(answer.json()["url"])
    return parse_qs(urlsplit(address).query).get("error", [""])[0]


@pytest.mark.req("NFR-P-SEC-003", "FR-P026")
def test_cookies_stay_with_this_host_over_https_away_from_scripts_and_other_sites(dashboard: Dashboard) -> None:
    answer = login(dashboard, PASSWORD, **HERE)
    csrf = send(dashboard, Knock("GET", "/api/auth/csrf", None, HERE))
    cookies = [*answer.raw.headers.getlist("Set-Cookie"), *csrf.raw.headers.getlist("Set-Cookie")]
    names = {cookie.split("=")[0] for cookie in cookies}
    ours = {"__Host-session", "__Host-csrf", "__Host-device"}
    assert ours <= names <= {*ours, "__Secure-callback"}
    for cookie in cookies:
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"path=/", "httponly", "secure", "samesite=strict"} <= flags, cookie
        assert not any(flag.startswith("domain") for flag in flags)


@pytest.mark.parametrize("owner", [False, True], ids=["stranger", "owner"])
@pytest.mark.parametrize("path", [*PAGES, *NO_PAGES])
def test_a_page_runs_its_own_scripts_only_and_is_kept_nowhere(
    dashboard: Dashboard, session: dict[str, str], path: str, owner: bool
) -> None:
    knock = Knock("GET", path, None, HERE, session if owner else {})
    one, other = send(dashboard, knock), send(dashboard, knock)
    assert one.status_code in (200, 307, 308, 404), one.status_code
    nonces = [NONCE.findall(answer.headers["Content-Security-Policy"]) for answer in (one, other)]
    assert len(nonces[0]) == 1
    assert nonces[0] != nonces[1]
    policy = one.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "no-store" in one.headers["Cache-Control"]
    assert one.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Powered-By" not in one.headers
    assert "Access-Control-Allow-Origin" not in one.headers
    for script in re.findall(r"<script\b[^>]*>", one.text):
        assert f'nonce="{nonces[0][0]}"' in script


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/login"])
def test_a_stranger_sees_of_every_page_only_the_way_to_the_login(dashboard: Dashboard, path: str) -> None:
    answer = send(dashboard, Knock("GET", path, None, HERE))
    assert answer.status_code == 307
    assert answer.headers["Location"].startswith("/login?next=%2F")
    assert "Ali" not in answer.text
    assert "acme" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:3000", f"{NAME}.evil.example", "localhost:1", ""])
@pytest.mark.parametrize("path", ["/", "/login", "/approvals", "/sw.js", "/manifest.webmanifest", "/api/auth/csrf"])
def test_no_page_comes_under_a_name_that_is_not_set_up(
    dashboard: Dashboard, session: dict[str, str], path: str, host: str
) -> None:
    answer = send(dashboard, Knock("GET", path, None, {"Host": host}, session))
    assert answer.status_code == 421
    assert "ALLOWED_HOSTS" in answer.text


FORM = "application/x-www-form-urlencoded"
BODIES = {
    "no token": (b"password=x&json=true", FORM, 200),
    "a wrong token": (b"csrfToken=x&password=x&json=true", FORM, 200),
    "nothing": (b"", FORM, 302),
    "garbled": (b"%%%=%ff&&&=\x00&__proto__=x&csrfToken[]=1", FORM, 302),
    "garbled JSON": (b"{", "application/json", 400),
    "null": (b"null", "application/json", 400),
    "an object for a password": (b'{"password": {"length": 1}}', "application/json", 400),
    "plain text": (b"password=x", "text/plain", 400),
    "too much": (b"password=" + b"x" * 100_000, FORM, 413),
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("path", [CALLBACK, "/api/auth/signout"])
def test_the_login_survives_a_form_with(dashboard: Dashboard, session: dict[str, str], path: str, what: str) -> None:
    body, kind, expected = BODIES[what]
    answer = send(dashboard, Knock("POST", path, body, {**HERE, "Content-Type": kind}, session))
    assert answer.status_code == expected, answer.text
    assert "__Host-session" not in answer.cookies
    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", NAME)
    assert status(dashboard, session) == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        "signin",
        "callback/credentials/x",
        "callback/none",
        "error",
        "_log",
        "verify-request",
        "..%2f",
        "%00",
        "session/x",
    ],
)
def test_the_login_has_no_doors_that_the_pages_do_not_use(dashboard: Dashboard, path: str, method: str) -> None:
    answer = send(dashboard, Knock(method, f"/api/auth/{path}", b"" if method == "POST" else None, HERE))
    assert (answer.status_code, answer.json()["code"]) == (404, "gone")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize("path", [CALLBACK, "/api/auth/signout"])
def test_another_site_signs_nobody_in_or_out(
    dashboard: Dashboard, session: dict[str, str], path: str, headers: dict[str, str]
) -> None:
    answer = send(dashboard, Knock("POST", path, b"", {**HERE, "Content-Type": FORM, **headers}, session))
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


def test_what_another_program_left_in_our_cookies_breaks_no_login(dashboard: Dashboard) -> None:
    strange = {"__Secure-callback": "not an address", "__Host-csrf": "|||", "__Host-session": "x.y.z"}
    for query in ("", "?callbackUrl=not-an-address", "?callbackUrl=https://evil.example/&error=x"):
        answer = send(dashboard, Knock("GET", f"/api/auth/csrf{query}", None, HERE, strange))
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["csrfToken"]) == 64


def test_a_login_leads_to_no_other_site(dashboard: Dashboard, session: dict[str, str]) -> None:
    for asked in (
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ):
        query = urlencode({"next": asked})
        answer = send(dashboard, Knock("GET", f"/login?{query}", None, HERE, session))
        assert (answer.status_code, answer.headers["Location"]) == (307, "/"), asked


@pytest.mark.req("P-EC6")
def test_no_session_outlives_a_new_password_nor_a_new_secret(dashboard: Dashboard, session: dict[str, str]) -> None:
    assert status(dashboard, session) == 200
    for changed in ({"DASHBOARD_PASSWORD_HASH": hash_password("a new password")}, {"NEXTAUTH_SECRET": "t" * 43}):
        dashboard.restart(**changed)
        assert status(dashboard, session) == 401
        answer = send(dashboard, Knock("GET", "/api/auth/session", None, HERE, session))
        assert answer.json() == {}
    dashboard.restart()
    assert status(dashboard, session) == 200


@pytest.mark.req("NFR-P-SEC-003")
def test_of_a_thousand_wrong_passwords_ten_are_looked_at(dashboard: Dashboard, session: dict[str, str]) -> None:
    def attempt(number: int) -> str:
        answer = login(dashboard, f"guess {number}", **HERE, **{"X-Forwarded-For": f"192.0.2.{number % 250}"})
        assert answer.status_code == 401
        return error_in(answer).partition("-")[0]

    with ThreadPoolExecutor(8) as pool:
        told = Counter(pool.map(attempt, range(TRIES)))
    assert told == {"CredentialsSignin": EVALUATED, "TooManyTries": TRIES - EVALUATED}
    late = login(dashboard, PASSWORD, **HERE)
    assert (late.status_code, error_in(late).partition("-")[0]) == (401, "TooManyTries")
    assert "__Host-session" not in late.cookies


def test_the_owner_inside_goes_on_and_confirms_while_somebody_guesses(
    dashboard: Dashboard, session: dict[str, str]
) -> None:
    detail = Knock("GET", f"/api/approvals/{draft_id(1)}", None, HERE, session)
    found = eventually(lambda: send(dashboard, detail).json(), "the draft is known")
    body = {
        "type": "email",
        "draft_id": draft_id(1),
        "category": "Email",
        "sha256": found["sha256"],
    }

    def approve(password: str) -> requests.Response:
        wanted = {**body, "password": password}
        return requests.post(f"{dashboard.url}/api/approve", json=wanted, headers=HERE, cookies=session, timeout=20)

    refused = [approve(f"guess {number}") for number in range(12)]
    assert Counter(answer.json()["code"] for answer in refused) == {"wrong_password": EVALUATED, "too_many": 2}
    assert "local-agent unlock-login" in refused[-1].json()["error"]
    assert dashboard.vault.paths("Approved") == []
    unlock_login(dashboard.state)
    assert approve(PASSWORD).status_code == 200
    assert dashboard.vault.paths("Approved") != []
