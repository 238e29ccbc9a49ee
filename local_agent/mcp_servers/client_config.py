"""`mcp.json`: the registry of this machine's servers, in the form that desktop clients read."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent_skills.runtime.health import read_json, write_json
from local_agent.mcp_servers.channels import SERVERS

NAME = "mcp.json"
PREFIX = "ai-employee-"
HANDED_ON = ("ENV_FILE", "VAULT_PATH", "AI_EMPLOYEE_STATE")
"""Variables that tell a server where its settings are; secrets stay in the settings file."""


def write_registry(state: Path, environment: Mapping[str, str], vault: Path) -> Path:
    """Write the servers into the registry; entries of other programs stay as they are.

    Args:
        state: the state folder.
        environment: of the command that sets up.
        vault: the vault's folder.

    Returns:
        the registry's path.
    """
    path = state / NAME
    before = read_json(path)
    content: dict[str, Any] = before if isinstance(before, dict) else {}
    servers = content.get("mcpServers")
    known = servers if isinstance(servers, dict) else {}
    write_json(path, {**content, "mcpServers": {**known, **_entries(environment, state, vault)}})
    return path


def _entries(environment: Mapping[str, str], state: Path, vault: Path) -> dict[str, Any]:
    places = {"VAULT_PATH": str(vault.absolute()), "AI_EMPLOYEE_STATE": str(state.absolute())}
    given = {name: environment[name] for name in HANDED_ON if environment.get(name)}
    if "ENV_FILE" in given:
        given["ENV_FILE"] = str(Path(given["ENV_FILE"]).absolute())
    env = {**places, **given, **places}
    return {
        f"{PREFIX}{name}": {"command": sys.executable, "args": ["-m", "local_agent", "mcp", name], "env": env}
        for name in SERVERS
    }
