"""`local-agent feed`: the owner's recent posts, and on X the mentions, as a table or as JSON. Nothing is written."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from agent_skills.runtime.cli_output import EXIT_OK, EXIT_USAGE, complain, print_json, print_table, say
from local_agent.compose_platforms import read_platform
from local_agent.executors.feed import FEED, MENTIONS, Post
from local_agent.settings import LocalSettings

CHANNELS = {"facebook": "Facebook", "instagram": "Instagram", "linkedin": "LinkedIn", "x": "Twitter"}
MAX_CELL = 60
"""Characters of a post's text in the table; --json has more."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `feed`."""
    parser.add_argument("platform", choices=sorted(CHANNELS))
    parser.add_argument("--mentions", action="store_true", help="posts of others that mention you (only on x)")
    parser.add_argument("--json", action="store_true", help="for programs")


def feed(options: argparse.Namespace, settings: LocalSettings) -> int:
    """Print what a platform shows."""
    if options.mentions and options.platform != "x":
        complain("local-agent: --mentions is there for x only.")
        return EXIT_USAGE
    page = read_platform(settings, CHANNELS[options.platform], MENTIONS if options.mentions else FEED)
    if options.json:
        print_json(asdict(page))
    elif page.posts:
        names = ["time", *(["author"] if options.mentions else []), "text", "reactions", "comments", "shares", "link"]
        print_table(names, [_row(post, mentions=options.mentions) for post in page.posts])
    else:
        say(page.note or "Nothing there.")
    return EXIT_OK


def _row(post: Post, *, mentions: bool) -> list[str]:
    text = post.text if len(post.text) <= MAX_CELL else post.text[: MAX_CELL - 1] + "…"
    numbers = ["-" if value is None else str(value) for value in (post.reactions, post.comments, post.shares)]
    return [post.at or "-", *([post.author or "-"] if mentions else []), text, *numbers, post.link or "-"]
