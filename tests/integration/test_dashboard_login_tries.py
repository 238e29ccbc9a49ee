"""Somebody guesses at the dashboard's login: they get nowhere, and the owner's own devices still come in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from local_agent.passwords import hash_password
from tests.fixtures.dashboard import BUILT, Dashboard, running_dashboard
from tests.fixtures.doors import login, login_from
from tests.fixtures.product import PASSWORD, REPOSITORY

pytestmark = [pytest.mark.integration, pytest.mark.req("NFR-P-SEC-003", "FR-P026")]
DEVICE = "device"


@pytest.fixture
def dashboard(tmp_path: Path) -> Iterator[Dashboard]:
    if not BUILT.exists():
        pytest.skip("the dashboard is not built: npm run build in nextjs_dashboard")
    with running_dashboard(tmp_path) as started:
        yield started


def error_in(answer: requests.Response) -> str:
    return parse_qs(urlsplit(str(answer.json()["url"])).query).get("error", [""])[0]


def device_of(answer: requests.Response) -> dict[str, str]:
    return {DEVICE: answer.cookies[DEVICE] or ""}


def guess(dashboard: Dashboard, times: int, device: dict[str, str] | None = None, address: str = "") -> Counter[str]:
    def attempt(number: int) -> str:
        seen = address or f"192.0.2.{number % 250}"
        answer = login_from(dashboard, f"guess {number}", device or {}, {"X-Forwarded-For": seen})
        return error_in(answer).partition("-")[0]

    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(attempt, range(times)))


def test_the_owners_phone_comes_in_while_a_stranger_guesses(dashboard: Dashboard) -> None:
    phone = device_of(login(dashboard, PASSWORD))
    assert guess(dashboard, 200) == {"CredentialsSignin": 10, "TooManyTries": 190}
    assert login(dashboard, PASSWORD).status_code == 401
    back = login_from(dashboard, PASSWORD, phone, {})
    assert back.status_code == 200
    assert device_of(back) != phone  # as long-lived as before, from now on
    assert login_from(dashboard, PASSWORD, device_of(back), {}).status_code == 200


def test_one_address_leaves_tries_to_the_owners_new_phone(dashboard: Dashboard) -> None:
    assert guess(dashboard, 30, address="203.0.113.9") == {"CredentialsSignin": 5, "TooManyTries": 25}
    assert login(dashboard, PASSWORD, **{"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}).status_code == 200


def test_a_stolen_devices_cookie_opens_nothing_and_has_ten_tries(dashboard: Dashboard) -> None:
    phone = device_of(login(dashboard, PASSWORD))
    status = requests.get(f"{dashboard.url}/api/status", cookies=phone, timeout=10)
    assert status.status_code == 401
    assert guess(dashboard, 50, phone) == {"CredentialsSignin": 10, "TooManyTries": 40}
    assert login(dashboard, PASSWORD).status_code == 200


@pytest.mark.parametrize("what", ["forged", "of the former password"])
def test_a_cookie_that_is_not_of_this_server_makes_a_stranger(dashboard: Dashboard, what: str) -> None:
    phone = device_of(login(dashboard, PASSWORD))
    if what == "forged":
        phone = {DEVICE: f"{'0' * 32}{phone[DEVICE][32:]}"}
    else:
        dashboard.restart(DASHBOARD_PASSWORD_HASH=hash_password("another password"))
    assert guess(dashboard, 40, phone) == {"CredentialsSignin": 10, "TooManyTries": 30}


def test_the_wait_is_told_and_ends_on_the_machine_itself(dashboard: Dashboard) -> None:
    guess(dashboard, 20)
    word, _, seconds = error_in(login(dashboard, PASSWORD)).partition("-")
    assert word == "TooManyTries"
    assert 3000 < int(seconds) <= 3600
    settings = {"VAULT_PATH": str(dashboard.root / "vault"), "AI_EMPLOYEE_STATE": str(dashboard.state)}
    command = [sys.executable, "-m", "local_agent", "unlock-login"]
    env = {"PATH": os.environ["PATH"], "HOME": str(dashboard.root), **settings}
    done = subprocess.run(command, env=env, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "takes passwords again" in done.stdout) == (0, True), done.stderr
    assert login(dashboard, PASSWORD).status_code == 200
    assert guess(dashboard, 20) == {"CredentialsSignin": 10, "TooManyTries": 10}
