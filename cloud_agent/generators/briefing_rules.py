"""What the owner might do next, found by rules: always at least three suggestions, at most ten (FR-G050)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from agent_skills.domain.clock import parse_iso
from agent_skills.domain.items import StoredFile
from agent_skills.domain.states import Place, channel_of
from cloud_agent.generators.briefing_facts import Facts
from cloud_agent.generators.briefing_text import age, link, plain

LEAST, MOST = 3, 10
UNANSWERED = timedelta(hours=24)
POST_WAITS = timedelta(hours=48)
PLAN_STANDS = timedelta(hours=24)
OLD_DRAFT = timedelta(days=3)
COST_JUMP = 1.5
EACH = 3
"""At most so many of one kind, so that one kind does not fill the list."""


def suggest(facts: Facts, now: datetime) -> list[str]:
    """Return suggestions, the most pressing first, each one markdown line.

    Args:
        facts: what was counted.
        now: the present moment.
    """
    found = [*_pressing(facts, now)]
    found += [line for line in _always(facts) if line not in found][: max(LEAST - len(found), 0)]
    return found[:MOST]


def _pressing(facts: Facts, now: datetime) -> Iterator[str]:
    for file in _old([*facts.tasks, *facts.drafts], now, UNANSWERED, important=True)[:EACH]:
        yield f"Answer {_whose(file)}: important, and unanswered for {age(file, now)} ({link(file)})."
    for file in _standing(facts, now)[:EACH]:
        status = file.doc.text("status")
        yield f"Look at the plan {link(file)}: {status}, and no step for {age(file, now, 'updated_at')}."
    for file in _old([file for file in facts.drafts if channel_of(file.path) == "LinkedIn"], now, POST_WAITS)[:EACH]:
        yield f"Decide the LinkedIn post {link(file)}: it has waited for {age(file, now)}."
    if facts.findings:
        yield f"Mend what does not work: {len(facts.findings)} note(s), the first is {link(facts.findings[0])}."
    old = [file for file in _old(facts.drafts, now, OLD_DRAFT) if file.doc.text("priority") != "High"]
    if old:
        yield f"Approve or refuse {len(old)} draft(s) older than three days, the oldest is {link(old[0])}."
    before, total = facts.costs.before.cost_usd, facts.costs.total.cost_usd
    if before and total > before * COST_JUMP:
        yield f"Look at the model's cost: {total / before:.1f} times that of the week before."


def _always(facts: Facts) -> Iterator[str]:
    if facts.drafts:
        yield f"Go through the {len(facts.drafts)} draft(s) that wait in {Place.PENDING}/."
    if facts.tasks:
        yield f"Go through the {len(facts.tasks)} task(s) that wait in {Place.NEEDS_ACTION}/ and {Place.IN_PROGRESS}/."
    yield "Read the handbook once: are goals, tone and rules still right?"
    yield "Choose the one thing that must be done by Friday, and write it into Needs_Action/."
    yield "Look through what was filed unanswered: is anything among it that you would have answered?"


def _old(files: Sequence[StoredFile], now: datetime, than: timedelta, *, important: bool = False) -> list[StoredFile]:
    dated = [(parse_iso(file.doc.front.get("created_at")), file) for file in files]
    found = [(made, file) for made, file in dated if made and now - made > than]
    kept = [pair for pair in found if not important or pair[1].doc.text("priority") == "High"]
    return [file for _, file in _one_a_thread(sorted(kept, key=lambda pair: (pair[0], pair[1].path)))]


def _one_a_thread(pairs: list[tuple[datetime, StoredFile]]) -> list[tuple[datetime, StoredFile]]:
    """Leave out a task whose draft waits as well."""
    answered = {file.doc.text("original_id").lower() for _, file in pairs} - {""}
    return [pair for pair in pairs if pair[1].id.lower() not in answered]


def _standing(facts: Facts, now: datetime) -> list[StoredFile]:
    def stands(file: StoredFile) -> bool:
        touched = parse_iso(file.doc.front.get("updated_at"))
        return file.doc.text("status") != "executing" or (touched is not None and now - touched > PLAN_STANDS)

    return [file for file in facts.plans if stands(file)]


def _whose(file: StoredFile) -> str:
    doc = file.doc
    return plain(doc.text("from_name") or doc.text("to_name") or "a mail", 50)
