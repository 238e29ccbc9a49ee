"""Old logs leave after their time (FR-G076): by the day in their name, whatever a checkout did to their times."""

from __future__ import annotations

import logging
import re
from datetime import date, datetime, timedelta

from agent_skills.domain.clock import Clock
from agent_skills.domain.errors import EmployeeError
from agent_skills.domain.ports import Vault

log = logging.getLogger(__name__)

KEEP = timedelta(days=90)
"""FR-G076: logs are kept at least so long."""

DAY = re.compile(r"(?<![0-9])([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])")


def outdated(paths: list[str], today: date) -> list[str]:
    """Return the logs whose day is more than 90 days ago; one without a day in its path is kept.

    Args:
        paths: vault paths of logs.
        today: the day.
    """
    return [path for path in paths if (day := _day(path)) and today - day > KEEP]


def _day(path: str) -> date | None:
    found = DAY.search(path)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


class LogPruning:
    """Removes outdated logs of the folders that this machine writes; git keeps them in its history.

    Args:
        vault: this machine's files.
        folders: which ones.
        clock: for the day.
    """

    def __init__(self, vault: Vault, folders: tuple[str, ...], clock: Clock) -> None:
        self._vault = vault
        self._folders = folders
        self._clock = clock

    def run(self) -> list[str]:
        """Remove what is outdated; returns the paths."""
        now: datetime = self._clock()
        paths = [path for folder in self._folders for path in self._vault.paths(folder)]
        return [path for path in outdated(paths, now.date()) if self._remove(path)]

    def _remove(self, path: str) -> bool:
        try:
            self._vault.remove(path)
        except (OSError, EmployeeError) as error:
            log.info("not pruned: %s", error)
            return False
        return True
