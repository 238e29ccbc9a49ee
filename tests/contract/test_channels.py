"""What may be executed from where, and what a draft lacks: cases on which Python and TypeScript must agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent_skills.domain.channels import CHANNEL_ACTIONS, MONEY_ACTIONS, category_of, refusal
from agent_skills.domain.items import Document
from agent_skills.domain.payload import ACTIONS, payload_from_json, read_payload
from agent_skills.domain.states import CHANNELS, channel_of

FILE = Path(__file__).parents[1] / "fixtures" / "refusals.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


@pytest.mark.req("FR-G061", "FR-P006")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_draft_is_judged_as_agreed(case: dict[str, Any]) -> None:
    payload = read_payload(Document(case["front"], f"## Draft\n\n{case['text']}\n"))
    assert refusal(channel_of(case["path"]), payload) == case["refusal"]


def test_every_channel_and_every_action_stands_in_the_table() -> None:
    assert set(CHANNEL_ACTIONS) == set(CHANNELS)
    assert set().union(*CHANNEL_ACTIONS.values()) == set(ACTIONS)
    assert set(ACTIONS) >= MONEY_ACTIONS


def test_the_dashboard_lists_the_social_platforms_as_one_category() -> None:
    assert [category_of(channel) for channel in ("Twitter", "Facebook", "Odoo")] == ["Social", "Social", "Odoo"]


@pytest.mark.parametrize("case", [case for case in CASES if case["refusal"] is None], ids=lambda case: case["name"])
def test_the_journal_keeps_a_payload_without_changing_it(case: dict[str, Any]) -> None:
    payload = read_payload(Document(case["front"], f"## Draft\n\n{case['text']}\n"))
    assert payload
    assert payload_from_json(payload.canonical()) == payload
    assert "text" not in payload.routing()
