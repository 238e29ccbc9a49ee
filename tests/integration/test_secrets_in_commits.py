"""No credential enters the vault's history; whatever holds one stays on its machine, is told, and holds up nothing."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent_skills.domain.items import Document
from agent_skills.domain.states import Agent
from agent_skills.sync.clone_setup import create_repository, tidy_clone
from agent_skills.sync.git_repo import GitRepo
from agent_skills.sync.remote_login import LOGIN_FILE
from agent_skills.sync.secrets_check import SecretsCheck, forbidden_content
from tests.fixtures.git_remotes import Pair, open_clone
from tests.fixtures.product import REPOSITORY, git

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-P055", "P-US5.7", "NFR-P-SEC-002")]
ALNUM = "aB3dE6gH9jK2mN5pQ8sT"


def made_of(start: str, length: int) -> str:
    """Return a token of a length; written out nowhere, so that this file holds none."""
    return start + (ALNUM * (length // len(ALNUM) + 1))[: length - len(start)]


SECRETS: dict[str, str] = {
    "a WhatsApp Cloud token": made_of("EAAG", 190),
    "an Anthropic key": made_of("sk-ant-" + "api03-", 108),
    "a Google refresh token": made_of("1//0" + "g", 103),
    "a Google client secret": made_of("GOCSPX" + "-", 35),
    "a LinkedIn token": made_of("AQ" + "V", 350),
    "an AWS key": "AKIA" + "IOSFODNN7EXAMPLE",
    "a GitHub token": made_of("ghp" + "_", 40),
    "a GitLab token": made_of("glpat" + "-", 26),
    "a Slack token": "xoxb" + "-123456789012-abcdefghijkl",
    "a Stripe key": made_of("sk_live" + "_", 32),
    "a SendGrid key": "SG" + f".{made_of('', 22)}.{made_of('', 43)}",
    "a PyPI token": made_of("pypi-AgEIcHlwaS5vcmc", 100),
    "an Azure key": "AccountKey=" + made_of("", 86) + "==",
    "an OpenAI key": made_of("sk-", 23) + "T3BlbkFJ" + made_of("", 20),
    "an npm token": made_of("npm" + "_", 40),
    "a private key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n",
    "a settings line": "SMTP_" + "PASSWORD=hunter2hunter2",
    "an Odoo key in its settings line": "ODOO_API_" + "KEY=" + "0123456789abcdef" * 2,
}


@pytest.mark.parametrize("kind", SECRETS)
def test_a_file_with_a_credential_stays_here_while_the_rest_of_the_commit_goes_on(pair: Pair, kind: str) -> None:
    local, cloud = pair
    body = f"# Mail\n\nhello\n{SECRETS[kind]}\nbye\n"
    local.vault.create("Inbox/EMAIL_1.md", Document({"id": "EMAIL_1"}, body))
    local.vault.create("Inbox/EMAIL_2.md", Document({"id": "EMAIL_2"}, "nothing in it\n"))
    report = local.sync.sync()
    assert [(finding.code, finding.subject) for finding in report.findings] == [("secret_in_vault", "Inbox/EMAIL_1.md")]
    assert SECRETS[kind][:30] not in report.findings[0].problem + report.findings[0].remedy
    cloud.sync.sync()
    assert (cloud.vault.exists("Inbox/EMAIL_1.md"), cloud.vault.exists("Inbox/EMAIL_2.md")) == (False, True)
    assert local.vault.read("Inbox/EMAIL_1.md").doc.body == body
    local.vault.write("Inbox/EMAIL_1.md", Document({}, "taken out\n"), local.vault.read("Inbox/EMAIL_1.md").sha256)
    assert local.sync.sync().findings == []
    cloud.sync.sync()
    assert cloud.vault.exists("Inbox/EMAIL_1.md")


@pytest.mark.parametrize("form", ["as it is", "base64", "in an address", "in JSON"])
def test_a_password_of_this_machine_is_known_word_for_word(pair: Pair, form: str) -> None:
    password = 'correct "horse/battery'
    forms = {
        "as it is": password,
        "base64": base64.b64encode(password.encode()).decode(),
        "in an address": "https://me:correct%20%22horse%2Fbattery@mail.example",
        "in JSON": r"correct \"horse/battery",
    }
    old, cloud = pair
    local = open_clone(old.root, Agent.LOCAL, secrets_check=SecretsCheck([password, "", "short", "password"]))
    local.vault.create("Inbox/NOTE.md", Document({}, f"see {forms[form]} there\n"))
    local.vault.create("Inbox/WORD.md", Document({}, "my password is short, said the horse\n"))
    assert [finding.subject for finding in local.sync.sync().findings] == ["Inbox/NOTE.md"]
    cloud.sync.sync()
    assert cloud.vault.exists("Inbox/WORD.md")


ORDINARY: dict[str, str] = {
    "message ids": "<CAF+EAAq=7x0Zp3h4M5@mail.gmail.com> <AQMkADAwATM0MDAAMS1@outlook.example>",
    "hashes": "sha256 " + "0123456789abcdef" * 4 + "\nsha1 " + "da39a3ee5e6b4b0d" * 2 + "abcd1234",
    "an id of a draft": "EMAIL_DRAFT_" + "0123456789abcdef" * 2,
    "base64 of an attachment": base64.b64encode(bytes(range(256)) * 40).decode(),
    "base64 of zeros": base64.b64encode(bytes(3000)).decode(),
    "base64 that begins like a token": "EAAA" + base64.b64encode(bytes(range(7, 250)) * 3).decode(),
    "a link with a session": "https://shop.example/unsubscribe?token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "a link of LinkedIn": "https://www.linkedin.com/x?midToken=" + made_of("AQE", 22) + "&otp=" + made_of("MT", 80),
    "talk about keys": "Please set SMTP_PASSWORD in your .env; my private key is at home, and AKIA is a prefix.",
    "an IBAN and a phone": "DE89 3704 0044 0532 0130 00, +49 151 12345678",
    "a tracking number": "UPS 1Z999AA10123456784, DHL JJD000390007882823",
    "a uuid": "550e8400-e29b-41d4-a716-446655440000-us5",
    "words that begin so": "EAAT AQUA SG. sk-antics ghp_ xoxo-hugs APFELKUCHEN",
}


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_mail_is_taken_for_no_secret(kind: str) -> None:
    assert forbidden_content(ORDINARY[kind].encode()) is None


def test_the_mails_and_drafts_of_the_fixtures_hold_no_secret() -> None:
    found = [path for path in (REPOSITORY / "tests/fixtures/mail").rglob("*") if path.is_file()]
    assert len(found) > 10
    assert [path.name for path in found if forbidden_content(path.read_bytes())] == []


@pytest.mark.parametrize(
    "unit", ["//", "sk-", "aws key ", "EAA", "AQ", "glagent-", "xoxb-1-", "-----BEGIN ", "\n", "AccountKey=", "pypi-A"]
)
def test_a_mail_that_is_made_to_be_slow_is_looked_at_in_a_moment(unit: str) -> None:
    data = (unit * (1_000_000 // len(unit))).encode()
    forbidden_content(b"warm")
    began = time.process_time()
    forbidden_content(data)
    assert time.process_time() - began < 5  # seconds; quadratic time would be minutes


@pytest.fixture
def persons_clone(tmp_path: Path) -> Path:
    """Return a vault as set-up leaves it, where a person runs git."""
    root = tmp_path / "vault"
    root.mkdir()
    create_repository(root, "main", "")
    git("-C", str(root), "config", "user.name", "Owner")
    git("-C", str(root), "config", "user.email", "owner@example.org")
    return root


def commit(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    git("-C", str(root), "add", "--all")
    command = ["git", "-C", str(root), "commit", "-q", "-m", "By hand", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", ["note.md", "ünïted wörds.md", "-n.md", "a\nb.md"])
def test_a_person_is_stopped_before_a_commit_with_a_secret(persons_clone: Path, name: str) -> None:
    (persons_clone / name).write_text(f"hello\n{SECRETS['a GitHub token']}\n")
    refused = commit(persons_clone)
    assert refused.returncode == 1
    assert "GitHub token" in refused.stderr
    assert SECRETS["a GitHub token"] not in refused.stderr
    (persons_clone / name).write_text("hello\n")
    assert commit(persons_clone).returncode == 0
    (persons_clone / "id_ed25519").write_text("x")
    assert "name is one for secrets" in commit(persons_clone).stderr


def test_what_counts_is_what_is_staged(persons_clone: Path) -> None:
    (persons_clone / "note.md").write_text(SECRETS["a Stripe key"])
    git("-C", str(persons_clone), "add", "--all")
    (persons_clone / "note.md").write_text("clean")
    command = ["git", "-C", str(persons_clone), "commit", "-q", "-m", "By hand"]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 1


def test_the_owners_own_hook_is_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    git("init", "--quiet", str(root))
    hook = root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n")
    create_repository(root, "main", "")
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_the_hook_that_set_up_installs_is_the_one_in_the_repository(persons_clone: Path) -> None:
    hook = persons_clone / ".git/hooks/pre-commit"
    assert hook.read_bytes() == (REPOSITORY / "deployment/git-hooks/pre-commit").read_bytes()
    assert os.access(hook, os.X_OK)
    assert git("-C", str(persons_clone), "config", "ai-employee.python").strip() == sys.executable


@pytest.mark.parametrize("name", ["url", "pushurl"])
def test_a_password_in_the_remotes_address_leaves_the_configuration(pair: Pair, name: str) -> None:
    local, _cloud = pair
    address = "https://me:s3cret%2Fpart@git.example.org:8443/vault.git"
    git("-C", str(local.root), "config", f"remote.origin.{name}", address)
    [finding] = tidy_clone(GitRepo(local.root))
    assert (finding.code, finding.severity.value) == ("login_moved", "warning")
    assert tidy_clone(GitRepo(local.root)) == []
    config = (local.root / ".git/config").read_text()
    assert "s3cret" not in config + finding.problem + finding.remedy
    assert (
        git("-C", str(local.root), "config", f"remote.origin.{name}").strip()
        == "https://git.example.org:8443/vault.git"
    )
    kept = local.root / ".git" / LOGIN_FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    asked = "protocol=https\nhost=git.example.org:8443\n\n"
    command = ["git", "-C", str(local.root), "credential", "fill"]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "username=me\npassword=s3cret/part\n" in answer


def test_an_address_without_a_password_is_left_as_it_is(pair: Pair) -> None:
    local, _cloud = pair
    before = (local.root / ".git/config").read_text()
    assert tidy_clone(GitRepo(local.root)) == []
    assert (local.root / ".git/config").read_text() == before
