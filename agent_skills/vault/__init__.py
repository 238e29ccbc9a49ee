"""The markdown files: parse, store, watch, and the owner's Dashboard.md."""
