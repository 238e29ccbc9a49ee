"""An agent whose turn has come looks first whether others showed meanwhile, and leaves them the remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_skills.domain.states import Agent
from agent_skills.sync.clone_setup import clone_repository
from tests.fixtures.git_remotes import mail_task, make_remote, open_clone
from tests.fixtures.product import git

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-P014")]

OTHERS = 50
LONGER_THAN_A_LOST_PUSH = 0.05


def others_claim_at_once(remote: Path, folder: Path) -> None:
    """Push a claim of each of many agents."""
    git("clone", "--quiet", str(remote), str(folder))
    for number, task in enumerate(sorted((folder / "Needs_Action").glob("*.md"))[:OTHERS]):
        own = folder / f"In_Progress/other-{number}"
        own.mkdir(parents=True)
        task.rename(own / task.name)
    git("-C", str(folder), "add", "-A")
    git("-C", str(folder), "-c", "user.name=Others", "-c", "user.email=others@example.com", "commit", "-qm", "Claim")
    git("-C", str(folder), "push", "--quiet")


def test_an_agent_that_knew_of_nobody_waits_once_it_sees_a_crowd_and_claims_what_is_left(tmp_path: Path) -> None:
    slept: list[float] = []
    remote = make_remote(tmp_path)
    clone_repository(str(remote), tmp_path / "own", "main")
    own = open_clone(tmp_path / "own", Agent.CLOUD, owner="own", sleep=slept.append)
    for number in range(OTHERS + 40):
        own.vault.create(f"Needs_Action/EMAIL_{number:03}.md", mail_task(number))
    own.sync.sync()
    assert all(result.won for result in own.sync.claim(sorted(own.vault.paths("Needs_Action"))))
    others_claim_at_once(remote, tmp_path / "others")
    slept.clear()
    results = own.sync.claim(sorted(own.vault.paths("Needs_Action")))
    assert any(result.won for result in results)
    assert max(slept) > LONGER_THAN_A_LOST_PUSH
