"""What git's standard error says of a failure, in the one line that tells a person the cause."""

from __future__ import annotations

import re

_GENERAL = (
    "fatal: could not read from remote repository",
    "please make sure you have the correct access rights",
    "and the repository exists",
)
"""Git's own words after every failed connection, whatever the cause (`connect.c`, git 2.39)."""

_LONGEST = 300


def cause(text: str) -> str:
    """Return the last line of git's standard error that names a cause, at most 300 characters.

    Git ends each failed connection with the same advice; what ssh or the remote said stands above it.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if not line.lower().startswith(_GENERAL)]
    return (telling or lines[:1] or [""])[-1][:_LONGEST]


def refusal(text: str, output: str) -> str:
    """Return why a remote did not take a push: its own words, else git's reason or cause; at most 300 characters.

    Args:
        text: git's standard error.
        output: of `push --porcelain`.
    """
    own = " ".join(re.findall(r"(?m)^remote: *(\S.*?) *$", text))
    reason = re.search(r"(?m)^!.*\((.+)\)$", output)
    return (own or (reason[1] if reason else "") or cause(text))[:_LONGEST]
