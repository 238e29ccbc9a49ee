"""Posts on LinkedIn by its versioned REST interface."""
