"""Makes the social platforms that are set up on this machine, for posting and for reading."""

from __future__ import annotations

import secrets
import time

from agent_skills.domain.clock import system_clock
from agent_skills.domain.redaction import Redactor
from agent_skills.runtime.settings import revealed
from local_agent.executors.facebook.client import Facebook
from local_agent.executors.feed import FEED, MENTIONS, FeedError, FeedReader, Page
from local_agent.executors.instagram.client import Instagram
from local_agent.executors.linkedin.access_token import NAME, kept_tokens
from local_agent.executors.linkedin.client import LinkedIn
from local_agent.executors.media import MediaFolder
from local_agent.executors.registry import SET_UP
from local_agent.executors.twitter.client import Twitter
from local_agent.executors.twitter.oauth1 import oauth1
from local_agent.settings import LocalSettings

TOKEN_BYTES = 16
"""Of the unguessable part of a client reference."""


def linkedin(settings: LocalSettings) -> LinkedIn | None:
    """Return LinkedIn, None where it is not set up."""
    social = settings.social
    if social.linkedin is None:
        return None
    return LinkedIn(social.linkedin, MediaFolder(social.media), social.timeout_seconds, settings.state / NAME)


def facebook(settings: LocalSettings) -> Facebook | None:
    """Return the Facebook page, None where it is not set up."""
    social = settings.social
    return Facebook(social.facebook, MediaFolder(social.media), social.timeout_seconds) if social.facebook else None


def instagram(settings: LocalSettings) -> Instagram | None:
    """Return the Instagram account, None where it is not set up."""
    social = settings.social
    return Instagram(social.instagram, social.timeout_seconds, time.sleep) if social.instagram else None


def twitter(settings: LocalSettings) -> Twitter | None:
    """Return X, None where it is not set up."""
    social = settings.social
    if social.twitter is None:
        return None
    sign = oauth1(social.twitter, time.time, new_token)
    return Twitter(social.twitter, sign, MediaFolder(social.media), social.timeout_seconds)


def redactor_of(settings: LocalSettings) -> Redactor:
    """Return what takes this machine's credentials out of a text."""
    return Redactor(secrets_of(settings))


def secrets_of(settings: LocalSettings) -> list[str]:
    """Return this machine's credentials, those among them that were renewed."""
    return [*revealed(settings.secrets()), *kept_tokens(settings.state / NAME)]


def new_token() -> str:
    """Return an unguessable text of hex digits."""
    return secrets.token_hex(TOKEN_BYTES)


def feed_reader(settings: LocalSettings, channel: str) -> FeedReader | None:
    """Return what reads a platform, None where it is not set up.

    Args:
        settings: of this machine.
        channel: as in `CHANNEL_ACTIONS`; another one than the four platforms has nothing to read.
    """
    x = twitter(settings) if channel == "Twitter" else None
    if x:
        return FeedReader(x, {FEED: x.feed, MENTIONS: x.mentions}, system_clock, redactor_of(settings).clean)
    makers = {"LinkedIn": linkedin, "Facebook": facebook, "Instagram": instagram}
    platform = makers[channel](settings) if channel in makers else None
    if platform is None:
        return None
    return FeedReader(platform, {FEED: platform.feed}, system_clock, redactor_of(settings).clean)


def read_platform(settings: LocalSettings, channel: str, what: str) -> Page:
    """Read a platform.

    Args:
        settings: of this machine.
        channel: see `feed_reader`.
        what: `FEED` or `MENTIONS`.

    Raises:
        FeedError: it is not set up, cannot be reached or refused.
    """
    reader = feed_reader(settings, channel)
    if reader is None:
        raise FeedError(f"{channel} is not set up. {SET_UP[channel]} on this machine.")
    return reader.read(what)
