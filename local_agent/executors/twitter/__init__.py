"""Posts on X by version 2 of its interface."""
