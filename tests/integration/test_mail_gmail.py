"""Gmail against a loopback server that answers as Google documents it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_skills.domain.clock import system_clock
from agent_skills.domain.errors import SettingsError
from cloud_agent.watchers.errors import MailboxError
from cloud_agent.watchers.gmail_session import gmail_session
from cloud_agent.watchers.gmail_watcher import SCOPE, GmailSource
from cloud_agent.watchers.mail_parser import parse_mail
from cloud_agent.watchers.seen_store import SeenStore
from tests.fixtures.gmail_server import Fault, GmailServer
from tests.fixtures.mailboxes import gmail_session_for

pytestmark = [pytest.mark.integration, pytest.mark.req("FR-S015", "FR-S019", "FR-S020", "S-EC2")]


@pytest.fixture
def gmail() -> Iterator[GmailServer]:
    with GmailServer(page_limit=2) as server:
        yield server


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[SeenStore]:
    store = SeenStore(tmp_path / "seen.sqlite3")
    yield store
    store.close()


def reader(gmail: GmailServer, seen: SeenStore, query: str = "in:inbox newer_than:2d") -> GmailSource:
    return GmailSource(gmail_session_for(gmail), seen, query, gmail.url)


def mail(number: int, sender: str = "a@example.net") -> bytes:
    return f"From: {sender}\r\nSubject: Mail {number}\r\n\r\nText\r\n".encode()


def take(source: GmailSource) -> list[str]:
    subjects = []
    for found in source.fetch_new():
        subjects.append(parse_mail(found, system_clock).subject)
        source.acknowledge(found)
    return subjects


def trouble(source: GmailSource) -> MailboxError:
    with pytest.raises(MailboxError) as raised:
        take(source)
    return raised.value


def test_after_the_first_look_only_the_history_is_asked(gmail: GmailServer, seen: SeenStore) -> None:
    for number in range(5):
        gmail.deliver(mail(number))
    source = reader(gmail, seen)
    assert take(source) == [f"Mail {number}" for number in range(5)]
    gmail.requests.clear()
    for number in range(5, 10):
        gmail.deliver(mail(number))
    assert take(source) == [f"Mail {number}" for number in range(5, 10)]
    assert not any(path.endswith("/messages") for path in gmail.requests)


def test_an_expired_history_leads_to_a_full_look_that_misses_and_repeats_nothing(
    gmail: GmailServer, seen: SeenStore
) -> None:
    gmail.deliver(mail(1))
    source = reader(gmail, seen)
    assert take(source) == ["Mail 1"]
    gmail.deliver(mail(2))
    gmail.expire_history()
    gmail.deliver(mail(3))
    assert take(source) == ["Mail 2", "Mail 3"]
    assert take(source) == []


def test_own_sent_mail_and_drafts_are_not_given(gmail: GmailServer, seen: SeenStore) -> None:
    source = reader(gmail, seen)
    assert take(source) == []
    gmail.deliver(mail(1), ["SENT"])
    gmail.deliver(mail(2), ["DRAFT"])
    gmail.deliver(mail(3), ["INBOX", "SPAM"])
    gmail.deliver(mail(4))
    assert take(source) == ["Mail 4"]


def test_with_is_important_a_mail_counts_once_it_is_marked(gmail: GmailServer, seen: SeenStore) -> None:
    source = reader(gmail, seen, "in:inbox is:important newer_than:2d")
    assert take(source) == []
    later = gmail.deliver(mail(1))
    gmail.deliver(mail(2), ["INBOX", "IMPORTANT"])
    assert take(source) == ["Mail 2"]
    gmail.label(later, "IMPORTANT")
    assert take(source) == ["Mail 1"]


def test_a_search_that_is_no_label_is_left_to_gmail(gmail: GmailServer, seen: SeenStore) -> None:
    source = reader(gmail, seen, "from:boss@example.net newer_than:2d")
    gmail.deliver(mail(1, "boss@example.net"))
    gmail.deliver(mail(2, "other@example.net"))
    assert take(source) == ["Mail 1"]
    gmail.deliver(mail(3, "boss@example.net"))
    assert take(source) == ["Mail 3"]


def test_a_mail_deleted_between_list_and_get_is_passed_over(gmail: GmailServer, seen: SeenStore) -> None:
    first = gmail.deliver(mail(1))
    gmail.deliver(mail(2))
    source = reader(gmail, seen)
    gmail.fail(f"/messages/{first}", Fault(404, "notFound"))
    assert take(source) == ["Mail 2"]


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (Fault(403, "insufficientPermissions"), 900),
        (Fault(403, "userRateLimitExceeded"), 60),
        (Fault(403, "quotaExceeded"), 60),
        (Fault(429, "rateLimitExceeded"), 5),
        (Fault(429, "rateLimitExceeded", {"Retry-After": "37"}), 37),
        (Fault(429, "rateLimitExceeded", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), 5),
        (Fault(500), 5),
        (Fault(503, headers={"Retry-After": "12"}), 12),
        (Fault(200, body=b"<html>sign in to the hotel's wifi</html>"), 5),
        (Fault(200, body=b"[]"), 5),
    ],
    ids=lambda value: str(value)[:60],
)
def test_each_refusal_has_its_pause_and_nothing_is_lost(
    gmail: GmailServer, seen: SeenStore, fault: Fault, wait: float
) -> None:
    gmail.deliver(mail(1))
    gmail.deliver(mail(2))
    source = reader(gmail, seen)
    gmail.fail("/messages", fault)
    error = trouble(source)
    assert error.retry_after == wait
    assert error.reason.startswith("Gmail")
    assert error.remedy
    assert take(source) == ["Mail 1", "Mail 2"]


def test_a_refusal_in_the_middle_keeps_what_came_before(gmail: GmailServer, seen: SeenStore) -> None:
    gmail.deliver(mail(1))
    second = gmail.deliver(mail(2))
    source = reader(gmail, seen)
    gmail.fail(f"/messages/{second}", Fault(500))
    assert trouble(source).retry_after == 5
    assert take(source) == ["Mail 2"]


def test_repeated_trouble_is_tried_less_and_less_often(gmail: GmailServer, seen: SeenStore) -> None:
    source = reader(gmail, seen)
    gmail.fail("/profile", Fault(429, "rateLimitExceeded"), times=4)
    assert [trouble(source).retry_after for _ in range(4)] == [5, 10, 20, 40]
    assert take(source) == []
    gmail.fail("/history", Fault(500))
    assert trouble(source).retry_after == 5


def test_an_expired_token_is_refreshed_and_a_revoked_one_is_told(gmail: GmailServer, seen: SeenStore) -> None:
    gmail.deliver(mail(1))
    stale = GmailSource(gmail_session_for(gmail, "stale"), seen, "in:inbox", gmail.url)
    assert take(stale) == ["Mail 1"]
    assert gmail.refreshes == 1
    revoked = GmailSource(gmail_session_for(gmail, "stale", "revoked"), seen, "in:inbox", gmail.url)
    error = trouble(revoked)
    assert (error.reason, error.retry_after) == ("Gmail's login has expired.", 900)
    assert "gmail-login" in error.remedy


@pytest.mark.parametrize(
    "scopes",
    [
        ["https://mail.google.com/"],
        [SCOPE, "https://www.googleapis.com/auth/gmail.send"],
        "https://www.googleapis.com/auth/gmail.modify",
        [],
        None,
        7,
    ],
)
def test_a_token_that_may_do_more_than_read_is_refused(tmp_path: Path, scopes: object) -> None:
    path = tmp_path / "token.json"
    content = {"client_id": "c", "client_secret": "s", "refresh_token": "r", "scopes": scopes}
    path.write_text(json.dumps(content))
    with pytest.raises(SettingsError) as refused:
        gmail_session(path)
    assert refused.value.problems[0].name == "GMAIL_CREDENTIALS_PATH"


def test_a_token_for_reading_only_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    path.write_text(json.dumps({"client_id": "c", "client_secret": "s", "refresh_token": "r", "scopes": [SCOPE]}))
    assert gmail_session(path)
