"""The selector file: read, checked, and read again as soon as it changes."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass
from pathlib import Path

from agent_skills.domain.errors import EmployeeError

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).with_name("selectors.toml")
TABLES = ("page", "list", "chat", "media")


class SelectorFileError(EmployeeError):
    """A selector file that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Selectors:
    """Names of the page's parts → where to look for them, best first."""

    version: str
    tables: dict[str, dict[str, list[str]]]

    def candidates(self, name: str) -> list[str]:
        """Return the selectors of a part.

        Args:
            name: `table.part`, for example `chat.compose`.
        """
        table, _, part = name.partition(".")
        return self.tables[table][part]

    def names(self) -> list[str]:
        """Return every part as `table.part`."""
        return [f"{table}.{part}" for table, parts in self.tables.items() for part in parts]


def parse_selectors(text: str) -> Selectors:
    """Read a selector file.

    Raises:
        SelectorFileError: no TOML, or a part is missing or has no selector.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SelectorFileError(f"it is no TOML ({error})") from error
    tables = {table: content.get(table, {}) for table in TABLES}
    for table, parts in tables.items():
        for part, found in parts.items() if isinstance(parts, dict) else [(table, None)]:
            if not isinstance(found, list) or not found or not all(isinstance(one, str) and one for one in found):
                raise SelectorFileError(f"{table}.{part} must be a list of selectors")
    return Selectors(str(content.get("version", "")), tables)


class SelectorFile:
    """Gives the selectors as they stand now.

    Args:
        path: the file; the shipped one by default.

    Raises:
        SelectorFileError: it cannot be read, or lacks a part that the shipped one has.
    """

    def __init__(self, path: Path = SHIPPED) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._needed = set(parse_selectors(SHIPPED.read_text("utf-8")).names())
        self.problem: str | None = None
        self.current = self._read()

    def refresh(self) -> Selectors:
        """Read the file again if it changed; a broken new version is reported in `problem`, the old one stays."""
        try:
            if self._signature() != self._stamp:
                self.current = self._read()
                self.problem = None
                log.info("selectors of version %s are in use", self.current.version)
        except SelectorFileError as error:
            self.problem = str(error)
        return self.current

    def _read(self) -> Selectors:
        try:
            stamp = self._signature()
            found = parse_selectors(self._path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise SelectorFileError(f"{self._path.name} cannot be read") from error
        missing = sorted(self._needed - set(found.names()))
        if missing:
            raise SelectorFileError(f"{self._path.name} lacks {', '.join(missing)}")
        self._stamp = stamp
        return found

    def _signature(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError as error:
            raise SelectorFileError(f"{self._path.name} cannot be read") from error
        return found.st_mtime_ns, found.st_size
