"""The golden files on which Python and TypeScript must agree (the other side: parser.fixtures.test.ts)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent_skills.domain.errors import MalformedFileError
from agent_skills.domain.items import draft_text
from agent_skills.domain.payload import read_payload
from agent_skills.vault.vault_parser import parse, serialize

FOLDER = Path(__file__).parents[1] / "fixtures" / "vault"
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))


def test_there_are_golden_files() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_file_is_read_as_agreed(name: str) -> None:
    data = (FOLDER / f"{name}.md").read_bytes()
    expected = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    if not expected["ok"]:
        with pytest.raises(MalformedFileError) as error:
            parse(data)
        assert str(error.value.code) == expected["code"]
        return
    doc = parse(data)
    payload = read_payload(doc)
    assert expected == {
        "ok": True,
        "front_matter": doc.front,
        "draft_text": draft_text(doc.body),
        "payload_sha256": payload.sha256() if payload else None,
    }
    assert parse(serialize(doc)) == doc
