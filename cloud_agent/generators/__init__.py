"""Drafts, one module a channel."""
