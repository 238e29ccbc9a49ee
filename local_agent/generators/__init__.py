"""Drafts that are made on the owner's machine."""
