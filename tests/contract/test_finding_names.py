"""Whatever the agents report has a name in plain words on the dashboard."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from agent_skills.domain.findings import CATALOGUE_NAMES
from agent_skills.notifications.notifier import FINDINGS

REPOSITORY = Path(__file__).parents[2]
WORDING = REPOSITORY / "nextjs_dashboard/src/lib/client/wording.ts"


def reported() -> set[str]:
    """Return every code that a program of ours gives a finding."""
    files = [
        file
        for folder in ("agent_skills", "cloud_agent", "local_agent")
        for file in (REPOSITORY / folder).rglob("*.py")
    ]
    return (
        {code for file in files for code in _codes(ast.parse(file.read_text("utf-8")))}
        | set(FINDINGS.values())
        | set(CATALOGUE_NAMES)
    )


def _codes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
            given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]
            yield from (str(value.value) for value in given if isinstance(value, ast.Constant))


def test_every_finding_has_a_name_in_plain_words() -> None:
    text = WORDING.read_text("utf-8")
    table = text[text.index("FINDING_NAMES") :]
    named = set(re.findall(r"^  ([a-z_]+): \"", table[: table.index("};")], re.MULTILINE))
    assert len(reported()) > 20
    assert reported() - named == set()
    assert named - reported() == set(), "names of findings that nobody reports"
