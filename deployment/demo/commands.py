"""The demo's smaller commands: stop, status, mail, outbox, reset."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from deployment.demo.console import say
from deployment.demo.env_files import OWNER, dashboard_url
from deployment.demo.errors import DemoError
from deployment.demo.letters import deliver, letter, read_sender
from deployment.demo.outbox import describe, sent_mails
from deployment.demo.place import Place, read_notes
from deployment.demo.pm2 import Pm2, clean_environment
from deployment.demo.ports import answers
from deployment.demo.readiness import HEARTBEATS, read_beat

MEBIBYTE = 1024 * 1024
FROM = "Ali Öztürk <ali@acme.example>"
SUBJECT = "Can we talk about the offer?"
BODY = "Hello,\n\ncould you call me on Monday about the offer?\n\nBest,\nAli"


def stop(place: Place, own: Mapping[str, str]) -> None:
    """End all processes; vaults, mails and settings stay."""
    Pm2(place, clean_environment(place, own)).stop()
    say("The demo is stopped; everything is kept. Again: make demo. Away with it: make demo-reset.")


def reset(place: Place, own: Mapping[str, str]) -> None:
    """End all processes and remove the demo's folder."""
    Pm2(place, clean_environment(place, own)).stop()
    if place.root.exists() and not (place.root / "demo.lock").exists() and any(place.root.iterdir()):
        raise DemoError(f"{place.root} was not made by the demo.", "Look into it, and remove it yourself.")
    shutil.rmtree(place.pm2_home, ignore_errors=True)
    shutil.rmtree(place.root, ignore_errors=True)
    say("The demo is gone. Again: make demo.")


def status(place: Place, own: Mapping[str, str]) -> bool:
    """Show processes and heartbeats; tells whether all is well."""
    processes = Pm2(place, clean_environment(place, own)).processes()
    if not processes:
        say("The demo does not run. Start it with: make demo")
        return False
    for process in processes:
        memory = f"{process.memory / MEBIBYTE:5.0f} MiB"
        say(f"  {process.name:<20} {process.status:<16} pid {process.pid:<8} {memory}  restarts {process.restarts}")
    say()
    for agent, names in HEARTBEATS.items():
        for name in names:
            say(_beat_line(agent, name, read_beat(place.state(agent) / "health" / f"{name}.json")))
    say(f"\n  {dashboard_url(read_notes(place))}")
    return all(process.runs for process in processes)


def _beat_line(agent: str, name: str, beat: Mapping[str, Any]) -> str:
    line = f"  {agent:<6} {name:<20} {beat.get('state', 'silent'):<9} {beat.get('detail') or ''}"
    remedy = beat.get("remedy")
    return f"{line.rstrip()}  → {remedy}" if remedy else line.rstrip()


def mail(place: Place, wishes: Mapping[str, str]) -> None:
    """Deliver one mail to the owner.

    Args:
        place: of the demo.
        wishes: DEMO_SUBJECT, DEMO_BODY, DEMO_FROM, each optional.
    """
    notes = read_notes(place)
    if not notes.get("smtp_port") or not answers(int(notes["smtp_port"])):
        raise DemoError("The demo's mailbox does not run.", "make demo")
    sender = read_sender(wishes.get("DEMO_FROM") or FROM)
    subject, body = wishes.get("DEMO_SUBJECT") or SUBJECT, wishes.get("DEMO_BODY") or BODY
    deliver([letter(sender, OWNER, subject, body, datetime.now(UTC))], OWNER, int(notes["smtp_port"]))
    say(f"Delivered to {OWNER}. The draft will be on {dashboard_url(notes)} in some seconds.")


def outbox(place: Place) -> None:
    """Show what was sent."""
    mails = sent_mails(place.outbox)
    if not mails:
        say("Nothing was sent yet. Approve a draft first; it leaves when its undo window has passed.")
    for number, message in enumerate(mails, start=1):
        say(f"--- mail {number} of {len(mails)}\n{describe(message)}\n")
