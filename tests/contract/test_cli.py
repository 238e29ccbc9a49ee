"""The two command lines as programs and people use them: exit codes, JSON by its schema, remedies, no secrets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from agent_skills.vault.store import FileVault
from tests.fixtures.git_remotes import make_remote
from tests.fixtures.laptop import email_draft
from tests.fixtures.product import REPOSITORY, write_env

pytestmark = pytest.mark.integration
SCHEMA = json.loads((REPOSITORY / "docs/platinum/contracts/cli.schema.json").read_text(encoding="utf-8"))
CANARY = "canary-7f3a-secret"


def run(
    agent: str, *arguments: str, env: Path | None = None, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    known = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", f"{agent}_agent", *arguments],
        env={**known, **({"ENV_FILE": str(env)} if env else {}), **(settings or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=REPOSITORY,
    )


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the settings file of a Local machine with one draft that waits."""
    folder = tmp_path_factory.mktemp("machine")
    vault = folder / "vault"
    env = write_env(
        folder / ".env.local",
        {
            "VAULT_PATH": str(vault),
            "AI_EMPLOYEE_STATE": str(folder / "state"),
            "GIT_REMOTE_URL": str(make_remote(folder)),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": "1",
            "SMTP_USER": "me@example.org",
            "SMTP_PASSWORD": CANARY,
        },
    )
    done = run("local", "init", "--vault", str(vault), "--remote", str(folder / "remote.git"), env=env)
    assert done.returncode == 0, done.stderr
    FileVault(vault).create("Pending_Approval/Email/EMAIL_DRAFT_1.md", email_draft())
    return env


def checked(shape: str, text: str) -> Any:
    value = json.loads(text)
    Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{shape}"}).validate(value)
    return value


@pytest.mark.req("FR-P049", "FR-G002")
def test_the_waiting_drafts_are_listed_and_one_is_approved_by_the_hash_that_was_shown(machine: Path) -> None:
    [draft] = checked("approvals", run("local", "approvals", "--json", env=machine).stdout)
    assert draft["to"] == ["ali@acme.example"]
    wrong = run("local", "approve", draft["id"], "--sha256", "0" * 64, env=machine)
    assert wrong.returncode == 1
    assert "changed" in wrong.stderr
    assert run("local", "approve", draft["id"], "--sha256", draft["sha256"], env=machine).returncode == 0
    assert checked("approvals", run("local", "approvals", "--json", env=machine).stdout) == []


@pytest.mark.req("FR-P029")
def test_the_status_tells_sync_counts_outbox_and_findings(machine: Path) -> None:
    assert run("local", "sync", "--once", env=machine).returncode == 0
    status = checked("status", run("local", "status", "--json", env=machine).stdout)
    assert (status["agent"], status["sync"]["state"]) == ("local", "synced")


@pytest.mark.req("FR-P049")
def test_the_doctor_names_what_is_wrong_with_the_remedy_and_fails(machine: Path) -> None:
    done = run("local", "doctor", "--json", env=machine)
    rows = {row["check"]: row for row in checked("doctor", done.stdout)}
    assert done.returncode == 1
    assert rows["vault"]["state"] == "ok"
    assert rows["remote"]["detail"] == "answers, and lets this machine write"
    assert rows["mail server"]["state"] == "failed"
    assert rows["mail server"]["remedy"]
    assert CANARY not in done.stdout + done.stderr


@pytest.mark.parametrize("agent", ["local", "cloud"])
def test_all_problems_of_the_settings_are_told_at_once_with_exit_code_2(agent: str) -> None:
    done = run(agent, "run", "--once", settings={"GIT_SYNC_INTERVAL": "soon", "LOG_LEVEL": "loud"})
    assert done.returncode == 2
    for name in ("VAULT_PATH", "GIT_SYNC_INTERVAL", "LOG_LEVEL"):
        assert f"  {name}: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("agent", ["local", "cloud"])
def test_every_command_explains_itself(agent: str) -> None:
    listing = run(agent, "--help")
    assert listing.returncode == 0
    commands = re.findall(r"^    ([a-z-]+)(?:  |$)", listing.stdout, re.MULTILINE)
    assert "run" in commands
    for command in commands:
        assert run(agent, command, "--help").returncode == 0, command


@pytest.mark.parametrize(
    "name",
    [
        "SMTP_PASSWORD",
        "WHATSAPP_SESSION_PATH",
        "BANK_API_TOKEN",
        "BANK_API_SECRET",
        "PAYMENT_API_KEY",
        "ODOO_PASSWORD",
        "LINKEDIN_ACCESS_TOKEN",
    ],
)
@pytest.mark.req("FR-P054", "P-US5.1")
def test_the_cloud_refuses_to_start_with_a_credential_that_could_act(tmp_path: Path, name: str) -> None:
    (tmp_path / "vault").mkdir()
    done = run("cloud", "run", "--once", settings={"VAULT_PATH": str(tmp_path / "vault"), name: CANARY})
    assert done.returncode == 2
    assert name in done.stderr
    assert CANARY not in done.stderr
    assert list((tmp_path / "vault").iterdir()) == []
