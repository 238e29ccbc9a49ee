"""What the owner writes is either exactly a command, or a note that nobody answers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_agent.owner_commands.parsing import (
    ANSWER_MARK,
    MAX_REASON,
    ApproveDraft,
    AskHelp,
    AskStatus,
    Command,
    ListDrafts,
    Misspelt,
    RejectDraft,
    ShowDraft,
    SnoozeDraft,
    parse_command,
)
from local_agent.owner_commands.times import snooze_until

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("list", ListDrafts()),
        ("  List ", ListDrafts()),
        ("STATUS", AskStatus()),
        ("help", AskHelp()),
        ("show 3", ShowDraft(3)),
        ("Show #3", ShowDraft(3)),
        ("reject 3", RejectDraft(3, None)),
        ("reject 3 too formal, say du", RejectDraft(3, "too formal, say du")),
        ("Reject 12 Too Formal", RejectDraft(12, "Too Formal")),
        ("snooze 3 Tonight", SnoozeDraft(3, "tonight")),
        ("approve 3 482913", ApproveDraft(3, "482913")),
        ("approve 3 482 913", ApproveDraft(3, "482913")),
        ("approve 3", ApproveDraft(3, None)),
    ],
)
def test_a_command_is_read_as_it_is_written_on_a_phone(text: str, command: Command) -> None:
    assert parse_command(text) == command


@pytest.mark.parametrize(
    "text",
    ["show", "show three", "snooze 3", "approve 3 12345", "approve 3 yes please", "show 0", "show 100", "show 3 4"],
)
def test_a_slip_is_told_and_carries_nothing_out(text: str) -> None:
    assert isinstance(parse_command(text), Misspelt)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "buy milk",
        "list of things to buy",
        "help me remember the milk",
        "show me the way home",
        "reject all of it",
        "approve\n3 482913",
        "reject 3 fine\nand more",
        f"{ANSWER_MARK} list",
        "please list",
        "list " + "x" * 500,
    ],
)
def test_a_note_to_oneself_is_no_command(text: str) -> None:
    assert parse_command(text) is None


@given(st.text(max_size=600))
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    command = parse_command(text)
    assert not isinstance(command, RejectDraft) or len(command.reason or "") <= MAX_REASON
    assert parse_command(f"{ANSWER_MARK} {text}") is None


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("tonight", "2026-11-21T19:00"),
        ("tomorrow", "2026-11-22T09:00"),
        ("monday", "2026-11-23T09:00"),
        ("until Monday", "2026-11-23T09:00"),
        ("saturday", "2026-11-28T09:00"),
        ("1 hour", "2026-11-21T13:00"),
        ("2h", "2026-11-21T14:00"),
    ],
)
def test_the_words_for_a_time_mean_what_the_dashboard_offers(words: str, until: str) -> None:
    found = snooze_until(words, SATURDAY_NOON)
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M") == until


@pytest.mark.parametrize("words", ["whenever", "yesterday", "0 hours", "99 hours", "3", ""])
def test_a_time_that_is_none_is_refused(words: str) -> None:
    assert snooze_until(words, SATURDAY_NOON) is None


def test_tonight_is_over_after_seven() -> None:
    assert snooze_until("tonight", SATURDAY_NOON.replace(hour=20)) is None
