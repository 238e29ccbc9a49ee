"""The built dashboard keeps its own contract, whatever is sent to it: generated requests, right ones and wrong ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.fixtures.dashboard import BUILT, Dashboard, running_dashboard
from tests.fixtures.drafts import draft_id

CONTRACT = Path(__file__).parents[2] / "docs/platinum/contracts/dashboard-api.yaml"
STREAMS = "/api/events"
LOGIN = "/api/auth/{nextauth}"
pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]


def contract() -> Any:
    """Return the contract, with a draft that exists as the example of an id."""
    document = yaml.safe_load(CONTRACT.read_text("utf-8"))
    document["components"]["schemas"]["Id"]["example"] = draft_id(1)
    return schemathesis.openapi.from_dict(document)


schema = contract()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    if not BUILT.exists():
        pytest.skip("the dashboard is not built: npm run build in nextjs_dashboard")
    with running_dashboard(tmp_path_factory.mktemp("contract") / "run") as started:
        for number in range(1, 5):
            started.draft(number)
        yield started


@pytest.fixture(scope="module")
def owner_client(filled: Dashboard) -> requests.Session:
    return filled.sign_in()


@schema.exclude(path=[STREAMS, LOGIN]).parametrize()  # type: ignore[untyped-decorator]
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_the_contract_says(
    case: schemathesis.Case[Any], filled: Dashboard, owner_client: requests.Session
) -> None:
    # A request may be well formed and still be refused: a type beside the wrong category, a time that is over.
    case.call_and_validate(
        base_url=filled.url,
        session=owner_client,
        headers={"Origin": filled.url},
        timeout=30,
        excluded_checks=[positive_data_acceptance],
    )
