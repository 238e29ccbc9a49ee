"""Measures the sync side by side with plain git in one run (`make bench-sync`). Nothing is asserted."""
