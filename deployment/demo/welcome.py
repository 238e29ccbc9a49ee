"""What a person reads when the demo runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deployment.demo.env_files import OWNER, dashboard_url
from deployment.demo.place import REPOSITORY, Place

RULES = "No ANTHROPIC_API_KEY is set, so rules and templates draft (each card says so). With a key, Claude drafts."
MODEL = "ANTHROPIC_API_KEY is set: Claude triages and drafts; the costs are on the page API usage."

TEXT = """
  The demo is up after {seconds:.0f} s.

    Open        {url}
    Password    {password}

  {drafting}

  Try this
    1. Open the urgent draft, change a word, tap Send to … The page asks for the password once more, as
       the recipient is new to you. Watch it turn to Sent; then: make demo-outbox
    2. Approve without the page: open {vault} in Obsidian (or a file manager)
       and move the other draft from Pending_Approval/Email to Approved/Email.
    3. Reject one with a reason; it is never sent.
    4. Let a mail arrive: make demo-mail SUBJECT='Can we meet?' BODY='On Monday at 10?' FROM='Ali <ali@acme.example>'

    make demo-status   what runs        make demo-stop    end it, keep everything
    make demo-outbox   what was sent    make demo-reset   end it and remove {root}

  Your mailbox in the demo is {owner}, SMTP on 127.0.0.1:{smtp_port}. Nothing leaves this machine{exception}.
"""


def welcome(notes: Mapping[str, Any], place: Place, with_model: bool, seconds: float) -> str:  # noqa: FBT001
    """Return the closing words of a start.

    Args:
        notes: of the demo, with ports and secrets.
        place: of the demo.
        with_model: whether Claude drafts.
        seconds: how long the start took.
    """
    return TEXT.format(
        seconds=seconds,
        url=dashboard_url(notes),
        password=notes["secrets"]["password"],
        drafting=MODEL if with_model else RULES,
        vault=_short(place.vault("local")),
        root=_short(place.root),
        owner=OWNER,
        smtp_port=notes["smtp_port"],
        exception=" but the questions to Claude" if with_model else "",
    )


def _short(path: Path) -> str:
    return f"./{path.relative_to(REPOSITORY)}" if path.is_relative_to(REPOSITORY) else str(path)
