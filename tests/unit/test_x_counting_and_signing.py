"""How X counts, and how its requests are signed: against what X and the RFC publish."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from agent_skills.domain.weighted_length import weighted_length
from local_agent.executors.twitter.oauth1 import signature, signature_base

FIXTURE = Path(__file__).parents[1] / "fixtures" / "x_lengths.json"
"""Both the agent and the dashboard count; they agree on these."""

COUNTS = [(case["text"], case["length"]) for case in json.loads(FIXTURE.read_text("utf-8"))]


@pytest.mark.req("FR-G064")
@pytest.mark.parametrize(("text", "length"), COUNTS, ids=[text for text, _ in COUNTS])
def test_a_text_is_counted_as_x_counts_it(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_the_example_of_x_is_signed_as_x_signs_it() -> None:
    """docs.x.com, “Creating a signature”."""
    fields = {
        "oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog",
        "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "1318622958",
        "oauth_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "oauth_version": "1.0",
    }
    status = quote("Hello Ladies + Gentlemen, a signed OAuth request!")
    url = f"https://api.twitter.com/1.1/statuses/update.json?include_entities=true&status={status}"
    key = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw&LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"
    assert signature(key, signature_base("post", url, fields)) == "hCtSmYh+iHYCEqBWrE7C7hYmtUk="
