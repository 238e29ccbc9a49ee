"""A part of `make matrix` on every channel: killed and struck at every kind of step, nothing is lost or doubled."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.matrix.far_ends import NAMES
from tests.fixtures.mail_servers import needs_dovecot

pytestmark = [pytest.mark.integration, needs_dovecot]
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.req("FR-G046", "SC-G009", "SC-S011")
@pytest.mark.parametrize("channel", NAMES)
def test_nothing_is_lost_doubled_or_hidden_wherever_a_fault_strikes(channel: str) -> None:
    command = [sys.executable, "-m", "tests.bench.matrix", "--channels", channel, "--sample"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "this round failed" not in done.stderr, "the far end's own process stumbled"
    count = re.search(r"^(\d+) approvals", done.stdout, re.MULTILINE)
    assert count
    assert int(count[1]) >= 3, done.stdout
    assert "Lost: 0. Duplicates: 0. Problems: 0." in done.stdout
