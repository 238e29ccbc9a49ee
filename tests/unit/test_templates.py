"""A reply without a model greets people by the name that they use."""

from __future__ import annotations

import pytest

from agent_skills.ai.templates import template_reply
from agent_skills.domain.items import Document

NAMES = {
    "Mara Jansen": "Hello Mara,",
    "Öztürk, Ali": "Hello Ali,",
    '"Öztürk, Ali"': "Hello Ali,",
    "Anne-Marie Duval": "Hello Anne-Marie,",
    "": "Hello,",
    "4711 Service": "Hello,",
    "Öztürk,": "Hello,",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.req("FR-G002")
def test_a_template_greets_by_first_name(name: str) -> None:
    reply = template_reply(Document({"from_name": name, "subject": "Lunch?"}, "## Message\n\nLunch?\n"), None)
    assert reply.text.splitlines()[0] == NAMES[name]
    assert reply.drafted_by == "template"
