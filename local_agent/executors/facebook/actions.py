"""The Facebook executor: one approved payload, one post."""

from __future__ import annotations

from local_agent.executors.posting import PostExecutor


class FacebookExecutor(PostExecutor):
    """Publishes posts of one page."""

    channel = "Facebook"
    look_up = "Look at the posts of your Facebook page."
