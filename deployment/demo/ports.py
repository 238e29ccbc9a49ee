"""Choosing TCP ports that nobody uses."""

from __future__ import annotations

import socket

from deployment.demo.errors import DemoError

TRIES = 200


def choose_port(wanted: int, taken: frozenset[int] = frozenset()) -> int:
    """Return the wanted port, or the next one that is free on this machine.

    Args:
        wanted: where to begin.
        taken: ports that are promised to somebody else.

    Raises:
        DemoError: no port of the next 200 is free.
    """
    for port in range(wanted, wanted + TRIES):
        if port not in taken and is_free(port):
            return port
    raise DemoError(f"No port from {wanted} to {wanted + TRIES - 1} is free.", "Stop some servers and try again.")


def is_free(port: int) -> bool:
    """Tell whether nothing listens on a port of the loopback interface, by IPv4 or IPv6."""
    return not answers(port) and not answers(port, "::1") and _can_bind(port)


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether something accepts connections on a port."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
