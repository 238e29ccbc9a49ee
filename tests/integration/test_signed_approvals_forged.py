"""Signatures that are no signature of the owner's over this very approval: nothing is sent, the owner is told."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta

import pytest

from agent_skills.sync.git_repo import GitRepo
from tests.fixtures.laptop import START
from tests.fixtures.signing_office import PENDING, SECOND, Office, signed_by_the_phone, unsigned

pytestmark = [pytest.mark.integration, pytest.mark.req("P-US5.7", "FR-P006")]


def unknown_key(office: Office) -> None:
    device = office.intruder()
    device.approve(PENDING)
    device.commit()
    device.push()


def removed_key(office: Office) -> None:
    office.keys.remove(office.keys.signers()[0].key.fingerprint)
    signed_by_the_phone(office)


def expired_key(office: Office) -> None:
    file = office.folder / "state" / "allowed_signers"
    file.write_text(file.read_text().replace("namespaces", 'valid-before="20261121092500Z",namespaces'))
    assert len(office.keys.signers()) == 1
    signed_by_the_phone(office)  # five minutes before it expired, as the commit tells


def key_of_tomorrow(office: Office) -> None:
    file = office.folder / "state" / "allowed_signers"
    file.write_text(file.read_text().replace("namespaces", 'valid-after="20261122Z",namespaces'))
    office.device.at(START + timedelta(days=2))
    signed_by_the_phone(office)


def with_signature(raw: bytes, signature: bytes) -> bytes:
    head, _, message = raw.partition(b"\n\n")
    kept = head.partition(b"\ngpgsig ")[0]
    return kept + b"\ngpgsig " + signature.strip().replace(b"\n", b"\n ") + b"\n\n" + message


def signature_of(raw: bytes) -> bytes:
    head = raw.partition(b"\n\n")[0]
    return head.partition(b"\ngpgsig ")[2].replace(b"\n ", b"\n")


def another_commits_signature(office: Office) -> None:
    office.device.approve(SECOND)
    signature = signature_of(office.device.raw_commit(office.device.commit()))
    office.device.run("reset", "--quiet", "--hard", "origin/main")
    office.device.approve(PENDING)
    office.device.adopt(with_signature(office.device.raw_commit(office.device.commit(sign=False)), signature))
    office.device.push()


def another_namespace(office: Office) -> None:
    office.device.approve(PENDING)
    raw = office.device.raw_commit(office.device.commit(sign=False))
    sign = ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", str(office.key)]
    done = subprocess.run(sign, input=raw, capture_output=True, check=True, timeout=60)
    office.device.adopt(with_signature(raw, done.stdout))
    office.device.push()


def two_signatures(office: Office) -> None:
    office.device.approve(PENDING)
    raw = office.device.raw_commit(office.device.commit())
    signature = b"\ngpgsig " + signature_of(raw).replace(b"\n", b"\n ")
    office.device.adopt(raw.replace(b"\n\n", signature + b"\n\n", 1))
    office.device.push()


def forged_author(office: Office) -> None:
    device = office.intruder()
    device.approve(PENDING)
    device.commit(sign=False, author="AI employee (local) <local@ai-employee.invalid>")
    device.push()


def signed_only_afterwards(office: Office) -> None:
    device = office.intruder()
    device.approve(PENDING)
    device.commit(sign=False)
    device.push()
    office.device.pull()
    (office.device.root / "Inbox/x.md").write_text("x\n")
    office.device.commit()
    office.device.push()


def settings_of_the_clone(office: Office) -> None:
    forged = office.folder / "forged"
    good = f'Good "git" signature for phone with ED25519 key {office.keys.signers()[0].key.fingerprint}'
    forged.write_text(f"#!/bin/sh\ncase $* in *find-principals*) echo phone;; *) echo '{good}';; esac\n")
    forged.chmod(0o755)
    device = office.intruder()
    signers = office.folder / "signers"
    signers.write_text(f"phone {device.key.with_suffix('.pub').read_text()}")
    values = {"gpg.ssh.program": forged, "gpg.ssh.allowedSignersFile": signers, "gpg.program": forged}
    for name, value in {**values, "gpg.minTrustLevel": "undefined", "log.showSignature": "true"}.items():
        GitRepo(office.folder / "local").run("config", name, str(value))
    device.approve(PENDING)
    device.commit()
    device.push()


def a_forged_pgp_signature(office: Office) -> None:
    forged = office.folder / "gpg"
    word = "[GNUPG:] GOODSIG 0123456789ABCDEF phone"
    forged.write_text(f"#!/bin/sh\necho; echo '{word}'\necho '[GNUPG:] TRUST_ULTIMATE 0 pgp'\n")
    forged.chmod(0o755)
    GitRepo(office.folder / "local").run("config", "gpg.program", str(forged))
    office.device.approve(PENDING)
    raw = office.device.raw_commit(office.device.commit(sign=False))
    pgp = b"-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----"
    office.device.adopt(with_signature(raw, pgp))
    office.device.push()


ATTACKS: list[Callable[[Office], None]] = [
    unsigned,
    unknown_key,
    removed_key,
    expired_key,
    key_of_tomorrow,
    another_commits_signature,
    another_namespace,
    two_signatures,
    forged_author,
    signed_only_afterwards,
    settings_of_the_clone,
    a_forged_pgp_signature,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__.replace("_", " "))
def test_what_the_owner_did_not_sign_sends_nothing(office: Office, attack: Callable[[Office], None]) -> None:
    attack(office)
    office.rounds()
    office.assert_nothing_was_sent()


WAITS_AGAIN = [unsigned, unknown_key, another_namespace]


@pytest.mark.parametrize("attack", WAITS_AGAIN, ids=lambda attack: attack.__name__.replace("_", " "))
def test_a_draft_without_a_good_signature_waits_on(office: Office, attack: Callable[[Office], None]) -> None:
    attack(office)
    office.rounds()
    office.assert_the_draft_waits_on()
