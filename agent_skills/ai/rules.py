"""Triage by word lists: what the product does without a model, and what also watches over the model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from agent_skills.ai.cleaning import plain
from agent_skills.domain.items import Document
from agent_skills.domain.mail import MailKind
from agent_skills.domain.ports import Triage
from agent_skills.domain.states import Lane

SAME_DAY = re.compile(r"\bby\s+(?:today|tonight|noon|\d{1,2}(?::\d{2})?\s*(?:am|pm|h|o'?clock)?)\b", re.IGNORECASE)
"""“by 5 pm”, “by 17:00”, “by today”: a deadline within the day."""

LOOKED_AT = 4000
"""Characters of the text that the rules read; signs further down are rarely meant for this reader."""

SEARCHED = 250_000
"""Characters in which signs of injection are searched: all that the model reads, however much cleaning shortens."""

RULES_CONFIDENCE = 0.5
"""Word lists are right about as often as a coin with good manners; the card shows the number."""

FLAGS_TO_OWNER = frozenset({"bidi", "suspicious"})


@cache
def words() -> dict[str, Any]:
    """Return the word lists that ship with the product."""
    return tomllib.loads(files("agent_skills.ai").joinpath("words.toml").read_text("utf-8"))


def mail_text(task: Document) -> str:
    """Return the text of a mail task: what stands below `## Message`."""
    _, found, rest = task.body.partition("\n## Message\n")
    text = rest if found else task.body
    return text.split("\n## Attachments\n")[0].strip()


def contains(text: str, phrases: Iterable[str]) -> str | None:
    """Return the first phrase that a text contains as whole words, without case."""
    lowered = " ".join(text.lower().split())
    return next((phrase for phrase in phrases if _has(lowered, phrase)), None)


def _has(text: str, phrase: str) -> bool:
    stripped = phrase.strip()
    before = r"\b" if stripped[:1].isalnum() else ""
    after = r"\b" if stripped[-1:].isalnum() else ""
    return re.search(before + re.escape(stripped) + after, text) is not None


def risk_of(task: Document) -> list[str]:
    """Return the risk flags of a mail: those it came with, and `suspicious` on signs of injection or phishing."""
    flags = task.texts("risk")
    text = plain(f"{task.text('from_name')}\n{task.text('subject')}\n{mail_text(task)[:SEARCHED]}")
    if any(sign.search(text) for sign in _injection()) or contains(text, words()["suspicious"]["phishing"]):
        flags.append("suspicious")
    return list(dict.fromkeys(flags))


@cache
def _injection() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(sign, re.IGNORECASE) for sign in words()["suspicious"]["injection"])


def triage_by_rules(task: Document) -> Triage:
    """Judge a mail by word lists.

    Args:
        task: an e-mail task.
    """
    risk = risk_of(task)
    text = f"{task.text('subject')}\n{mail_text(task)[:LOOKED_AT]}"
    category = _category(text)
    priority = _priority(text, category)
    lane, why = _lane(task, text, risk)
    return Triage(priority, category, lane, why, RULES_CONFIDENCE, risk, "rules")


def _category(text: str) -> str:
    lists = words()["category"]
    return next(
        (name.capitalize() for name in ("urgent", "work", "personal") if contains(text, lists[name])), "Uncategorized"
    )


def _priority(text: str, category: str) -> str:
    lists = words()["priority"]
    if category == "Urgent" or contains(text, lists["high"]) or SAME_DAY.search(text):
        return "High"
    return "Low" if contains(text, lists["low"]) else "Medium"


def _lane(task: Document, text: str, risk: list[str]) -> tuple[str, str]:
    kind = task.text("kind")
    if kind == MailKind.BOUNCE:
        return Lane.OWNER, "A mail of yours could not be delivered."
    if FLAGS_TO_OWNER & set(risk):
        return Lane.OWNER, "Looks suspicious, so nothing was drafted."
    if not task.text("from"):
        return Lane.OWNER, "The sender cannot be read, so nothing was drafted."
    if kind in (MailKind.AUTO_REPLY, MailKind.MAILING_LIST):
        return Lane.FYI, "An automatic mail; it needs no answer."
    if contains(task.text("from").split("@")[0], words()["senders"]["machines"]):
        return Lane.FYI, "Sent by a machine that reads no answers."
    return Lane.REPLY, _why(text)


def _why(text: str) -> str:
    """Return one sentence for the card: what the mail seems to ask."""
    deadline = SAME_DAY.search(text)
    until = f" {deadline.group(0)}" if deadline else ""
    asks = {
        "signature": "Asks for a signature or about a contract",
        "money": "Asks about money: a quote, an invoice or a payment",
        "meeting": "Asks for a meeting or a call",
        "question": "Asks you something",
    }
    found = next((name for name in asks if contains(text, words()["asks"][name])), None)
    return f"{asks[found]}{until}." if found else f"A personal mail{until}."


def topic(task: Document) -> str:
    """Return what a mail is about: signature, money, meeting, question or other."""
    text = f"{task.text('subject')}\n{mail_text(task)[:LOOKED_AT]}"
    return next((name for name, phrases in words()["asks"].items() if contains(text, phrases)), "other")
