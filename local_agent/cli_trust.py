"""`local-agent trust-key`: which keys may approve from another device."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from agent_skills.domain.clock import iso
from agent_skills.runtime.cli_output import EXIT_OK, EXIT_USAGE, complain, print_json, print_table, say
from agent_skills.sync.allowed_signers import Signer
from local_agent.settings import LocalSettings
from local_agent.trusted_keys import TrustedKeys

DESCRIPTION = (
    "Trust an SSH public key: a commit that it signs and that moves a draft from Pending_Approval/ to Approved/ "
    "approves this draft. See docs/platinum/approve-from-another-device.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = DESCRIPTION
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("key", nargs="?", type=Path, help="file of the public key, ending in .pub")
    wanted.add_argument("--list", action="store_true", help="show the trusted keys")
    wanted.add_argument("--remove", metavar="FINGERPRINT", help="trust a key no longer")
    parser.add_argument("--name", help="how its approvals are signed in the log (default: the file's name)")
    parser.add_argument("--json", action="store_true", help="with --list, for programs")


def trust_key(options: argparse.Namespace, settings: LocalSettings) -> int:
    """Run the command."""
    keys = TrustedKeys(settings.allowed_signers)
    if options.list:
        return _list(keys, as_json=options.json)
    if options.json or (options.name and options.remove):
        complain("local-agent: --json goes with --list, and --name with a key.")
        return EXIT_USAGE
    if options.remove:
        names = ", ".join(signer.name for signer in keys.remove(options.remove))
        say(f"{names} ({options.remove}) is not trusted any more.")
        return EXIT_OK
    name = options.name or options.key.name.removesuffix(".pub")
    key = keys.add(options.key, name)
    say(f"Trusted: {name}, {key.kind}, {key.fingerprint}")
    say("Commits signed with it approve drafts. Compare the fingerprint on the other device: ssh-keygen -lf KEY.pub")
    return EXIT_OK


def _list(keys: TrustedKeys, *, as_json: bool) -> int:
    rows = [_row(signer) for signer in keys.signers()]
    if as_json:
        print_json(rows)
    else:
        print_table(["name", "type", "fingerprint"], [[row["name"], row["type"], row["fingerprint"]] for row in rows])
    return EXIT_OK


def _row(signer: Signer) -> dict[str, Any]:
    return {
        "name": signer.name,
        "type": signer.key.kind,
        "fingerprint": signer.key.fingerprint,
        "valid_after": iso(signer.valid_after) if signer.valid_after else None,
        "valid_before": iso(signer.valid_before) if signer.valid_before else None,
    }
