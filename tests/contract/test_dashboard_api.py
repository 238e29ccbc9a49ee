"""The API contract names every route of the dashboard, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).parents[2]
ROUTES = REPOSITORY / "nextjs_dashboard/src/app/api"
METHOD = re.compile(r"\bexport const (GET|POST|PUT|DELETE|PATCH)\b|\bas (GET|POST|PUT|DELETE|PATCH)\b")


def contract() -> dict[str, Any]:
    text = (REPOSITORY / "docs/platinum/contracts/dashboard-api.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def served() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for file in ROUTES.rglob("route.ts"):
        path = "/api/" + file.parent.relative_to(ROUTES).as_posix()
        path = re.sub(r"\[(?:\.\.\.)?(\w+)\]", r"{\1}", path)
        methods = {first or second for first, second in METHOD.findall(file.read_text("utf-8"))}
        found |= {(path, method.lower()) for method in methods}
    return found


def test_the_contract_names_exactly_the_routes_that_are_served() -> None:
    named = {(path, method) for path, item in contract()["paths"].items() for method in item if method != "parameters"}
    assert named == served()
    assert len(named) >= 12


def test_every_reference_in_the_contract_leads_somewhere() -> None:
    document = contract()
    references = re.findall(r"#/([\w/]+)", str(document))
    for reference in references:
        value: Any = document
        for part in reference.split("/"):
            value = value[part]
        assert value


def test_handlers_are_doors_of_a_few_lines() -> None:
    long = [file for file in ROUTES.rglob("route.ts") if len(file.read_text("utf-8").splitlines()) > 30]
    assert long == []
