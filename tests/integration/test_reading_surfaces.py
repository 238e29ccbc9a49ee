"""Reading the platforms by a tool and at the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.fixtures.mcp_client import call, content, text
from tests.fixtures.product import REPOSITORY
from tests.fixtures.social_world import AT, SocialWorld

pytestmark = pytest.mark.integration
SCHEMA = json.loads((REPOSITORY / "docs/platinum/contracts/cli.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SocialWorld]:
    with ExitStack() as stack:
        yield SocialWorld(stack, tmp_path)


@pytest.mark.req("FR-G043", "FR-G056", "FR-G062")
@pytest.mark.parametrize("name", ["linkedin", "facebook", "instagram", "twitter"])
def test_the_servers_tools_read_the_same_and_write_nothing(world: SocialWorld, name: str) -> None:
    world.fill("We are hiring")
    tools = ["read_feed", *(["read_mentions"] if name == "twitter" else [])]
    for tool in tools:
        shown = content(call(world.server(name), tool))
        assert [post["text"] for post in shown["posts"]] == ["We are hiring"]
    assert [path for path in world.vault.rglob("*") if path.is_file()] == []


def test_a_platform_that_is_not_set_up_names_its_settings(world: SocialWorld) -> None:
    for name in ("FACEBOOK_ACCESS_TOKEN", "FACEBOOK_PAGE_ID"):
        del world.env[name]
    result = call(world.server("facebook"), "read_feed")
    assert result.is_error
    assert "FACEBOOK_PAGE_ID" in text(result)


def terminal(world: SocialWorld, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local_agent", "feed", *arguments]
    return subprocess.run(command, env=world.env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.req("FR-G056", "FR-G062")
def test_the_terminal_shows_a_table_and_json_by_its_contract(world: SocialWorld) -> None:
    world.fill("We are hiring")
    table = terminal(world, "facebook")
    assert (table.returncode, table.stderr) == (0, "")
    head, row = table.stdout.splitlines()
    assert head.split() == ["time", "text", "reactions", "comments", "shares", "link"]
    assert row.split()[0] == AT
    assert row.split()[-1].startswith("https://www.facebook.com/")
    printed = json.loads(terminal(world, "x", "--mentions", "--json").stdout)
    Draft202012Validator({**SCHEMA, "$ref": "#/$defs/feed"}).validate(printed)
    assert [post["author"] for post in printed["posts"]] == ["777"]


def test_the_terminal_tells_refusals_with_an_exit_code(world: SocialWorld) -> None:
    world.linkedin.may_read = False
    allowed = terminal(world, "linkedin")
    assert (allowed.returncode, "does not let this token read" in allowed.stdout) == (0, True)
    world.env["INSTAGRAM_ACCESS_TOKEN"] = "expired"
    refused = terminal(world, "instagram")
    assert (refused.returncode, "INSTAGRAM_ACCESS_TOKEN" in refused.stderr) == (1, True)
    assert terminal(world, "facebook", "--mentions").returncode == 2
    assert terminal(world, "x").stdout == "Nothing there.\n"
