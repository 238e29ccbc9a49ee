"""The `local-agent` command line: one function a command, the work lies elsewhere."""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from agent_skills.domain.errors import EmployeeError, SettingsError
from agent_skills.runtime.cli_output import (
    EXIT_FAILED,
    EXIT_OK,
    EXIT_USAGE,
    complain,
    explain_settings,
    print_json,
    print_rows,
    print_table,
    say,
)
from agent_skills.runtime.logs import configure_logging
from agent_skills.runtime.settings import load_environment
from local_agent import cli_feed, cli_trust, compose
from local_agent.doctor import doctor
from local_agent.mcp_servers.channels import SERVERS
from local_agent.mcp_servers.client_config import write_registry
from local_agent.passwords import hash_password, unlock_login
from local_agent.settings import LocalSettings, read_settings

Command = Callable[[argparse.Namespace], int]


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: without the program's name.

    Returns:
        0 ok, 1 failed, 2 usage or settings.
    """
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except SettingsError as error:
        return explain_settings(error)
    except (EmployeeError, OSError) as error:
        complain(f"local-agent: {error}")
        return EXIT_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="local-agent",
        description="Executes what the owner approved, each thing once.",
        epilog="Settings come from the environment and from the file that ENV_FILE names; see .env.local.example.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    init = _add(commands, "init", _init, "create the vault, and push it to its remote")
    init.add_argument("--vault", required=True, type=Path, help="the folder to make")
    init.add_argument("--remote", default="", help="address of the vault's private git remote")
    for name, command, text in (
        ("run", _run, "the orchestrator: approvals and execution"),
        ("sync", _sync, "the git sync"),
        ("watch-whatsapp", _watch_whatsapp, "the WhatsApp watcher"),
    ):
        _add(commands, name, command, text).add_argument("--once", action="store_true", help="exactly one round")
    approve = _add(commands, "approve", _approve, "approve a draft")
    approve.add_argument("id")
    approve.add_argument("--sha256", help="approve only these bytes, as `approvals` showed them")
    reject = _add(commands, "reject", _reject, "refuse a draft")
    reject.add_argument("id")
    reject.add_argument("--reason", required=True)
    for name, command, text in (
        ("approvals", _approvals, "the drafts that wait for you"),
        ("status", _status, "state of sync, folders, outbox and findings"),
        ("doctor", _doctor, "check the set-up, with a remedy for each finding"),
    ):
        _add(commands, name, command, text).add_argument("--json", action="store_true", help="for programs")
    _add(commands, "whatsapp-login", _whatsapp_login, "link this machine to WhatsApp by QR code")
    check = _add(commands, "whatsapp-check", _whatsapp_check, "look whether WhatsApp Web is still as it is known")
    check.add_argument("--json", action="store_true", help="for programs")
    mcp = _add(commands, "mcp", _mcp, "a channel as an MCP server on standard input and output, or over HTTP")
    mcp.add_argument("server", choices=sorted(SERVERS))
    mcp.add_argument("--http", type=int, metavar="PORT", help="serve http://127.0.0.1:PORT/mcp instead")
    cli_feed.add_arguments(_add(commands, "feed", _feed, "your recent posts on a platform, and what mentions you on X"))
    cli_trust.add_arguments(_add(commands, "trust-key", _trust_key, "whose signed commits approve drafts"))
    _add(commands, "unlock-login", _unlock_login, "give the dashboard's login all its tries back after wrong passwords")
    _add(commands, "hash-password", _hash_password, "make DASHBOARD_PASSWORD_HASH from a password")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, command: Command, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _settings(vault: Path | None = None) -> LocalSettings:
    settings = read_settings(load_environment(), vault=vault)
    configure_logging(sys.stderr, settings.log_level, settings.secrets())
    logging.getLogger("local_agent").debug("settings are in order")
    return settings


def _init(options: argparse.Namespace) -> int:
    settings = _settings(options.vault)
    compose.create_vault(settings, options.vault, options.remote)
    registry = write_registry(settings.state, load_environment(), options.vault)
    say(f"MCP servers for desktop clients are listed in {registry}.")
    say(f"Vault ready in {options.vault}. Next: set VAULT_PATH to it, open it in Obsidian, start the agent.")
    return EXIT_OK


def _run(options: argparse.Namespace) -> int:
    return compose.run_orchestrator(_settings(), once=options.once)


def _sync(options: argparse.Namespace) -> int:
    return compose.run_sync(_settings(), once=options.once)


def _watch_whatsapp(options: argparse.Namespace) -> int:
    from local_agent import compose_whatsapp  # noqa: PLC0415 - the browser's library only where it is used

    return compose_whatsapp.run_whatsapp_watcher(_settings(), once=options.once)


def _approvals(options: argparse.Namespace) -> int:
    waiting: list[dict[str, Any]] = compose.desk(_settings()).waiting()
    if options.json:
        print_json(waiting)
    else:
        print_table(["id", "channel", "to", "subject"], [_row(item) for item in waiting])
    return EXIT_OK


def _row(item: dict[str, Any]) -> list[str]:
    return [item["id"], item["category"], ", ".join(item["to"]), item["subject"]]


def _approve(options: argparse.Namespace) -> int:
    say(compose.desk(_settings()).approve(options.id, options.sha256))
    return EXIT_OK


def _reject(options: argparse.Namespace) -> int:
    say(compose.desk(_settings()).reject(options.id, options.reason))
    return EXIT_OK


def _trust_key(options: argparse.Namespace) -> int:
    return cli_trust.trust_key(options, _settings())


def _feed(options: argparse.Namespace) -> int:
    return cli_feed.feed(options, _settings())


def _status(options: argparse.Namespace) -> int:
    status = compose.status(_settings())
    print_json(status) if options.json else print_rows(status)
    return EXIT_OK


def _doctor(options: argparse.Namespace) -> int:
    rows = doctor(_settings(), load_environment().get("ENV_FILE", ""))
    if options.json:
        print_json(rows)
    else:
        print_table(["check", "state", "detail", "remedy"], [[row[key] or "" for key in row] for row in rows])
    return EXIT_OK if all(row["state"] == "ok" for row in rows) else EXIT_FAILED


def _whatsapp_login(_options: argparse.Namespace) -> int:
    from local_agent import compose_whatsapp  # noqa: PLC0415 - the browser's library only where it is used

    return EXIT_OK if compose_whatsapp.whatsapp_login(_settings(), say) else EXIT_FAILED


def _whatsapp_check(options: argparse.Namespace) -> int:
    from local_agent import compose_whatsapp  # noqa: PLC0415 - the browser's library only where it is used

    rows = compose_whatsapp.whatsapp_check(_settings())
    if options.json:
        print_json(rows)
    else:
        print_table(
            ["part", "state", "selector"], [[row[key] for key in ("part", "state", "selector")] for row in rows]
        )
    return EXIT_OK if all(row["state"] != "missing" for row in rows) else EXIT_FAILED


def _mcp(options: argparse.Namespace) -> int:
    from local_agent.mcp_servers.compose import run_mcp_server  # noqa: PLC0415  # half a second of imports

    return run_mcp_server(_settings(), options.server, options.http)


def _unlock_login(_options: argparse.Namespace) -> int:
    unlock_login(_settings().state)
    say("The dashboard takes passwords again, from every device.")
    return EXIT_OK


def _hash_password(_options: argparse.Namespace) -> int:
    password = (
        getpass.getpass("Password for the dashboard: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    try:
        say(f"DASHBOARD_PASSWORD_HASH={hash_password(password)}")
    except ValueError as error:
        complain(f"local-agent: {error}")
        return EXIT_USAGE
    return EXIT_OK
