"""The LinkedIn executor: one approved payload, one post."""

from __future__ import annotations

from local_agent.executors.posting import PostExecutor


class LinkedInExecutor(PostExecutor):
    """Publishes posts of one author."""

    channel = "LinkedIn"
    look_up = "Look at your posts on LinkedIn."
