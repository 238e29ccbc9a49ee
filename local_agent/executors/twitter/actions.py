"""The X executor: one approved payload, one post."""

from __future__ import annotations

from local_agent.executors.posting import PostExecutor


class TwitterExecutor(PostExecutor):
    """Publishes posts of one user."""

    channel = "Twitter"
    look_up = "Look at your profile on X."
