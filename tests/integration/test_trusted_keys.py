"""`local-agent trust-key`, and an approval from another device through the real programs and mail servers."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from agent_skills.sync.allowed_signers import read_signers
from agent_skills.vault.store import FileVault
from local_agent.trusted_keys import TrustedKeys
from tests.fixtures.git_remotes import make_remote
from tests.fixtures.laptop import email_draft
from tests.fixtures.mail_servers import DovecotServer, SmtpServer, needs_dovecot
from tests.fixtures.owner_device import Device, make_key
from tests.fixtures.product import REPOSITORY, write_env

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-P006")]
OWNER, ALI = "owner@example.org", "ali@acme.example"
PENDING = "Pending_Approval/Email/EMAIL_DRAFT_1.md"


class Machine:
    """The owner's machine, driven by its command line only."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.vault = folder / "vault"
        values = {
            "VAULT_PATH": str(self.vault),
            "AI_EMPLOYEE_STATE": str(folder / "state"),
            "GIT_REMOTE_URL": str(make_remote(folder)),
            "UNDO_WINDOW_SECONDS": "0",
            **settings,
        }
        self.env = write_env(folder / ".env.local", values)
        self.ok("init", "--vault", str(self.vault), "--remote", str(folder / "remote.git"))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "local_agent", *arguments]
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "ENV_FILE": str(self.env)}
        return subprocess.run(
            command, env=env, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False
        )

    def ok(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_key_is_trusted_listed_with_its_fingerprint_and_removed(machine: Machine) -> None:
    key = make_key(machine.folder, "phone").with_suffix(".pub")
    fingerprint = subprocess.run(["ssh-keygen", "-lf", str(key)], capture_output=True, text=True, check=True).stdout
    fingerprint = fingerprint.split()[1]
    assert fingerprint in machine.ok("trust-key", str(key), "--name", "phone")
    file = machine.folder / "state" / "allowed_signers"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = json.loads(machine.ok("trust-key", "--list", "--json"))
    schema = json.loads((REPOSITORY / "docs/platinum/contracts/cli.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator({**schema, "$ref": "#/$defs/trusted_keys"}).validate(rows)
    assert [(row["name"], row["fingerprint"]) for row in rows] == [("phone", fingerprint)]
    assert fingerprint in machine.ok("trust-key", "--list")
    assert machine.run("trust-key", str(key)).returncode == 1
    assert "not trusted any more" in machine.ok("trust-key", "--remove", fingerprint)
    assert json.loads(machine.ok("trust-key", "--list", "--json")) == []
    assert machine.run("trust-key", "--remove", fingerprint).returncode == 1
    assert machine.run("trust-key").returncode == 2


def private(folder: Path) -> Path:
    return make_key(folder, "mine")


def weak_rsa(folder: Path) -> Path:
    return make_key(folder, "weak", "-t", "rsa", "-b", "2048").with_suffix(".pub")


def written(text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "key.pub").write_text(text, encoding="utf-8")
        return folder / "key.pub"

    return write


def cut_off(folder: Path) -> Path:
    return written(make_key(folder, "whole").with_suffix(".pub").read_text()[:60])(folder)


def two_keys(folder: Path) -> Path:
    texts = [make_key(folder, name).with_suffix(".pub").read_text() for name in ("one", "two")]
    return written("".join(texts))(folder)


def authority(folder: Path) -> Path:
    return written("* cert-authority " + make_key(folder, "ca").with_suffix(".pub").read_text())(folder)


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a private key": (private, "private key"),
    "a weak RSA key": (weak_rsa, "too weak"),
    "a DSA key": (written("ssh-dss AAAAB3NzaC1kc3M= old\n"), "known type"),
    "a key that is cut off": (cut_off, "cut off"),
    "two keys": (two_keys, "one line"),
    "no key": (written("hello\n"), "known type"),
    "another type than it says": (written("ssh-ed25519 AAAAB3NzaC1yc2E= x\n"), "cut off"),
    "a line of options": (authority, "known type"),
    "nothing": (lambda folder: folder / "missing.pub", "cannot be read"),
    "far too much": (written("x" * 100_000), "too large"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_good_public_key_is_refused_with_a_reason(machine: Machine, what: str) -> None:
    make, reason = REFUSED[what]
    done = machine.run("trust-key", str(make(machine.folder)), "--name", "phone")
    assert done.returncode == 1
    assert reason in done.stderr
    assert not (machine.folder / "state" / "allowed_signers").exists()


def test_the_file_cannot_lie_in_the_vault(machine: Machine) -> None:
    machine.env.write_text(machine.env.read_text() + f"ALLOWED_SIGNERS_FILE={machine.vault}/Inbox/keys\n")
    done = machine.run("trust-key", "--list")
    assert done.returncode == 2
    assert "ALLOWED_SIGNERS_FILE" in done.stderr


def test_lines_that_trust_more_than_one_named_key_trust_nobody(tmp_path: Path) -> None:
    key = make_key(tmp_path, "phone").with_suffix(".pub").read_text()
    lines = [f"* {key}", f"*@example.org {key}", f"me cert-authority {key}", f'me namespaces="file" {key}']
    lines += [f'me valid-before="soon" {key}', f"me,you {key}", "me nonsense", f'me unknown="1" {key}', "# comment\n"]
    assert read_signers("\n".join(line.strip() for line in lines)) == []
    [signer] = read_signers(f'"me" namespaces="git,file",valid-before="20300101" {key}')
    assert (signer.name, signer.is_trusted(datetime(2029, 1, 1, tzinfo=UTC))) == ("me", True)
    assert not signer.is_trusted(datetime(2031, 1, 1, tzinfo=UTC))


def test_keys_that_the_owner_wrote_by_hand_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "allowed_signers"
    file.write_text("# mine\nsomebody * odd line")
    keys = TrustedKeys(file)
    added = keys.add(make_key(tmp_path, "phone").with_suffix(".pub"), "phone")
    keys.remove(added.fingerprint)
    assert file.read_text() == "# mine\nsomebody * odd line\n"


def test_an_unsigned_approval_from_elsewhere_rings_the_owners_phone(tmp_path: Path) -> None:
    alerts = {"WHATSAPP_CLOUD_TOKEN": "x" * 20, "WHATSAPP_NOTIFICATION_NUMBER": "+4915112345678"}
    machine = Machine(tmp_path, WHATSAPP_PHONE_NUMBER_ID="1", WHATSAPP_GRAPH_URL="http://127.0.0.1:1", **alerts)
    FileVault(machine.vault).create(PENDING, email_draft())
    machine.ok("sync", "--once")
    stranger = Device(tmp_path / "strangers-clone", tmp_path / "remote.git", make_key(tmp_path, "stranger"))
    stranger.approve(PENDING)
    stranger.commit(sign=False)
    stranger.push()
    machine.ok("sync", "--once")
    waiting = [path.read_text() for path in (machine.vault / "Notifications").glob("*.md")]
    assert [text for text in waiting if "EMAIL_DRAFT_1" in text and "does not count" in text]
    assert FileVault(machine.vault).exists(PENDING)


@needs_dovecot
def test_an_approval_signed_on_another_laptop_is_sent_by_the_real_programs(tmp_path: Path) -> None:
    with (
        DovecotServer({OWNER: "mailbox secret", ALI: "ali secret"}) as mailbox,
        SmtpServer(mailbox, {OWNER: "submission secret"}) as submission,
    ):
        machine = Machine(
            tmp_path,
            SMTP_HOST=submission.host,
            SMTP_PORT=str(submission.port),
            SMTP_USER=OWNER,
            SMTP_PASSWORD="submission secret",
            SMTP_CA_FILE=str(submission.certificates.authority),
        )
        FileVault(machine.vault).create(PENDING, email_draft())
        machine.ok("sync", "--once")
        key = make_key(tmp_path, "other-laptop")
        stranger = Device(tmp_path / "strangers-clone", tmp_path / "remote.git", make_key(tmp_path, "stranger"))
        owner = Device(tmp_path / "owners-clone", tmp_path / "remote.git", key)
        machine.ok("trust-key", str(key.with_suffix(".pub")))
        for device in (stranger, owner):
            device.at(datetime.fromtimestamp(int(time.time()), UTC))
            device.pull()
            device.approve(PENDING)
            device.commit()
            device.push()
            machine.ok("sync", "--once")
            machine.ok("run", "--once")
            machine.ok("run", "--once")
            got = [str(message_from_bytes(raw)["Subject"]) for raw in mailbox.messages(ALI)]
            assert got == (["Re: Contract"] if device is owner else [])
