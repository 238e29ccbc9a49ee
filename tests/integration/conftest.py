"""The fixtures that integration tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.git_remotes import Pair, make_clones
from tests.fixtures.laptop import Laptop, Postman


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Return Local and Cloud around one remote."""
    return make_clones(tmp_path)


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def laptop(tmp_path: Path, postman: Postman) -> Laptop:
    return Laptop(tmp_path, postman)
