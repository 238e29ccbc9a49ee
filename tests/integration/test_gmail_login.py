"""Signing in to Gmail from the terminal: a token that may read and nothing else, for its owner's eyes only."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from cloud_agent.watchers.gmail_session import gmail_session
from cloud_agent.watchers.gmail_watcher import GmailSource
from cloud_agent.watchers.seen_store import SeenStore
from tests.fixtures.gmail_server import GmailServer
from tests.fixtures.google_accounts import READ, SEND, GoogleAccounts
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration


class Terminal:
    """The command in a terminal, and the owner's browser beside it."""

    def __init__(self, folder: Path, accounts: GoogleAccounts, kind: str = "installed") -> None:
        self.token = folder / "state" / "gmail-token.json"
        client = folder / "client.json"
        client.write_text(json.dumps(accounts.client(kind)), encoding="utf-8")
        vault = folder / "vault"
        vault.mkdir()
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        environment = {
            **kept,
            "VAULT_PATH": str(vault),
            "AI_EMPLOYEE_STATE": str(folder / "state"),
            "PYTHONUNBUFFERED": "1",
            "OAUTHLIB_INSECURE_TRANSPORT": "1",  # the loopback Google has no certificate
        }
        command = [sys.executable, "-m", "cloud_agent", "gmail-login", "--client", str(client), "--port", "0"]
        self.output = folder / "output"
        with self.output.open("w", encoding="utf-8") as file:
            self.process = subprocess.Popen(
                [*command, "--timeout", "30"], env=environment, stdout=file, stderr=subprocess.STDOUT
            )

    def browse(self) -> str:
        """Open the printed address and follow it back; returns what the browser shows."""
        found = eventually(lambda: re.search(r"http://\S+/o/oauth2/auth\S+", self.said()), "the address")
        return requests.get(str(found and found[0]), timeout=10).text

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def exit_code(self) -> int:
        return self.process.wait(timeout=30)


@pytest.mark.req("FR-P003", "FR-P057")
def test_signing_in_gives_a_token_that_reads_mail_and_that_only_its_owner_can_read(tmp_path: Path) -> None:
    with GoogleAccounts() as accounts:
        terminal = Terminal(tmp_path, accounts)
        assert "Signed in" in terminal.browse()
        assert terminal.exit_code() == 0
    [asked] = accounts.asked
    assert (asked["scope"], asked["access_type"], asked["code_challenge_method"]) == (READ, "offline", "S256")
    assert stat.S_IMODE(terminal.token.stat().st_mode) == 0o600
    assert f"GMAIL_CREDENTIALS_PATH={terminal.token}" in terminal.said()
    assert not re.search(r"refresh-for-tests|code=4", terminal.said())
    with GmailServer() as gmail:
        gmail.deliver(b"From: ali@acme.example\r\nSubject: Hi\r\nMessage-ID: <1@acme.example>\r\n\r\nHello\r\n")
        seen = SeenStore(tmp_path / "seen.sqlite3")
        source = GmailSource(gmail_session(terminal.token), seen, "in:inbox", gmail.url)
        assert [b"Hello" in mail.raw for mail in source.fetch_new()] == [True]
        source.close()
        seen.close()


@pytest.mark.req("FR-P003", "FR-P057")
@pytest.mark.parametrize("granted", [[READ, SEND], [SEND], ["https://mail.google.com/"]], ids=["more", "other", "all"])
def test_a_token_that_may_do_anything_else_is_not_kept(tmp_path: Path, granted: list[str]) -> None:
    with GoogleAccounts(granted) as accounts:
        terminal = Terminal(tmp_path, accounts)
        terminal.browse()
        assert terminal.exit_code() == 1
    assert not terminal.token.exists()
    assert "myaccount.google.com/permissions" in terminal.said()
    assert "Traceback" not in terminal.said()


def test_a_token_that_does_not_last_is_not_kept(tmp_path: Path) -> None:
    with GoogleAccounts(lasting=False) as accounts:
        terminal = Terminal(tmp_path, accounts)
        terminal.browse()
        assert terminal.exit_code() == 1
    assert not terminal.token.exists()
    assert "no lasting token" in terminal.said()


def test_an_owner_who_says_no_gets_no_token_and_no_traceback(tmp_path: Path) -> None:
    with GoogleAccounts(refuses=True) as accounts:
        terminal = Terminal(tmp_path, accounts)
        terminal.browse()
        assert terminal.exit_code() == 1
    assert not terminal.token.exists()
    assert "Google gave no token" in terminal.said()
    assert "Traceback" not in terminal.said()


def test_a_stranger_who_knocks_with_another_state_is_turned_away(tmp_path: Path) -> None:
    with GoogleAccounts() as accounts:
        terminal = Terminal(tmp_path, accounts)
        found = eventually(lambda: re.search(r"localhost%3A(\d+)", terminal.said()), "the port")
        requests.get(f"http://localhost:{found and found[1]}/?code=4/0&state=guess", timeout=10)
        assert terminal.exit_code() == 1
    assert not terminal.token.exists()


def test_a_client_of_another_kind_is_named(tmp_path: Path) -> None:
    with GoogleAccounts() as accounts:
        terminal = Terminal(tmp_path, accounts, "web")
        assert terminal.exit_code() == 1
    assert "desktop app" in terminal.said()
