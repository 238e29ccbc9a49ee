"""The demo's command line; `make help` lists the short ways here."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from deployment.demo import commands
from deployment.demo.errors import DemoError
from deployment.demo.mailbox_server import read_mailbox_settings, serve_until_signal
from deployment.demo.place import REPOSITORY, Place
from deployment.demo.start import Start

INTERRUPTED = 130
"""The exit code of programs that Ctrl-C ended."""

WORDS = ("start", "stop", "status", "mail", "outbox", "reset", "mailbox")


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command.

    Args:
        arguments: without the program's name.
        environment: the person's.

    Returns:
        0 ok, 1 failed, 130 interrupted.
    """
    parser = argparse.ArgumentParser(prog="deployment.demo", description="The whole product on one machine.")
    parser.add_argument("command", choices=WORDS)
    parser.add_argument("--root", type=Path, default=REPOSITORY / ".demo", help="the demo's folder")
    options = parser.parse_args(arguments)
    try:
        return _run(options.command, Place(options.root.resolve()), environment)
    except DemoError as error:
        sys.stderr.write(f"\n  {error.problem}\n  → {error.remedy}\n")
        return 1
    except BrokenPipeError:  # the reader, `head` for example, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n  Interrupted. `make demo` goes on from here, `make demo-stop` ends what runs.\n")
        return INTERRUPTED


def _run(command: str, place: Place, environment: Mapping[str, str]) -> int:
    if command == "status":
        return 0 if commands.status(place, environment) else 1
    if command == "start":
        Start(place, environment).run()
    elif command == "mailbox":
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        asyncio.run(serve_until_signal(read_mailbox_settings(Place(Path(environment["DEMO_ROOT"])))))
    elif command == "stop":
        commands.stop(place, environment)
    elif command == "mail":
        commands.mail(place, environment)
    elif command == "outbox":
        commands.outbox(place)
    else:
        commands.reset(place, environment)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
