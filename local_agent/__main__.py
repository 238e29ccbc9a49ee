"""`python -m local_agent` and the `local-agent` command."""

from __future__ import annotations

import sys

from local_agent.cli import run


def main() -> int:
    """Run the command line; returns the exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
