"""The Local agent's settings: contradictions are found before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_skills.domain.errors import SettingsError
from agent_skills.runtime.settings import merge_env_file
from local_agent.settings import read_settings


def problems(env: dict[str, str]) -> set[str]:
    with pytest.raises(SettingsError) as error:
        read_settings(env)
    return {problem.name for problem in error.value.problems}


def test_a_password_in_the_clear_over_the_network_is_refused(tmp_path: Path) -> None:
    env = {"VAULT_PATH": str(tmp_path), "SMTP_HOST": "mail.example.org", "SMTP_SECURITY": "none"}
    assert "SMTP_SECURITY" in problems({**env, "SMTP_FROM": "me@example.org"})


def test_half_a_login_is_refused(tmp_path: Path) -> None:
    env = {"VAULT_PATH": str(tmp_path), "SMTP_HOST": "localhost", "SMTP_USER": "me@example.org"}
    assert problems(env) == {"SMTP_PASSWORD"}


def test_mail_settings_without_a_server_are_refused(tmp_path: Path) -> None:
    assert problems({"VAULT_PATH": str(tmp_path), "SMTP_PASSWORD": "x"}) == {"SMTP_HOST"}


def test_without_a_mail_server_the_agent_still_starts(tmp_path: Path) -> None:
    assert read_settings({"VAULT_PATH": str(tmp_path)}).smtp is None


def test_the_undo_window_stays_within_a_minute(tmp_path: Path) -> None:
    assert problems({"VAULT_PATH": str(tmp_path), "UNDO_WINDOW_SECONDS": "61"}) == {"UNDO_WINDOW_SECONDS"}


def test_the_settings_file_is_read_without_expanding_dollar_signs(tmp_path: Path) -> None:
    file = tmp_path / ".env.local"
    file.write_text("HASH=$2b$12$abc\nSMTP_HOST=file\n", encoding="utf-8")
    merged = merge_env_file({"ENV_FILE": str(file), "SMTP_HOST": "process"})
    assert (merged["HASH"], merged["SMTP_HOST"]) == ("$2b$12$abc", "process")


def test_a_missing_settings_file_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ENV_FILE"):
        merge_env_file({"ENV_FILE": str(tmp_path / "none")})
