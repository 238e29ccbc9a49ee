"""What the owner is told where git fails: the cause, not the advice that git adds to every failed connection."""

from __future__ import annotations

import pytest

from agent_skills.sync.git_words import cause, refusal

pytestmark = pytest.mark.req("NFR-P-REL-002")

ADVICE = """fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.
"""


@pytest.mark.parametrize(
    "told",
    [
        "git@vm.example: Permission denied (publickey).",
        "ssh: Could not resolve hostname vm.example: Name or service not known",
        "ssh: connect to host vm.example port 22: Connection timed out",
        "Host key verification failed.",
        "fatal: '/srv/vault.git' does not appear to be a git repository",
    ],
)
def test_a_connection_that_failed_names_its_own_cause(told: str) -> None:
    assert cause(f"{told}\n{ADVICE}") == told


def test_where_git_only_advises_the_general_words_are_told() -> None:
    assert cause(ADVICE) == "fatal: Could not read from remote repository."


def test_nothing_said_is_nothing_told() -> None:
    assert cause("") == ""


def test_a_flood_of_words_is_cut() -> None:
    assert len(cause("x" * 5000)) == 300


REJECTED = (
    "To vm.example:vault.git\n!\t1234:refs/heads/main\t[remote rejected] (protected branch hook declined)\nDone\n"
)


def test_a_remote_that_says_why_it_takes_no_push_is_quoted() -> None:
    told = (
        "remote: error: GH006: Protected branch.        \nremote: \nremote: error: Ask for a review.\nerror: no push\n"
    )
    assert refusal(told, REJECTED) == "error: GH006: Protected branch. error: Ask for a review."


def test_without_words_of_its_own_gits_reason_is_told() -> None:
    assert refusal("error: failed to push some refs to 'vm.example:vault.git'\n", REJECTED) == (
        "protected branch hook declined"
    )


def test_a_key_that_may_only_read_is_named() -> None:
    told = "ERROR: The key you are authenticating with has been marked as read only."
    assert refusal(f"{told}\n{ADVICE}", "") == told
