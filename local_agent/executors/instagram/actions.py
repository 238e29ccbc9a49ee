"""The Instagram executor: one approved payload, one post."""

from __future__ import annotations

from local_agent.executors.posting import PostExecutor


class InstagramExecutor(PostExecutor):
    """Publishes posts of one professional account."""

    channel = "Instagram"
    look_up = "Look at your profile on Instagram."
