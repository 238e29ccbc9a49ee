"""Errors carry fields; the edge (CLI, note, page) turns them into prose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ProblemCode(StrEnum):
    """Why a vault file is malformed; the codes are those of docs/platinum/data-model.md §1."""

    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    NO_FRONT_MATTER = "no_front_matter"
    BAD_YAML = "bad_yaml"
    ALIAS = "alias"
    TAG = "tag"
    DUPLICATE_KEY = "duplicate_key"
    TOO_DEEP = "too_deep"
    BAD_KEY = "bad_key"


class EmployeeError(Exception):
    """Base of every error that this product raises on purpose."""


class VaultMissingError(EmployeeError):
    """The vault's folder is gone: a mount was lost, or somebody moved it.

    Args:
        root: where it was.
    """

    remedy = "Mount the folder or move it back; the agent goes on by itself. Or set VAULT_PATH and restart."

    def __init__(self, root: Path) -> None:
        super().__init__(f"The vault is not in its folder any more ({root}).")
        self.root = root


class MalformedFileError(EmployeeError):
    """A vault file that does not follow the format.

    Args:
        code: which rule it breaks.
        line: 1-based line of the file, or None where no line is to blame.
        detail: plain words, without content of the file.
    """

    def __init__(self, code: ProblemCode, line: int | None = None, detail: str = "") -> None:
        super().__init__(f"{code}" + (f" at line {line}" if line else "") + (f": {detail}" if detail else ""))
        self.code = code
        self.line = line
        self.detail = detail


class StaleWriteError(EmployeeError):
    """The file is no longer the one that was read.

    Args:
        path: vault-relative path.
        expected: hash that the writer had read, None for "must not exist".
        actual: hash found, None where the file is gone.
    """

    def __init__(self, path: str, expected: str | None, actual: str | None) -> None:
        super().__init__(f"{path} changed since it was read")
        self.path = path
        self.expected = expected
        self.actual = actual


class UnsafePathError(EmployeeError):
    """A path that leaves the vault, passes a link, or names a hidden place.

    Args:
        path: the path as given.
    """

    def __init__(self, path: str) -> None:
        super().__init__(f"refused path {path!r}")
        self.path = path


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One thing wrong with the settings: which variable, what, and how to mend it."""

    name: str
    problem: str
    remedy: str


class SettingsError(EmployeeError):
    """All problems of the settings at once (exit code 2).

    Args:
        problems: at least one.
    """

    def __init__(self, problems: list[SettingProblem]) -> None:
        super().__init__("; ".join(f"{p.name}: {p.problem}" for p in problems))
        self.problems = problems
