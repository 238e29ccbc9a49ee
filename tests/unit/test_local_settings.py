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


HALF: dict[str, tuple[dict[str, str], str]] = {
    "a token without author": ({"LINKEDIN_ACCESS_TOKEN": "x"}, "LINKEDIN_AUTHOR_URN"),
    "a refresh token without the app's login": ({"LINKEDIN_REFRESH_TOKEN": "x"}, "LINKEDIN_CLIENT_ID"),
    "a renewal without a token": (
        {"LINKEDIN_REFRESH_TOKEN": "x", "LINKEDIN_CLIENT_ID": "x", "LINKEDIN_CLIENT_SECRET": "x"},
        "LINKEDIN_ACCESS_TOKEN",
    ),
    "an author that is none": ({"LINKEDIN_ACCESS_TOKEN": "x", "LINKEDIN_AUTHOR_URN": "me"}, "LINKEDIN_AUTHOR_URN"),
    "a version that is none": ({"LINKEDIN_VERSION": "latest"}, "LINKEDIN_VERSION"),
    "a page without token": ({"FACEBOOK_PAGE_ID": "12"}, "FACEBOOK_ACCESS_TOKEN"),
    "a page by name": ({"FACEBOOK_PAGE_ID": "acme", "FACEBOOK_ACCESS_TOKEN": "x"}, "FACEBOOK_PAGE_ID"),
    "three keys of four": (
        {"TWITTER_API_KEY": "a", "TWITTER_API_SECRET": "b", "TWITTER_ACCESS_TOKEN": "c"},
        "TWITTER_ACCESS_SECRET",
    ),
    "a token in the clear": ({"FACEBOOK_API_URL": "http://graph.example.org"}, "FACEBOOK_API_URL"),
    "an Odoo in the clear": ({"ODOO_URL": "http://books.example.org"}, "ODOO_URL"),
    "an Odoo without key": ({"ODOO_URL": "https://books.example.org", "ODOO_DB": "x"}, "ODOO_API_KEY"),
    "a switched-on Odoo without address": ({"ENABLE_ODOO": "true"}, "ODOO_URL"),
    "a calendar in the clear": ({"CALDAV_URL": "http://dav.example.org"}, "CALDAV_URL"),
    "a calendar without password": (
        {"CALDAV_URL": "https://dav.example.org", "CALDAV_USER": "x"},
        "CALDAV_PASSWORD",
    ),
    "a folder without payer": ({"PAYMENTS_PATH": "/"}, "PAYER_NAME"),
    "a folder that is not there": ({"MEDIA_PATH": "/nowhere/at/all"}, "MEDIA_PATH"),
}


@pytest.mark.parametrize("case", HALF)
def test_a_channel_that_is_half_set_up_is_told_at_the_start(tmp_path: Path, case: str) -> None:
    given, name = HALF[case]
    assert name in problems({"VAULT_PATH": str(tmp_path), **given})


def test_payment_files_never_lie_in_the_vault(tmp_path: Path) -> None:
    payer = {"PAYER_NAME": "Owner", "PAYER_IBAN": "DE89 3704 0044 0532 0130 00"}
    inside = tmp_path / "vault" / "payments"
    inside.mkdir(parents=True)
    env = {"VAULT_PATH": str(tmp_path / "vault"), "PAYMENTS_PATH": str(inside), **payer}
    assert problems(env) == {"PAYMENTS_PATH"}
    outside = tmp_path / "payments"
    outside.mkdir()
    files = read_settings({**env, "PAYMENTS_PATH": str(outside)}).payment_files
    assert files
    assert files.iban == "DE89370400440532013000"


def test_without_any_channel_nothing_is_missing(tmp_path: Path) -> None:
    settings = read_settings({"VAULT_PATH": str(tmp_path)})
    assert (settings.odoo, settings.payment_files, settings.social.linkedin, settings.social.twitter) == (None,) * 4
    assert settings.calendar is None


def test_a_switched_off_odoo_may_stay_in_the_settings(tmp_path: Path) -> None:
    env = {"VAULT_PATH": str(tmp_path), "ENABLE_ODOO": "false", "ODOO_URL": "https://books.example.org"}
    assert read_settings(env).odoo is None


