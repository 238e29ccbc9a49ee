"""The words and tables of a briefing. What others wrote is shown as plain text, without addresses or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent_skills.ai.cleaning import cleaned
from agent_skills.domain.clock import parse_iso
from agent_skills.domain.items import StoredFile
from agent_skills.domain.ports import Narrative
from agent_skills.domain.states import channel_of
from cloud_agent.generators.briefing_facts import DAYS, Facts

NO_AI = "[API Unavailable - Manual Review Required]"
"""FR-G051: stands where the model would have written."""

MOST_ROWS = 50
PLAIN = str.maketrans("[]|<>`#*_~$", "()/()'     ")
"""Characters that markdown would act on, and what stands for them."""


def plain(text: str, limit: int = 80) -> str:
    """Return somebody else's words as one harmless line."""
    return " ".join(cleaned(text, 1000).translate(PLAIN).split())[:limit].strip()


def link(file: StoredFile) -> str:
    """Return an Obsidian link to a file, under its title."""
    doc = file.doc
    title = plain(doc.text("subject") or doc.text("title") or doc.text("objective") or doc.text("problem"))
    return f"[[{file.path.removesuffix('.md')}|{title or file.id}]]"


def age(file: StoredFile, now: datetime, field: str = "created_at") -> str:
    """Return how long ago a file was made (or what the field tells), in hours or days."""
    made = parse_iso(file.doc.front.get(field))
    hours = int((now - made).total_seconds() // 3600) if made else 0
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"  # noqa: PLR2004  # two days read better as hours


def body(facts: Facts, suggestions: Sequence[str], narrative: Narrative | None) -> str:
    """Return the briefing's text.

    Args:
        facts: what was counted.
        suggestions: markdown lines.
        narrative: what the model wrote, None where it was not there.
    """
    parts = [
        f"# Monday briefing, {facts.week.monday:%d %B %Y}",
        "## Executive Summary\n\n" + _summary(facts, narrative),
        f"## Tasks Completed This Week\n\n{_completed(facts)}",
        f"## Tasks Pending/Blocked\n\n{_pending(facts)}",
        "## Proactive Suggestions\n\n" + _list(suggestions),
        f"## Next Week Focus\n\n{plain(narrative.focus, 1000) if narrative else NO_AI}",
        f"## API Cost This Week\n\n{_costs(facts)}",
    ]
    return "\n\n".join(parts) + "\n"


def facts_text(facts: Facts) -> str:
    """Return the facts as the model reads them; it is still somebody else's words in part."""
    return "\n\n".join([_numbers(facts), _completed(facts), _pending(facts), _costs(facts)])


def _summary(facts: Facts, narrative: Narrative | None) -> str:
    return f"{plain(narrative.summary, 1000) if narrative else NO_AI}\n\n{_numbers(facts)}"


def _numbers(facts: Facts) -> str:
    start = facts.week.monday - timedelta(days=DAYS)
    sent = ", ".join(f"{count} by {channel}" for channel, count in sorted(facts.sent.items())) or "none"
    rows = [
        f"Week: {start:%Y-%m-%d} to {facts.week.monday - timedelta(days=1):%Y-%m-%d}",
        f"Tasks completed: {facts.completed} ({facts.filed} of them filed without an answer)",
        f"Sent: {sent}",
        f"Tasks pending: {facts.pending}",
        f"Drafts that wait for you: {len(facts.drafts)}",
        f"Trouble that is open: {len(facts.findings)}",
    ]
    return _list(rows)


def _completed(facts: Facts) -> str:
    rows = [
        f"{link(file)} ({plain(file.doc.text('from_name'), 50) or file.doc.text('type')})" for file in facts.handled
    ]
    return _list(rows) + (f"\n\n{facts.filed} more were filed without an answer." if facts.filed else "")


def _pending(facts: Facts) -> str:
    tasks = [f"{link(file)}: {plain(file.doc.text('status'))}" for file in facts.tasks]
    drafts = [f"{link(file)}: {channel_of(file.path)} draft, waits for you" for file in facts.drafts]
    blocked = [f"{link(file)}: plan, {plain(file.doc.text('status'))}" for file in facts.plans]
    trouble = [f"{link(file)}: {plain(file.doc.text('code'))}, needs you" for file in facts.findings]
    return _list([*trouble, *blocked, *tasks, *drafts])


def _costs(facts: Facts) -> str:
    costs, total = facts.costs, facts.costs.total
    rows = ["| Agent | Calls | Cost USD | Average per call |", "|---|---|---|---|"]
    for name, one in [*sorted(costs.by_agent.items()), ("all", total)]:
        rows.append(f"| {plain(name, 20)} | {one.calls} | {one.cost_usd:.4f} | {one.average:.4f} |")
    before = costs.before.cost_usd
    change = f"{(total.cost_usd - before) / before:+.0%}" if before else "no cost in the week before"
    per_task = f"{total.cost_usd / facts.completed:.4f} USD" if facts.completed else "no task was finished"
    return "\n".join(rows) + f"\n\n- Change against the week before: {change}\n- Cost per finished task: {per_task}"


def _list(rows: Sequence[str]) -> str:
    more = [f"- … and {len(rows) - MOST_ROWS} more"] if len(rows) > MOST_ROWS else []
    return "\n".join([*(f"- {row}" for row in rows[:MOST_ROWS]), *more]) or "- none"
