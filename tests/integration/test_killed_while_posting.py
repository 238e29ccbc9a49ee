"""The real process is killed while a platform holds back its answer: the post is there once, and only once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agent_skills.domain.clock import iso, system_clock
from agent_skills.domain.items import Document
from agent_skills.runtime.health import read_json
from agent_skills.vault.scaffold import create_vault
from agent_skills.vault.store import FileVault
from tests.fixtures.linkedin_server import AUTHOR, TOKEN, LinkedInServer
from tests.fixtures.loopback_http import Break
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.integration
DRAFT = "LINKEDIN_POST_1"


def environment(root: Path, linkedin: LinkedInServer) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "VAULT_PATH": str(root / "vault"),
        "AI_EMPLOYEE_STATE": str(root / "state"),
        "ENABLE_CLOUD_AGENT": "false",
        "UNDO_WINDOW_SECONDS": "0",
        "LINKEDIN_API_URL": linkedin.url,
        "LINKEDIN_ACCESS_TOKEN": TOKEN,
        "LINKEDIN_AUTHOR_URN": AUTHOR,
    }


def agent(env: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "local_agent", *arguments]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finish(env: dict[str, str], *arguments: str) -> int:
    with agent(env, *arguments) as process:
        return process.wait(timeout=60)


def states(root: Path) -> list[str]:
    outbox = read_json(root / "state" / "outbox.json")
    return [item["state"] for item in outbox["items"]] if isinstance(outbox, dict) else []


@pytest.mark.parametrize("may_read", [True, False], ids=["found again", "not to be found"])
def test_a_killed_process_leaves_one_post_and_never_makes_another(tmp_path: Path, may_read: bool) -> None:
    create_vault(tmp_path / "vault")
    vault = FileVault(tmp_path / "vault")
    front: dict[str, str] = {"id": DRAFT, "action": "create_post", "platform": "linkedin", "status": "pending_approval"}
    doc = Document({**front, "created_at": iso(system_clock())}, "## Draft\n\nWe are hiring!\n")
    vault.create(f"Pending_Approval/LinkedIn/{DRAFT}.md", doc)
    with LinkedInServer(system_clock, may_read=may_read) as linkedin:
        env = environment(tmp_path, linkedin)
        assert finish(env, "approve", DRAFT) == 0
        linkedin.fail("/rest/posts", Break.HELD)
        with agent(env, "run") as process:
            eventually(lambda: linkedin.posts, "the post on its way", 30)
            process.send_signal(signal.SIGKILL)
        linkedin.let_go.set()
        for _ in range(2):
            assert finish(env, "run", "--once") == 0
        assert len(linkedin.posts) == 1
        assert states(tmp_path) == (["sent"] if may_read else ["unknown"])
        places = vault.find(DRAFT)
        assert places[0].startswith("Done/") if may_read else places == [f"Approved/LinkedIn/{DRAFT}.md"]
