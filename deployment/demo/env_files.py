"""The settings of the demo's two machines, and the secrets in them."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deployment.demo.certificate import certificate_file
from deployment.demo.errors import DemoError
from deployment.demo.place import AGENTS, REPOSITORY, Place, write_private

OWNER = "you@demo.example"
OWNER_NAME = "Demo Owner"
SYNC_SECONDS = 5
PASSED_ON = ("ANTHROPIC_API_KEY", "CLAUDE_API_KEY", "ANTHROPIC_BASE_URL", "CLAUDE_MODEL", "CLAUDE_TRIAGE_MODEL")
"""What the demo takes over from the person's own environment, for the Cloud agent only."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters that nobody confuses when typing a password on a phone; 12 of them are 59 bits."""

HASH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only this demo knows."""

    password: str
    password_hash: str
    smtp_password: str
    nextauth_secret: str


def ensure_secrets(notes: Mapping[str, Any]) -> Secrets:
    """Return the secrets that the notes hold, or new ones."""
    kept = notes.get("secrets")
    names = Secrets.__dataclass_fields__
    if isinstance(kept, dict) and all(isinstance(kept.get(name), str) and kept[name] for name in names):
        return Secrets(**{name: kept[name] for name in names})
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return Secrets(password, _hash(password), secrets.token_urlsafe(24), secrets.token_urlsafe(33))


def _hash(password: str) -> str:
    command = [sys.executable, "-m", "local_agent", "hash-password"]
    done = subprocess.run(
        command,
        input=f"{password}\n",
        capture_output=True,
        text=True,
        timeout=HASH_SECONDS,
        check=False,
        cwd=REPOSITORY,
    )
    name, _, value = done.stdout.strip().partition("=")
    if done.returncode or name != "DASHBOARD_PASSWORD_HASH":
        raise DemoError("The password could not be hashed.", done.stderr.strip() or "See the log.")
    return value


def cloud_settings(place: Place, notes: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, str]:
    """Return the Cloud machine's settings: it reads the mailbox and can send nothing."""
    return {
        **_common(place, "cloud"),
        "MAIL_SOURCE": "maildir",
        "MAILDIR_PATH": str(place.inbox),
        "DASHBOARD_URL": dashboard_url(notes),
        **{name: own[name] for name in PASSED_ON if own.get(name)},
    }


def local_settings(place: Place, notes: Mapping[str, Any], known: Secrets) -> dict[str, str]:
    """Return the Local machine's settings: it sends, and shows the dashboard."""
    return {
        **_common(place, "local"),
        "SMTP_HOST": "localhost",
        "SMTP_PORT": str(notes["smtp_port"]),
        "SMTP_SECURITY": "starttls",
        "SMTP_USER": OWNER,
        "SMTP_PASSWORD": known.smtp_password,
        "SMTP_FROM_NAME": OWNER_NAME,
        "SMTP_CA_FILE": str(certificate_file(place.tls)),
        "PORT": str(notes["dashboard_port"]),
        "DASHBOARD_URL": dashboard_url(notes),
        "DASHBOARD_PASSWORD_HASH": known.password_hash,
        "NEXTAUTH_SECRET": known.nextauth_secret,
    }


def dashboard_url(notes: Mapping[str, Any]) -> str:
    """Return where the dashboard is."""
    return f"http://localhost:{notes['dashboard_port']}"


def _common(place: Place, agent: str) -> dict[str, str]:
    return {
        "VAULT_PATH": str(place.vault(agent)),
        "AI_EMPLOYEE_STATE": str(place.state(agent)),
        "GIT_REMOTE_URL": str(place.remote),
        "GIT_SYNC_INTERVAL": str(SYNC_SECONDS),
    }


def write_env_files(place: Place, notes: Mapping[str, Any], known: Secrets, own: Mapping[str, str]) -> None:
    """Write both settings files.

    Args:
        place: of the demo.
        notes: hold the ports.
        known: the demo's secrets.
        own: the person's environment.

    Raises:
        DemoError: a value cannot be written in a way that every reader understands alike.
    """
    contents = (cloud_settings(place, notes, own), local_settings(place, notes, known))
    for agent, content in zip(AGENTS, contents, strict=True):
        lines = [f"# Settings of the demo's {agent} machine, made by `make demo`; changed here they are overwritten."]
        lines += [f"{name}={quote(value)}" for name, value in content.items()]
        write_private(place.env_file(agent), "\n".join(lines) + "\n")


def quote(value: str) -> str:
    """Return a value that python-dotenv and Node read alike: in single quotes, where nothing is expanded.

    Raises:
        DemoError: it holds a single quote or a line break.
    """
    if "'" in value or not value.isprintable() or value.endswith("\\"):
        remedy = "Move the folder to a path without quotes and line breaks."
        raise DemoError(f"{value!r} cannot be written into a settings file.", remedy)
    return f"'{value}'"
