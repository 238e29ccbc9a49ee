"""Strings that break programs, in every path, query and body of the dashboard."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pytest
import requests

from agent_skills.domain.items import StoredFile
from tests.fixtures.dashboard import BUILT, Dashboard, running_dashboard
from tests.fixtures.doors import files_below, tomorrow
from tests.fixtures.drafts import draft_id
from tests.fixtures.hostile_strings import ABSENT, OWN, SHARED, collection, everything
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration

CANARY = "CANARY 3f9a1c"
PASSWD = "root:x:0"
ALLOWED = {200, 307, 308, 400, 404, 405, 409, 413, 414, 431}
PRINTABLE = "!\"$%&'()*+,-./:;<=>@[\\]^_`{|}~"
BLANK = " \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
AT_ONCE = 4
OUTSIDE = ["outside.md", "state/outside.md", "vault/.secrets/outside.md", "vault/outside.md", "vault/Logs/outside.md"]


class Given(NamedTuple):
    """One hostile request.

    Args:
        method: HTTP method.
        path: as it stands in the request line.
        body: sent as JSON; None for no body.
    """

    method: str
    path: str
    body: Any = None


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    if not BUILT.exists():
        pytest.skip("the dashboard is not built: npm run build in nextjs_dashboard")
    with running_dashboard(tmp_path_factory.mktemp("strings")) as started:
        for file in (
            "outside.md",
            "state/outside.md",
            "vault/.secrets/outside.md",
            "vault/outside.md",
            "vault/Logs/x.md",
        ):
            (started.root / file).parent.mkdir(parents=True, exist_ok=True)
            (started.root / file).write_text(CANARY)
        yield started


@pytest.fixture(scope="module")
def owner(dashboard: Dashboard) -> requests.Session:
    client = dashboard.sign_in()
    client.get(f"{dashboard.url}/api/push", timeout=20)
    return client


@pytest.fixture(scope="module")
def draft(dashboard: Dashboard, owner: requests.Session) -> StoredFile:
    waiting = dashboard.draft(1)
    address = f"{dashboard.url}/api/approvals/{draft_id(1)}"
    wait_for(owner, address)
    return waiting


def wait_for(owner: requests.Session, address: str) -> None:
    eventually(lambda: owner.get(address, timeout=20).status_code == 200, "the draft is known")


class Line:
    """One connection that sends request lines as they are."""

    def __init__(self, dashboard: Dashboard, owner: requests.Session) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=30)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in owner.cookies)
        self._head = {"Cookie": cookies, "Origin": dashboard.url, "Content-Type": "application/json"}

    def problem(self, given: Given) -> str | None:
        """Send one request and tell what is wrong with its answer."""
        body = None if given.body is None else json.dumps(given.body).encode()
        self._connection.request(given.method, given.path, body, self._head)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        leaks = CANARY in text or PASSWD in text or "node_modules" in text
        away = urlsplit(answer.headers.get("Location", "")).netloc not in ("", f"127.0.0.1:{self._connection.port}")
        away = away or answer.headers.get("Location", "/").startswith(("//", "/\\"))
        wrong = leaks or away or answer.status not in ALLOWED
        return f"{answer.status} {answer.headers.get('Location')} {given!r:.300} {text[:200]}" if wrong else None

    def close(self) -> None:
        self._connection.close()


def problems(dashboard: Dashboard, owner: requests.Session, requested: list[Given]) -> list[str]:
    """Send everything over a few connections, and return what went wrong."""

    def some(first: int) -> list[str]:
        line = Line(dashboard, owner)
        try:
            return [found for given in requested[first::AT_ONCE] if (found := line.problem(given))]
        finally:
            line.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [found for part in pool.map(some, range(AT_ONCE)) for found in part]


def as_segment(string: str) -> str:
    return quote(string, safe="", errors="replace")


def as_typed(string: str) -> str:
    """Return the string as it stands, but for what ends a request line."""
    return quote(string, safe=PRINTABLE, errors="replace")


PATHS: list[Callable[[str], str]] = [
    lambda string: f"/approvals/email/{as_segment(string)}",
    lambda string: f"/approvals/{as_segment(string)}",
    lambda string: f"/{as_typed(string)}",
    lambda string: f"/approvals/email/{as_typed(string)}",
    lambda string: f"/icons/{as_typed(string)}",
    lambda string: f"/_next/static/{as_typed(string)}",
    lambda string: f"/_next/image?{urlencode({'url': string, 'w': 64, 'q': 75}, errors='replace')}",
    lambda string: f"/api/auth/{as_typed(string)}",
    lambda string: f"/login?{urlencode({'next': string}, errors='replace')}",
    lambda string: f"/api/search?{urlencode({'q': string}, errors='replace')}",
    lambda string: f"/approvals?{urlencode({'category': string, 'view': string}, errors='replace')}",
]


def read_requests(strings: list[str]) -> list[Given]:
    """Return for each string the two doors that lead to files, and one of the others by turns."""
    query = [f"/api/approvals?{urlencode({'category': s, 'view': s, 'cursor': s}, errors='replace')}" for s in strings]
    direct = [f"/api/approvals/{as_segment(string)}" for string in strings]
    typed = [f"/api/approvals/{as_typed(string)}" for string in strings]
    turns = [PATHS[number % len(PATHS)](string) for number, string in enumerate(strings)]
    return [Given("GET", path) for path in [*query[::5], *direct, *typed, *turns]]


def bodies(string: str, draft: StoredFile) -> list[Given]:
    """Return a request for each field of each body, with a hash that the draft does not have."""
    reference = {"type": "email", "draft_id": draft_id(1), "category": "Email", "sha256": "0" * 64}
    fields = ("type", "draft_id", "category", "sha256")
    approve = [Given("POST", "/api/approve", {**reference, name: string}) for name in (*fields, "password", string)]
    reject = [Given("POST", "/api/reject", {**reference, name: string}) for name in ("draft_id", "reason")]
    redraft = [Given("POST", "/api/redraft", {**reference, name: string}) for name in ("draft_id", "reason")]
    undo = [Given("POST", "/api/undo", {"draft_id": string, "sha256": draft.sha256})]
    snooze = [
        Given("POST", "/api/snooze", {**reference, "until": string}),
        Given("POST", "/api/snooze", {**reference, "sha256": string, "until": tomorrow()}),
    ]
    batch = [Given("POST", "/api/approve/batch", {"items": [{**reference, "draft_id": string}, string]})]
    edit = [Given("PUT", f"/api/approvals/{draft_id(1)}", {"sha256": "0" * 64, "text": string})]
    keys = {"p256dh": "k" * 87, "auth": "a" * 22}
    device = [
        Given("POST", "/api/push/devices", {"endpoint": string, "keys": keys, "label": "x"}),
        Given("POST", "/api/push/devices", {"endpoint": f"https://{string}", "keys": keys, "label": string}),
        Given("POST", "/api/push/forget", {"id": string}),
        Given("POST", "/api/push/test", {"id": string}),
        Given("POST", "/api/health/test", {"name": string}),
    ]
    return [*approve, *reject, *redraft, *undo, *snooze, *batch, *edit, *device]


def everything_below(dashboard: Dashboard) -> dict[str, bytes]:
    return files_below(dashboard.root / "vault", dashboard.state, dashboard.root / "outside.md")


@pytest.mark.parametrize("strings", [pytest.param(OWN, id="own"), pytest.param(everything()[::10], id="public")])
def test_no_string_in_an_address_leads_out_of_the_vault_or_breaks_the_server(
    dashboard: Dashboard, owner: requests.Session, draft: StoredFile, strings: list[str]
) -> None:
    before = everything_below(dashboard)
    assert problems(dashboard, owner, read_requests(strings)) == []
    assert everything_below(dashboard) == before


def test_no_string_in_a_body_decides_anything_or_breaks_the_server(
    dashboard: Dashboard, owner: requests.Session, draft: StoredFile
) -> None:
    before = everything_below(dashboard)
    requested = [given for string in OWN for given in bodies(string, draft)]
    for number, string in enumerate(everything()[::10]):
        possible = bodies(string, draft)
        requested.append(possible[number % len(possible)])
    assert problems(dashboard, owner, requested) == []
    assert everything_below(dashboard) == before


def as_kept(text: str) -> str:
    """Return a draft text as a vault file keeps it: lines that end in one way, no empty ones around, no controls."""
    plain = re.sub("[\x00-\x08\x0e-\x1f]", "", re.sub("[\x0b\x0c]", "\n", text))
    found = f"{plain}\n".replace("\r\n", "\n").split("\n")
    filled = [number for number, line in enumerate(found) if line.strip(" \t")]
    return "\n".join(found[filled[0] : filled[-1] + 1]) if filled else ""


def texts() -> list[str]:
    return [string for string in [*OWN, *collection("blns.json")[::4]] if not string.startswith("> [!quote]")]


def test_a_text_and_a_reason_are_kept_as_they_are_whatever_they_hold(
    dashboard: Dashboard, owner: requests.Session
) -> None:
    for number, string in enumerate(texts(), start=1000):
        stored = dashboard.draft(number)
        address = f"{dashboard.url}/api/approvals/{draft_id(number)}"
        wait_for(owner, address)
        put = owner.put(address, json={"sha256": stored.sha256, "text": string}, timeout=20)
        assert (put.status_code, put.json()["text"]) == (200, as_kept(string)), repr(string)
        reason = string[:100]
        body = {"type": "email", "draft_id": draft_id(number), "category": "Email", "sha256": put.json()["sha256"]}
        answer = owner.post(f"{dashboard.url}/api/reject", json={**body, "reason": reason}, timeout=20)
        assert answer.status_code == 200, (string, answer.text)
        refused = dashboard.vault.read(f"Rejected/{draft_id(number)}.md")
        assert refused.doc.front["reject_reason"] == (reason.strip(BLANK) or None), repr(string)
        assert refused.doc.front["status"] == "rejected"
        assert refused.doc.front["to"] == [f"ali{number}@acme.example"]


def test_the_public_collections_were_used(dashboard: Dashboard) -> None:
    if not SHARED.exists():
        pytest.skip(ABSENT)
    assert len(everything()) > 3000


def test_the_server_noted_no_failure(dashboard: Dashboard) -> None:
    log = dashboard.log()
    assert "a vault file cannot be read" not in log
    assert "a request failed" not in log
    assert "unhandled" not in log.lower()
