"""An approval is executed or taken back, never both, whoever is interrupted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from local_agent.ledger import Entry, Hold
from tests.fixtures.laptop import Laptop, Postman


def approved(laptop: Laptop) -> Entry:
    """Return the record of an approval whose undo window has passed."""
    file = laptop.draft()
    laptop.approve(file)
    entry = laptop.ledger.find(file.id, file.sha256)
    assert entry
    return entry


def hold(laptop: Laptop, entry: Entry) -> Path:
    return laptop.root / "state" / "ledger" / f"{entry.name}.hold"


@pytest.mark.req("P-US2.4", "FR-P021")
def test_an_approval_that_the_owner_is_taking_back_is_not_sent(laptop: Laptop, postman: Postman) -> None:
    entry = approved(laptop)
    hold(laptop, entry).write_text("owner")
    os.utime(hold(laptop, entry), (laptop.now.timestamp(), laptop.now.timestamp()))
    laptop.round()
    assert (postman.sent, laptop.place(entry.id)) == ([], [f"Approved/Email/{entry.id}.md"])


def test_an_undo_that_was_interrupted_ends_with_the_draft_waiting_again(laptop: Laptop, postman: Postman) -> None:
    entry = approved(laptop)
    hold(laptop, entry).write_text("owner")
    os.utime(hold(laptop, entry), (laptop.now.timestamp(), laptop.now.timestamp()))
    laptop.later(61)
    laptop.round()
    [path] = laptop.place(entry.id)
    assert path == f"Pending_Approval/Email/{entry.id}.md"
    assert laptop.vault.read(path).doc.text("note") == "You took this approval back."
    assert (postman.sent, hold(laptop, entry).exists()) == ([], False)
    laptop.approve(laptop.vault.read(path))
    laptop.round()
    assert len(postman.sent) == 1


def test_an_agent_that_ended_after_taking_an_approval_goes_on_with_it(laptop: Laptop, postman: Postman) -> None:
    entry = approved(laptop)
    assert laptop.ledger.take(entry, laptop.now) is Hold.AGENT
    laptop.round()
    assert len(postman.sent) == 1


def test_an_approval_that_was_taken_back_before_the_agent_came_is_not_taken(laptop: Laptop) -> None:
    entry = approved(laptop)
    laptop.ledger.undo(entry.id, entry.sha256, laptop.now)
    assert laptop.ledger.take(entry, laptop.now) is Hold.OWNER
    assert not hold(laptop, entry).exists()
