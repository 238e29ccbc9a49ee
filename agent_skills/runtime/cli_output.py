"""What a command line prints: tables for people, JSON for programs, errors with their remedy."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from agent_skills.domain.errors import SettingsError
from agent_skills.domain.redaction import without_login

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2


def say(text: str) -> None:
    """Print one line for a person."""
    print(text)


def complain(text: str) -> None:
    """Print one line to standard error, without passwords of addresses."""
    print(without_login(text), file=sys.stderr)


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def explain_settings(error: SettingsError) -> int:
    """Print every problem of the settings with its remedy; returns the exit code for it."""
    complain(f"{len(error.problems)} problem(s) in the settings; nothing was started.")
    for problem in error.problems:
        complain(f"  {problem.name}: {problem.problem}\n    → {problem.remedy}")
    return EXIT_USAGE


def print_rows(values: dict[str, Any]) -> None:
    """Print a mapping as `name  value` lines, nested ones with their path."""
    for name, value in _flat("", values):
        print(f"{name:28} {value}")


def _flat(prefix: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [row for key, inner in value.items() for row in _flat(f"{prefix}.{key}" if prefix else str(key), inner)]
    return [(prefix, "-" if value is None else str(value))]
