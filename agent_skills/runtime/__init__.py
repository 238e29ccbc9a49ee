"""What both daemons run on: the loop, logs, heartbeats, settings."""
