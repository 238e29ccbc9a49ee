"""Nothing is shared between tests but fixtures; each fixture module stands beside what it starts."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let pictures of the pages be kept: `pytest tests/e2e/test_dashboard_looks.py --pictures FOLDER`."""
    parser.addoption("--pictures", type=Path, default=None, help="a folder for a picture of every page")


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    folder = request.config.getoption("--pictures")
    return folder if isinstance(folder, Path) else None
