"""Where the demo keeps what, and its settings files."""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OWNER = "owner@demo.example"
URGENT_SENDER = "ali@acme.example"
DEFAULT_PORT = 3000


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths below `.demo/`."""

    home: Path = ROOT / ".demo"

    @property
    def remote(self) -> Path:
        """The bare repository both vaults meet in."""
        return self.home / "remote.git"

    @property
    def config(self) -> Path:
        """Ports and passwords of this demo."""
        return self.home / "demo.json"

    def vault(self, agent: str) -> Path:
        """One machine's clone of the vault."""
        return self.home / f"vault-{agent}"

    def state(self, agent: str) -> Path:
        """One machine's state folder."""
        return self.home / f"state-{agent}"

    def env_file(self, agent: str) -> Path:
        """One machine's settings file."""
        return self.home / f".env.{agent}"

    def mail(self, name: str) -> Path:
        """A Maildir: `owner` or `sent`."""
        return self.home / "mail" / name


def free_port(wanted: int) -> int:
    """Return the wanted port, or a free one where something listens there."""
    for port in (wanted, 0):
        try:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
        except OSError:
            continue
    raise OSError("no free port")


def load_or_make_config(layout: Layout) -> dict[str, Any]:
    """Return ports and passwords of this demo; made once, kept for the next start."""
    if layout.config.exists():
        return dict(json.loads(layout.config.read_text("utf-8")))
    content = {
        "port": free_port(DEFAULT_PORT),
        "smtp_port": free_port(0),
        "smtp_password": secrets.token_urlsafe(18),
        "dashboard_password": "-".join(secrets.token_hex(2) for _ in range(3)),
        "nextauth_secret": base64.b64encode(secrets.token_bytes(33)).decode(),
    }
    write_private(layout.config, json.dumps(content))
    return content


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def cloud_settings(layout: Layout, config: dict[str, Any], environment: dict[str, str]) -> dict[str, str]:
    """Return the Cloud's settings; a model key of the caller is passed on."""
    model = {key: environment[key] for key in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL") if environment.get(key)}
    return {
        "VAULT_PATH": str(layout.vault("cloud")),
        "AI_EMPLOYEE_STATE": str(layout.state("cloud")),
        "GIT_REMOTE_URL": str(layout.remote),
        "GIT_SYNC_INTERVAL": "5",
        "MAIL_SOURCE": "maildir",
        "MAILDIR_PATH": str(layout.mail("owner")),
        "DASHBOARD_URL": f"http://localhost:{config['port']}",
        **model,
    }


def local_settings(layout: Layout, config: dict[str, Any], password_hash: str) -> dict[str, str]:
    """Return Local's settings, the dashboard's included."""
    return {
        "VAULT_PATH": str(layout.vault("local")),
        "AI_EMPLOYEE_STATE": str(layout.state("local")),
        "GIT_REMOTE_URL": str(layout.remote),
        "GIT_SYNC_INTERVAL": "5",
        "SMTP_HOST": "localhost",
        "SMTP_PORT": str(config["smtp_port"]),
        "SMTP_SECURITY": "starttls",
        "SMTP_USER": OWNER,
        "SMTP_PASSWORD": config["smtp_password"],
        "SMTP_CA_FILE": str(layout.home / "tls" / "authority.pem"),
        "PORT": str(config["port"]),
        "DASHBOARD_URL": f"http://localhost:{config['port']}",
        "NEXTAUTH_SECRET": config["nextauth_secret"],
        "DASHBOARD_PASSWORD_HASH": password_hash,
        "API_DAILY_COST_LIMIT": "2",
    }


def write_env(path: Path, settings: dict[str, str]) -> None:
    """Write a settings file."""
    write_private(path, "".join(f"{name}={value}\n" for name, value in settings.items()))
