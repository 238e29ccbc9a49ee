"""Posts of a Facebook page."""
