"""Posts of an Instagram professional account."""