def test_every_credential_is_kept_out_of_the_log(tmp_path: Path) -> None:
    env = {
        "VAULT_PATH": str(tmp_path),
        "LINKEDIN_ACCESS_TOKEN": "canary1",
        "LINKEDIN_AUTHOR_URN": "urn:li:person:x",
        "LINKEDIN_REFRESH_TOKEN": "canary8",
        "LINKEDIN_CLIENT_ID": "x",
        "LINKEDIN_CLIENT_SECRET": "canary9",
        "TWITTER_API_KEY": "canary2",
        "TWITTER_API_SECRET": "canary3",
        "TWITTER_ACCESS_TOKEN": "canary4",
        "TWITTER_ACCESS_SECRET": "canary5",
        "ODOO_URL": "https://books.example.org",
        "ODOO_DB": "x",
        "ODOO_API_KEY": "canary6",
        "CALDAV_URL": "https://dav.example.org",
        "CALDAV_USER": "x",
        "CALDAV_PASSWORD": "canary7",
    }
    settings = read_settings(env)
    hidden = {secret.get_secret_value() for secret in settings.secrets() if secret}
    assert hidden == {f"canary{number}" for number in range(1, 10)}
    assert "canary" not in repr(settings)


@pytest.mark.req("FR-G026")
def test_whatsapp_is_slow_and_obeys_nobody_unless_it_is_told_to(tmp_path: Path) -> None:
    env = {"VAULT_PATH": str(tmp_path), "WHATSAPP_SESSION_PATH": str(tmp_path.parent / "profile")}
    found = read_settings({**env, "WHATSAPP_NOTIFICATION_NUMBER": "+4915112345678"}).whatsapp
    assert found
    assert found.commands is None
    assert (found.poll_seconds, found.keep_unread) == (30, True)
    pacing = found.pacing
    assert (pacing.per_hour, pacing.per_day, pacing.gap_seconds, pacing.milliseconds_per_key) == (20, 60, 10, 45)


def test_orders_by_whatsapp_want_a_number_and_approvals_want_orders(tmp_path: Path) -> None:
    env = {"VAULT_PATH": str(tmp_path), "WHATSAPP_SESSION_PATH": str(tmp_path.parent / "profile")}
    assert problems({**env, "WHATSAPP_COMMANDS": "true"}) == {"WHATSAPP_COMMANDS"}
    assert problems({**env, "WHATSAPP_APPROVALS": "true"}) == {"WHATSAPP_APPROVALS"}
    switched_on = {**env, "WHATSAPP_COMMANDS": "true", "WHATSAPP_NOTIFICATION_NUMBER": "+4915112345678"}
    found = read_settings(switched_on).whatsapp
    assert found
    assert found.commands
    assert (found.commands.number, found.commands.approvals) == ("+4915112345678", False)


def test_further_mail_accounts_are_read_from_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    file.write_text(
        '[{"address": "Club@example.org", "host": "mx.example.org", "password": "p"}, {"address": "me2@example.org"}]'
    )
    file.chmod(0o600)
    main = {"VAULT_PATH": str(tmp_path), "SMTP_HOST": "localhost", "SMTP_FROM": "me@example.org"}
    settings = read_settings({**main, "SMTP_ACCOUNTS_FILE": str(file)})
    club = settings.accounts["club@example.org"]
    assert (club.host, club.port, club.security, club.user) == ("mx.example.org", 587, "starttls", "Club@example.org")
    assert settings.accounts["me2@example.org"].host == "localhost"
    assert "p" in [secret.get_secret_value() for secret in settings.secrets() if secret]


@pytest.mark.parametrize(
    ("content", "mode"),
    [("[]", 0o644), ("{", 0o600), ("[1]", 0o600), ('[{"address": "none"}]', 0o600), ('[{"adress": "a@b.c"}]', 0o600)],
)
def test_a_file_of_accounts_that_is_open_or_broken_is_refused(tmp_path: Path, content: str, mode: int) -> None:
    file = tmp_path / "accounts.json"
    file.write_text(content)
    file.chmod(mode)
    main = {"VAULT_PATH": str(tmp_path), "SMTP_HOST": "localhost", "SMTP_FROM": "me@example.org"}
    assert problems({**main, "SMTP_ACCOUNTS_FILE": str(file)}) == {"SMTP_ACCOUNTS_FILE"}
