"""Serving tools by the Model Context Protocol: what every server of either agent shares."""
