"""No credential is ever shown: canaries in every secret setting, and an outside that repeats what it was given."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.redaction import MASK, Redactor, without_login
from agent_skills.sync.clone_setup import clone_repository
from agent_skills.sync.git_repo import GitError, GitRepo
from agent_skills.sync.remote_login import keep_login
from agent_skills.vault.scaffold import create_vault
from agent_skills.vault.store import FileVault
from local_agent.compose_executors import channel_checks, executors, server_probes
from local_agent.executors.contract import Result
from local_agent.settings import read_settings
from tests.fixtures.drafts import email_draft
from tests.fixtures.echoing_servers import echoing_mail, echoing_web
from tests.fixtures.product import REPOSITORY, git, write_env
from tests.fixtures.social_executors import post

pytestmark = [pytest.mark.integration, pytest.mark.req("NFR-S-SEC-001", "NFR-S-SEC-004", "NFR-G-SEC-001", "P-US5.7")]
CANARY = "canary/7f+3a secret="
"""With characters that addresses, JSON and base64 write differently."""
FORMS = ("canary", base64.b64encode(CANARY.encode()).decode()[:20])


def leaked(text: str) -> list[str]:
    """Return the lines that hold a canary in any form."""
    return [line for line in text.splitlines() if any(form in line for form in FORMS)]


def run(agent: str, *arguments: str, env: Path) -> str:
    """Run a command line and return everything it printed."""
    known = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", f"{agent}_agent", *arguments],
        env={**known, "ENV_FILE": str(env)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=REPOSITORY,
    )
    return done.stdout + done.stderr


def files(*folders: Path) -> str:
    """Return the content of every file below some folders; of `.git` only what is committed."""
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    return "\n".join(f"{path}\n{path.read_bytes().decode('utf-8', 'replace')}" for path in found)


@pytest.fixture(scope="module")
def outside() -> Iterator[Mapping[str, str]]:
    """Serve everything that refuses and echoes; gives the settings of both machines."""
    with ExitStack() as stack:
        web, _ = stack.enter_context(echoing_web())
        smtp = stack.enter_context(echoing_mail(imap=False))
        imap = stack.enter_context(echoing_mail(imap=True))
        yield {
            **dict.fromkeys(("LINKEDIN_API_URL", "FACEBOOK_API_URL", "INSTAGRAM_API_URL", "TWITTER_API_URL"), web),
            "LINKEDIN_OAUTH_URL": web,
            "ODOO_URL": web,
            "CALDAV_URL": web,
            "ANTHROPIC_BASE_URL": web,
            "WHATSAPP_GRAPH_URL": web,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp),
            "SMTP_SECURITY": "none",
            "IMAP_HOST": "127.0.0.1",
            "IMAP_PORT": str(imap),
            "IMAP_SECURITY": "none",
            "FALLBACK_URLS": f"ntfy://owner:{quote(CANARY, safe='')}@{web.removeprefix('http://')}/topic",
            "GIT_REMOTE_URL": web.replace("http://", f"http://owner:{quote(CANARY, safe='')}@"),
        }


SHARED = {
    "IMAP_USER": "me@example.org",
    "IMAP_PASSWORD": CANARY,
    "WHATSAPP_CLOUD_TOKEN": CANARY,
    "WHATSAPP_NOTIFICATION_NUMBER": "+4915112345678",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "LOG_LEVEL": "debug",
}
LOCAL = {
    "SMTP_USER": "me@example.org",
    "SMTP_PASSWORD": CANARY,
    "LINKEDIN_ACCESS_TOKEN": CANARY,
    "LINKEDIN_AUTHOR_URN": "urn:li:person:x",
    "LINKEDIN_REFRESH_TOKEN": CANARY,
    "LINKEDIN_CLIENT_ID": "x",
    "LINKEDIN_CLIENT_SECRET": CANARY,
    "FACEBOOK_ACCESS_TOKEN": CANARY,
    "FACEBOOK_PAGE_ID": "1",
    "INSTAGRAM_ACCESS_TOKEN": CANARY,
    "INSTAGRAM_USER_ID": "1",
    "TWITTER_API_KEY": CANARY,
    "TWITTER_API_SECRET": CANARY,
    "TWITTER_ACCESS_TOKEN": CANARY,
    "TWITTER_ACCESS_SECRET": CANARY,
    "ODOO_DB": "x",
    "ODOO_USER": "x",
    "ODOO_API_KEY": CANARY,
    "CALDAV_USER": "x",
    "CALDAV_PASSWORD": CANARY,
    "UNDO_WINDOW_SECONDS": "0",
}
CLOUD = {"ANTHROPIC_API_KEY": CANARY, "MAIL_SOURCE": "imap"}


def machine(folder: Path, outside: Mapping[str, str], own: Mapping[str, str], senders: str = "") -> dict[str, str]:
    """Return the settings of a machine whose vault has an unreachable remote with a password in its address."""
    vault = folder / "vault"
    create_vault(vault)
    if not (vault / ".git").exists():
        git("-C", str(vault), "init", "-q", "-b", "main")
    git("-C", str(vault), "remote", "add", "origin", outside["GIT_REMOTE_URL"])
    known = {name: value for name, value in outside.items() if not name.startswith(tuple(senders.split()) or ("-",))}
    return {**known, **SHARED, **own, "VAULT_PATH": str(vault), "AI_EMPLOYEE_STATE": str(folder / "state")}


def test_the_local_machine_shows_no_credential(outside: Mapping[str, str], tmp_path: Path) -> None:
    settings = machine(tmp_path, outside, LOCAL)
    env = write_env(tmp_path / ".env.local", {name: f"'{value}'" for name, value in settings.items()})
    FileVault(tmp_path / "vault").create("Pending_Approval/Email/EMAIL_DRAFT_1.md", email_draft(id="EMAIL_DRAFT_1"))
    commands = [["doctor"], ["approve", "EMAIL_DRAFT_1"], ["run", "--once"], ["sync", "--once"], ["status"]]
    commands += [["feed", name] for name in ("linkedin", "facebook", "x")]
    printed = "\n".join(run("local", *command, env=env) for command in commands)
    assert "refused" in printed
    assert leaked(printed) == []
    assert leaked(files(tmp_path / "vault", tmp_path / "state")) == []
    assert leaked(git("-C", str(tmp_path / "vault"), "log", "--all", "-p")) == []


def test_the_cloud_machine_shows_no_credential(outside: Mapping[str, str], tmp_path: Path) -> None:
    settings = machine(tmp_path, outside, CLOUD, "SMTP ODOO CALDAV LINKEDIN FACEBOOK INSTAGRAM TWITTER")
    env = write_env(tmp_path / ".env.cloud", {name: f"'{value}'" for name, value in settings.items()})
    commands = [["doctor"], ["watch-mail", "--once"], ["run", "--once"], ["brief"], ["sync", "--once"], ["status"]]
    printed = "\n".join(run("cloud", *command, env=env) for command in commands)
    assert "mailbox" in printed
    assert leaked(printed) == []
    assert leaked(files(tmp_path / "vault", tmp_path / "state")) == []


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_a_platform_that_repeats_the_token_gets_it_into_no_outcome(status: int, tmp_path: Path) -> None:
    with echoing_web(status) as (web, _):
        addresses = dict.fromkeys(
            (
                "FACEBOOK_API_URL",
                "LINKEDIN_API_URL",
                "LINKEDIN_OAUTH_URL",
                "TWITTER_API_URL",
                "ODOO_URL",
                "CALDAV_URL",
            ),
            web,
        )
        env = {"VAULT_PATH": str(tmp_path), **addresses, **LOCAL, "SMTP_USER": "", "SMTP_PASSWORD": ""}
        settings = read_settings(env)
        probes = {name: probe() for name, probe in server_probes(settings).items() if name != "instagram"}
        facebook = next(one for one in executors(settings) if one.channel == "Facebook")
        probes["posting"] = facebook.execute(post("facebook"), "0a", lambda: None)
        rows = [check() for name, check in channel_checks(settings) if name not in ("Instagram", "mail server")]
    assert {outcome.result is Result.SENT for outcome in probes.values()} == {False}
    assert leaked(f"{probes} {rows}") == []


def test_the_password_of_a_remote_is_in_no_message_command_line_or_configuration(tmp_path: Path) -> None:
    with echoing_web() as (web, arguments):
        remote = web.replace("http://", f"http://owner:{quote(CANARY, safe='')}@") + "/vault.git"
        with pytest.raises(EmployeeError) as refusal:
            clone_repository(remote, tmp_path / "vault", "main")
    assert arguments
    assert leaked("\n".join(arguments)) == []
    assert leaked(str(refusal.value)) == []
    assert leaked((tmp_path / "vault/.git/config").read_text()) == []
    login = tmp_path / "vault/.git/vault-login"
    assert login.read_text() == f"username=owner\npassword={CANARY}\n"
    assert login.stat().st_mode & 0o077 == 0


def test_a_remote_is_given_the_login_that_its_address_held(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path)
    repo.run("init", "-q")
    clone = keep_login(repo, f"https://owner:{quote(CANARY, safe='')}@git.example.org/me/vault.git")
    filled = repo.run("credential", "fill", stdin=b"protocol=https\nhost=git.example.org\n\n").decode()
    assert clone == "https://git.example.org/me/vault.git"
    assert {"username=owner", f"password={CANARY}"} <= set(filled.splitlines())


CRASHES = {
    "in a program": "raise ValueError(SECRET)",
    "in a thread": "import threading; t = threading.Thread(target=lambda: int(SECRET)); t.start(); t.join()",
    "in a log": "import logging; logging.error('%s %r %s', SECRET, SECRET, {'k': SECRET})",
    "in a warning": "import warnings; warnings.warn(SECRET)",
}


@pytest.mark.parametrize("place", CRASHES)
def test_a_traceback_shows_no_credential(place: str) -> None:
    program = (
        "import sys; from pydantic import SecretStr; from agent_skills.runtime.logs import configure_logging\n"
        f"SECRET = sys.argv[1]; configure_logging(sys.stderr, 'info', [SecretStr(SECRET)])\n{CRASHES[place]}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, CANARY], capture_output=True, text=True, check=False, timeout=60
    )
    assert MASK in done.stderr
    assert leaked(done.stderr) == []


def test_a_secret_that_begins_another_uncovers_neither() -> None:
    assert Redactor(["abc", "abcdef"]).clean("abcdef abc") == f"{MASK} {MASK}"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://user:pass@host/x", f"https://{MASK}@host/x"),
        ("https://token@host/x", f"https://{MASK}@host/x"),
        ("https://user:p@ss@host/x", f"https://{MASK}@host/x"),
        ("ssh://git:pass@host/x", f"ssh://git:{MASK}@host/x"),
        ("ssh://git@host/x", "ssh://git@host/x"),
        ("see https://host/x or me@host", "see https://host/x or me@host"),
    ],
)
def test_an_address_is_shown_without_its_login(address: str, shown: str) -> None:
    assert without_login(address) == shown
    assert str(GitError("fetch", 128, f"unable to access '{address}'")).count("pass") == 0
