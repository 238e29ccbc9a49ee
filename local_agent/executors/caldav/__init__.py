"""Events in a calendar by CalDAV: made once, never changed or deleted."""
