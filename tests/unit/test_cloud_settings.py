"""What the Cloud agent refuses to start with, and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_skills.domain.errors import SettingsError
from agent_skills.domain.states import Agent, in_progress
from agent_skills.domain.zones import may_write
from agent_skills.sync.claiming import ClaimMode
from cloud_agent.settings import FORBIDDEN, read_settings


def environment(tmp_path: Path, **changes: str) -> dict[str, str]:
    return {"VAULT_PATH": str(tmp_path), "MAIL_SOURCE": "maildir", "MAILDIR_PATH": str(tmp_path), **changes}


def problems(env: dict[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsError) as error:
        read_settings(env)
    return {problem.name: problem.problem for problem in error.value.problems}


@pytest.mark.parametrize("name", FORBIDDEN)
@pytest.mark.req("FR-P003", "FR-P057", "P-US5.1")
def test_a_sending_credential_is_refused_by_name(tmp_path: Path, name: str) -> None:
    found = problems(environment(tmp_path, **{name: "very-secret"}))
    assert name in found
    assert "very-secret" not in str(found)


def test_an_empty_forbidden_variable_is_no_credential(tmp_path: Path) -> None:
    assert read_settings(environment(tmp_path, SMTP_PASSWORD="")).vault == tmp_path


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    env = {"VAULT_PATH": str(tmp_path / "none"), "MAIL_SOURCE": "imap", "GIT_SYNC_INTERVAL": "soon", "LOG_LEVEL": "x"}
    assert set(problems(env)) >= {"VAULT_PATH", "IMAP_HOST", "IMAP_USER", "IMAP_PASSWORD", "GIT_SYNC_INTERVAL"}


def test_the_older_name_of_the_key_still_works(tmp_path: Path) -> None:
    key = read_settings(environment(tmp_path, CLAUDE_API_KEY="sk-ant-1")).model.api_key
    assert key is not None
    assert key.get_secret_value() == "sk-ant-1"


def test_no_secret_is_shown_when_settings_are_printed(tmp_path: Path) -> None:
    settings = read_settings(environment(tmp_path, ANTHROPIC_API_KEY="sk-ant-canary", WHATSAPP_CLOUD_TOKEN=""))
    assert "canary" not in repr(settings)


def test_an_alert_token_without_a_number_is_a_contradiction(tmp_path: Path) -> None:
    assert "WHATSAPP_CLOUD_TOKEN" in problems(environment(tmp_path, WHATSAPP_CLOUD_TOKEN="t"))


@pytest.mark.req("FR-P013")
@pytest.mark.parametrize("name", ["local", "cloud-", "Cloud", "cloud/x", "../cloud", "agent7"])
def test_an_agent_that_the_owners_machine_would_not_know_is_refused(tmp_path: Path, name: str) -> None:
    assert "AGENT_ID" in problems(environment(tmp_path, AGENT_ID=name))


def test_several_cloud_agents_have_ids_and_claims_of_their_own(tmp_path: Path) -> None:
    settings = read_settings(environment(tmp_path, AGENT_ID="cloud-2", CLAIMS="refs"))
    assert (settings.agent_id, settings.claims) == ("cloud-2", ClaimMode.REFS)
    assert may_write(Agent.CLOUD, in_progress(settings.agent_id, "EMAIL_1"))
