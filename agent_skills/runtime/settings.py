"""Reads settings from the environment and `ENV_FILE`, and tells all problems at once.

This module and each agent's `settings.py` are the only places that know of environment variables.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import SecretStr

from agent_skills.domain.errors import SettingProblem, SettingsError

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
MAX_PORT = 65535


def load_environment() -> dict[str, str]:
    """Return the variables of the process, completed by those of `ENV_FILE` (the process wins).

    Raises:
        SettingsError: `ENV_FILE` names a file that cannot be read.
    """
    return merge_env_file(dict(os.environ))


def merge_env_file(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the variables of its `ENV_FILE` added where they are missing.

    Args:
        environment: variable names and values. No `$` in the file is expanded.

    Raises:
        SettingsError: the file cannot be read.
    """
    name = environment.get("ENV_FILE", "")
    if not name:
        return dict(environment)
    if not Path(name).is_file():
        remedy = "Set ENV_FILE to your settings file, or copy the .example file to that place."
        raise SettingsError([SettingProblem("ENV_FILE", f"there is no file {name}", remedy)])
    values = dotenv_values(name, interpolate=False, encoding="utf-8")
    return {**{key: value for key, value in values.items() if value is not None}, **environment}


def revealed(secrets: Iterable[SecretStr | None]) -> list[str]:
    """Return the values of those secrets that are set, for what has to recognize them."""
    return [secret.get_secret_value() for secret in secrets if secret]


class SettingsReader:
    """Reads typed values and gathers every problem instead of stopping at the first.

    Args:
        environment: variable names and values; an empty value counts as missing.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[SettingProblem] = []

    def problem(self, name: str, problem: str, remedy: str) -> None:
        """Note one problem."""
        self.problems.append(SettingProblem(name, problem, remedy))

    def finish(self) -> None:
        """Raise SettingsError if anything was wrong."""
        if self.problems:
            raise SettingsError(self.problems)

    def given(self, name: str) -> bool:
        """Tell whether a variable is set to anything."""
        return bool(self._environment.get(name, "").strip())

    def text(self, name: str, default: str = "", *aliases: str) -> str:
        """Return a text, from the first of the names that is set."""
        found = next((key for key in (name, *aliases) if self.given(key)), None)
        return self._environment[found].strip() if found else default

    def required(self, name: str, remedy: str) -> str:
        """Return a text that must be there."""
        if not self.given(name):
            self.problem(name, "is missing", remedy)
        return self.text(name)

    def secret(self, name: str, *aliases: str) -> SecretStr | None:
        """Return a secret, which no log or traceback shows; None where it is not set."""
        value = self.text(name, "", *aliases)
        return SecretStr(value) if value else None

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """Return a number between two bounds, both included."""
        if not self.given(name):
            return default
        try:
            value = float(self.text(name))
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.problem(
                name, f"{self.text(name)!r} is not a number from {low:g} to {high:g}", f"Default: {default:g}."
            )
            return default
        return value

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number between two bounds, both included."""
        return int(self.number(name, default, low, high))

    def port(self, name: str, default: int) -> int:
        """Return a TCP port."""
        return self.integer(name, default, 1, MAX_PORT)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        word = self.text(name, str(default)).lower()
        if word not in TRUE_WORDS | FALSE_WORDS:
            self.problem(name, f"{word!r} is neither true nor false", f"Default: {str(default).lower()}.")
            return default
        return word in TRUE_WORDS

    def choice(self, name: str, default: str, choices: Sequence[str]) -> str:
        """Return one of some words."""
        value = self.text(name, default).lower()
        if value not in choices:
            self.problem(name, f"{value!r} is not known", f"Choose one of {', '.join(choices)}.")
            return default
        return value

    def folder(self, name: str, remedy: str) -> Path:
        """Return an existing folder, `~` expanded."""
        value = self.required(name, remedy)
        path = Path(value).expanduser()
        if value and not path.is_dir():
            self.problem(name, f"there is no folder {value}", remedy)
        return path

    def file(self, name: str, remedy: str) -> Path | None:
        """Return an existing file, or None where the variable is not set."""
        if not self.given(name):
            return None
        path = Path(self.text(name)).expanduser()
        if not path.is_file():
            self.problem(name, f"there is no file {path}", remedy)
        return path

    def url(self, name: str, default: str = "") -> str:
        """Return an http(s) address without a final slash."""
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            self.problem(name, f"{value!r} is no http or https address", "Write it like https://example.org:8443.")
        return value

    def zone(self, name: str) -> tzinfo | None:
        """Return a time zone of the IANA database; None stands for the machine's own."""
        if not self.given(name):
            return None
        try:
            return ZoneInfo(self.text(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.problem(name, f"{self.text(name)!r} is no known time zone", "Write it like Europe/Berlin.")
            return None

    def state_folder(self) -> Path:
        """Return `$AI_EMPLOYEE_STATE`, or its default below the XDG state home."""
        home = self.text("XDG_STATE_HOME") or "~/.local/state"
        return Path(self.text("AI_EMPLOYEE_STATE") or f"{home}/ai-employee").expanduser()
