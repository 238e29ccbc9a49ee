"""The `cloud-agent` command line: one function a command, the work lies elsewhere."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from agent_skills.domain.errors import EmployeeError, SettingsError
from agent_skills.runtime.cli_output import (
    EXIT_FAILED,
    EXIT_OK,
    complain,
    explain_settings,
    print_json,
    print_rows,
    print_table,
    say,
)
from agent_skills.runtime.logs import configure_logging
from agent_skills.runtime.settings import load_environment
from cloud_agent import compose, compose_posts
from cloud_agent.doctor import doctor
from cloud_agent.settings import CloudSettings, read_settings

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
        complain(f"cloud-agent: {error}")
        return EXIT_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloud-agent",
        description="Watches the mailbox, triages and drafts. It can send nothing.",
        epilog="Settings come from the environment and from the file that ENV_FILE names; see .env.cloud.example.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    init = _add(commands, "init", _init, "clone the vault")
    init.add_argument("--vault", required=True, type=Path, help="the folder to make")
    init.add_argument("--remote", required=True, help="address of the vault's git remote")
    for name, command, text in (
        ("run", _run, "the orchestrator: triage, claim, draft, alert"),
        ("watch-mail", _watch_mail, "the mailbox watcher"),
        ("sync", _sync, "the git sync"),
    ):
        _add(commands, name, command, text).add_argument("--once", action="store_true", help="exactly one round")
    login = _add(commands, "gmail-login", _gmail_login, "sign in to Gmail for a token that may only read")
    login.add_argument("--client", required=True, type=Path, help="JSON of an OAuth client for a desktop app")
    login.add_argument("--token", type=Path, help="where the token is kept (default: in the state folder)")
    login.add_argument("--port", type=int, default=8765, help="that the browser comes back to (default 8765)")
    login.add_argument("--timeout", type=float, default=300, metavar="SECONDS", help="for the browser (default 300)")
    mcp = _add(commands, "mcp", _mcp, "an MCP server on standard input and output, or over HTTP on this machine")
    mcp.add_argument("server", choices=("whatsapp-notify",))
    mcp.add_argument("--http", type=int, metavar="PORT", help="serve http://127.0.0.1:PORT/mcp instead")
    brief = _add(commands, "brief", _brief, "write the weekly briefing about last week")
    brief.add_argument("--force", action="store_true", help="write it anew where it is there already")
    campaign = _add(commands, "campaign", _campaign, "order one post draft for each platform; nothing is posted")
    campaign.add_argument("brief", help="what the posts say, in your words; - reads it from standard input")
    campaign.add_argument("--title", default="", help="its headline")
    campaign.add_argument("--platforms", default="", help="of linkedin,facebook,instagram,x (default SOCIAL_PLATFORMS)")
    campaign.add_argument("--link", default="", help="an address that the posts lead to")
    usage = _add(commands, "usage", _usage, "what the model cost")
    usage.add_argument("--json", action="store_true", help="for programs")
    usage.add_argument("--month", metavar="YYYY-MM", help="another month than this one")
    for name, command, text in (
        ("status", _status, "state of sync, folders and findings"),
        ("doctor", _doctor, "check the set-up, with a remedy for each finding"),
    ):
        _add(commands, name, command, text).add_argument("--json", action="store_true", help="for programs")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, command: Command, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _settings(*, with_mail: bool = False, vault: Path | None = None) -> CloudSettings:
    settings = read_settings(load_environment(), with_mail=with_mail, vault=vault)
    configure_logging(sys.stderr, settings.log_level, settings.secrets())
    logging.getLogger("cloud_agent").debug("settings are in order")
    return settings


def _init(options: argparse.Namespace) -> int:
    settings = _settings(vault=options.vault)
    compose.clone_vault(settings, options.vault, options.remote)
    say(f"Vault cloned to {options.vault}. Next: set VAULT_PATH to it and start the agent.")
    return EXIT_OK


def _run(options: argparse.Namespace) -> int:
    return compose.run_orchestrator(_settings(), once=options.once)


def _watch_mail(options: argparse.Namespace) -> int:
    return compose.run_mail_watcher(_settings(with_mail=True), once=options.once)


def _sync(options: argparse.Namespace) -> int:
    return compose.run_sync(_settings(), once=options.once)


def _gmail_login(options: argparse.Namespace) -> int:
    token = compose.gmail_login(_settings(), options.client, options.token, options.port, options.timeout)
    say(f"Signed in. Next: set MAIL_SOURCE=gmail and GMAIL_CREDENTIALS_PATH={token}")
    return EXIT_OK


def _brief(options: argparse.Namespace) -> int:
    written = compose.write_briefing(_settings(), force=options.force)
    say(f"{written.path} {'written' if written.new else 'is there already; --force writes it anew'}.")
    return EXIT_OK


def _campaign(options: argparse.Namespace) -> int:
    brief = sys.stdin.read() if options.brief == "-" else options.brief
    platforms = [name for name in options.platforms.split(",") if name]
    path = compose_posts.order_campaign(compose.CloudParts(_settings()), options.title, brief, platforms, options.link)
    say(f"Ordered in {path}. The drafts will wait in Pending_Approval/.")
    return EXIT_OK


def _mcp(options: argparse.Namespace) -> int:
    return compose.run_mcp_server(_settings(), options.http)


def _usage(options: argparse.Namespace) -> int:
    report = compose.usage_report(_settings(), options.month)
    if options.json:
        print_json(report)
    else:
        print_rows(report)
    return EXIT_OK


def _status(options: argparse.Namespace) -> int:
    status = compose.status(_settings())
    if options.json:
        print_json(status)
    else:
        print_rows(status)
    return EXIT_OK


def _doctor(options: argparse.Namespace) -> int:
    rows = doctor(_settings(with_mail=True), load_environment().get("ENV_FILE", ""))
    if options.json:
        print_json(rows)
    else:
        print_table(["check", "state", "detail", "remedy"], [[str(row[key] or "") for key in row] for row in rows])
    return EXIT_OK if all(row["state"] == "ok" for row in rows) else EXIT_FAILED
