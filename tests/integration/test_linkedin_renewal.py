"""An expired LinkedIn token is renewed once, kept for the next start, and shown nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local_agent.compose_executors import post_executors
from local_agent.compose_platforms import redactor_of
from local_agent.executors.contract import Outcome, Result
from local_agent.executors.linkedin.access_token import NAME
from local_agent.executors.posting import PostExecutor
from local_agent.settings import read_settings
from tests.fixtures import linkedin_server
from tests.fixtures.linkedin_server import LinkedInServer
from tests.fixtures.loopback_http import Break, Reply, Request
from tests.fixtures.social_executors import post

pytestmark = pytest.mark.integration
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
RENEWAL = "/oauth/v2/accessToken"


@pytest.fixture
def linkedin() -> Iterator[LinkedInServer]:
    with LinkedInServer(lambda: NOW) as server:
        yield server


@pytest.fixture
def env(linkedin: LinkedInServer, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "vault").mkdir()
    return {
        "VAULT_PATH": str(tmp_path / "vault"),
        "AI_EMPLOYEE_STATE": str(tmp_path / "state"),
        "SOCIAL_TIMEOUT_SECONDS": "1",
        "LINKEDIN_API_URL": linkedin.url,
        "LINKEDIN_OAUTH_URL": linkedin.url,
        "LINKEDIN_ACCESS_TOKEN": linkedin_server.TOKEN,
        "LINKEDIN_AUTHOR_URN": linkedin_server.AUTHOR,
        "LINKEDIN_REFRESH_TOKEN": linkedin_server.REFRESH_TOKEN,
        "LINKEDIN_CLIENT_ID": linkedin_server.CLIENT,
        "LINKEDIN_CLIENT_SECRET": linkedin_server.CLIENT_SECRET,
    }


def executor(env: dict[str, str]) -> PostExecutor:
    """Return the executor as a process makes it at its start."""
    [found] = post_executors(read_settings(env))
    return found


def publish(env: dict[str, str], text: str = "We are hiring.") -> Outcome:
    one = executor(env)
    return one.execute(post("linkedin", text=text), one.new_reference(), lambda: None)


@pytest.mark.req("FR-G012", "FR-G068")
def test_an_expired_token_is_renewed_before_the_post_and_used_after_a_restart(
    linkedin: LinkedInServer, env: dict[str, str]
) -> None:
    linkedin.expire()
    assert publish(env).result is Result.SENT
    assert publish(env, "Another one.").result is Result.SENT
    assert linkedin.texts() == ["We are hiring.", "Another one."]
    assert len(linkedin.asked(RENEWAL)) == 1
    assert len(linkedin.asked("/rest/posts")) == 2


@pytest.mark.req("NFR-S-SEC-001", "NFR-G-SEC-001")
def test_the_renewed_token_is_kept_for_the_owner_alone_and_in_no_log(
    linkedin: LinkedInServer, env: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    linkedin.expire()
    assert executor(env).probe().result is Result.SENT
    file = Path(env["AI_EMPLOYEE_STATE"]) / NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert "linkedin-renewed-1" in file.read_text()
    for secret in ("linkedin-renewed", linkedin_server.TOKEN, linkedin_server.REFRESH_TOKEN, "app-secret"):
        assert secret not in caplog.text
    assert "renewed the access token" in caplog.text
    assert "linkedin-renewed" not in redactor_of(read_settings(env)).clean("Malformed linkedin-renewed-1")


@pytest.mark.req("FR-G068")
def test_the_token_of_the_settings_wins_again_once_it_is_another_one(
    linkedin: LinkedInServer, env: dict[str, str]
) -> None:
    linkedin.expire()
    assert executor(env).probe().result is Result.SENT
    linkedin.tokens.add("made-by-hand")
    env["LINKEDIN_ACCESS_TOKEN"] = "made-by-hand"
    assert executor(env).probe().result is Result.SENT
    assert linkedin.requests[-1].headers["Authorization"] == "Bearer made-by-hand"
    assert len(linkedin.asked(RENEWAL)) == 1


@pytest.mark.req("FR-G068", "G-US8.9")
@pytest.mark.parametrize("cause", ["the refresh token has expired", "the app's secret is wrong", "it gives no token"])
def test_a_refused_renewal_ends_as_an_expired_sign_in_and_nothing_is_posted(
    linkedin: LinkedInServer, env: dict[str, str], cause: str
) -> None:
    linkedin.expire()
    if cause == "the refresh token has expired":
        linkedin.refresh_tokens = {"another"}
    elif cause == "the app's secret is wrong":
        env["LINKEDIN_CLIENT_SECRET"] = "wrong"
    else:
        linkedin.fail(RENEWAL, Reply(200, {"access_token": "two\r\nlines", "expires_in": "?"}))
    outcome = publish(env)
    assert (outcome.result, outcome.signed_out) == (Result.PERMANENT, True)
    assert "LINKEDIN_REFRESH_TOKEN" in (outcome.remedy or "")
    assert linkedin.posts == []
    assert len(linkedin.asked(RENEWAL)) == 1
    assert not (Path(env["AI_EMPLOYEE_STATE"]) / NAME).exists()


@pytest.mark.req("FR-G066")
@pytest.mark.parametrize("fault", [Reply(503, {}), Reply(429, {}, {"Retry-After": "60"}), Break.AFTER, Break.HELD])
def test_a_renewal_that_cannot_be_asked_for_now_is_tried_again(
    linkedin: LinkedInServer, env: dict[str, str], fault: Reply | Break
) -> None:
    linkedin.expire()
    linkedin.fail(RENEWAL, fault)
    outcome = publish(env)
    assert (outcome.result, outcome.signed_out, linkedin.posts) == (Result.TRANSIENT, False, [])
    assert publish(env).result is Result.SENT


def test_a_token_that_is_refused_again_is_not_renewed_a_second_time(
    linkedin: LinkedInServer, env: dict[str, str]
) -> None:
    linkedin.fail("/v2/userinfo", Reply(401, {"message": "revoked"}), times=1)
    linkedin.expire()
    linkedin.fail(RENEWAL, Reply(200, {"access_token": "good-for-nothing"}))
    assert publish(env).signed_out
    assert len(linkedin.asked(RENEWAL)) == 1


@pytest.mark.req("FR-G068")
def test_the_deciding_request_is_never_made_twice(linkedin: LinkedInServer, env: dict[str, str]) -> None:
    linkedin.fail("/rest/posts", Reply(401, {"message": "expired this very moment"}))
    outcome = publish(env)
    assert (outcome.result, outcome.signed_out) == (Result.PERMANENT, True)
    assert len(linkedin.asked("/rest/posts")) == 1
    assert linkedin.asked(RENEWAL) == []


def test_a_token_that_another_process_renewed_is_taken_over(linkedin: LinkedInServer, env: dict[str, str]) -> None:
    first, second = executor(env), executor(env)
    linkedin.expire()
    assert (first.probe().result, second.probe().result) == (Result.SENT, Result.SENT)
    assert len(linkedin.asked(RENEWAL)) == 1


def test_a_token_that_another_process_renews_this_very_moment_is_taken_over(
    linkedin: LinkedInServer, env: dict[str, str]
) -> None:
    linkedin.expire()
    assert executor(env).probe().result is Result.SENT
    file = Path(env["AI_EMPLOYEE_STATE"]) / NAME
    renewed = file.read_bytes()
    file.unlink()

    def renew_elsewhere(_request: Request, _stage: str) -> None:
        file.write_bytes(renewed)

    linkedin.watch = renew_elsewhere
    assert executor(env).probe().result is Result.SENT
    assert len(linkedin.asked(RENEWAL)) == 1


def test_a_refresh_token_that_is_replaced_is_the_one_to_use_next(linkedin: LinkedInServer, env: dict[str, str]) -> None:
    linkedin.rotates = True
    for number in (1, 2):
        linkedin.expire()
        assert executor(env).probe().result is Result.SENT
        assert linkedin.tokens == {f"linkedin-renewed-{number}"}
    linkedin.refresh_tokens = {"made-by-hand"}
    env["LINKEDIN_REFRESH_TOKEN"] = "made-by-hand"
    linkedin.expire()
    assert executor(env).probe().result is Result.SENT


@pytest.mark.parametrize("content", ["", "[]", '{"access_token": 1}', "\udcff", json.dumps({"instead_of": "x"})])
def test_a_broken_file_of_the_state_folder_is_as_good_as_none(
    linkedin: LinkedInServer, env: dict[str, str], content: str
) -> None:
    file = Path(env["AI_EMPLOYEE_STATE"]) / NAME
    file.parent.mkdir()
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert executor(env).probe().result is Result.SENT
    linkedin.expire()
    assert executor(env).probe().result is Result.SENT


def test_a_state_folder_that_cannot_be_written_keeps_the_token_for_this_process(
    linkedin: LinkedInServer, env: dict[str, str]
) -> None:
    Path(env["AI_EMPLOYEE_STATE"]).write_text("no folder")
    linkedin.expire()
    one = executor(env)
    assert (one.probe().result, one.probe().result) == (Result.SENT, Result.SENT)
    assert len(linkedin.asked(RENEWAL)) == 1


def test_without_a_refresh_token_nothing_more_is_asked_than_before(
    linkedin: LinkedInServer, env: dict[str, str]
) -> None:
    for name in ("LINKEDIN_REFRESH_TOKEN", "LINKEDIN_CLIENT_ID", "LINKEDIN_CLIENT_SECRET"):
        del env[name]
    assert publish(env).result is Result.SENT
    assert [request.path for request in linkedin.requests] == ["/rest/posts"]
    linkedin.expire()
    assert publish(env).signed_out
    assert linkedin.asked(RENEWAL) == []
