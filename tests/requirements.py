"""Which requirement is shown by which test: `python -m tests.requirements` prints the table.

Tests name the requirements they show with `@pytest.mark.req("FR-P013")`; the catalogue is `fixtures/requirements.csv`.
"""

from __future__ import annotations

import ast
import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

TESTS = Path(__file__).parent
CATALOGUE = TESTS / "fixtures" / "requirements.csv"


def catalogue() -> dict[str, str]:
    """Return what each requirement asks for, by id."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["what"] for row in csv.DictReader(file)}


def cited() -> dict[str, list[str]]:
    """Return the tests that show a requirement, by its id, as `path::name` below tests/."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for test, requirement in _marks(ast.parse(path.read_text(encoding="utf-8"))):
            found[requirement].append(f"{path.relative_to(TESTS)}::{test}")
    return dict(found)


def _marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Give (name, id) for each mark; one on `pytestmark` counts for the whole module."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((node.name, requirement) for requirement in _ids(decorator))
        elif isinstance(node, ast.Assign) and any(ast.unparse(target) == "pytestmark" for target in node.targets):
            yield from (("pytestmark", requirement) for requirement in _ids(node.value))


def _ids(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.req":
            yield from (str(argument.value) for argument in call.args if isinstance(argument, ast.Constant))


def table(known: Mapping[str, str], shown: Mapping[str, list[str]]) -> str:
    """Return the requirements with the tests that show them, and how many are open."""
    lines = [f"{name:<20} {what}\n{'':<20}   {', '.join(shown.get(name, ['open']))}" for name, what in known.items()]
    return "\n".join([*lines, "", f"{len(set(known) & set(shown))} of {len(known)} requirements are shown by a test."])


if __name__ == "__main__":
    print(table(catalogue(), cited()))
