"""The fixtures that integration tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.channels import NAMES, Channel, channel_of
from tests.fixtures.git_remotes import Pair, make_clones
from tests.fixtures.laptop import Laptop, Postman
from tests.fixtures.signing_office import Office


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


@pytest.fixture(params=[False, True], ids=["laptop awake", "laptop asleep"])
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Office:
    return Office(tmp_path, asleep=request.param)


@pytest.fixture(params=NAMES)
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Channel]:
    with channel_of(request.param, tmp_path) as made:
        yield made


@pytest.fixture(params=[name for name in NAMES if name != "payment_file"])
def remote(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Channel]:
    with channel_of(request.param, tmp_path) as made:
        yield made
