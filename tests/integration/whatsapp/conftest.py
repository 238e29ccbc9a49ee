"""A linked session on the site, in both shapes that its page has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.whatsapp_server import WhatsAppWebServer
from tests.fixtures.whatsapp_session import Session


@pytest.fixture(params=["a", "b"])
def server(request: pytest.FixtureRequest) -> Iterator[WhatsAppWebServer]:
    with WhatsAppWebServer(request.param) as running:
        yield running


@pytest.fixture
def session(tmp_path: Path, server: WhatsAppWebServer) -> Iterator[Session]:
    running = Session(tmp_path, server)
    running.link()
    yield running
    running.close()
