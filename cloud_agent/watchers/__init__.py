"""Mailboxes, read only, and what becomes of a mail."""
