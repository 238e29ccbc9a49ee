"""Measurements of the whole product on this machine. Nothing is asserted; what must be reached stands beside it."""
