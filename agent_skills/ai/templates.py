"""Replies without a model: an honest holding answer that promises nothing, marked as a template."""

from __future__ import annotations

from agent_skills.ai.rules import RULES_CONFIDENCE, topic
from agent_skills.domain.items import Document
from agent_skills.domain.ports import Reply

TEMPLATE = "template"
MAX_SIGNATURE = 1000

SENTENCES: dict[str, str] = {
    "signature": "Thank you for your message. I will look at the document and come back to you about the signature.",
    "money": "Thank you for your message. I will check the figures and come back to you.",
    "meeting": "Thank you for your message. I will check my calendar and come back to you with a time.",
    "question": "Thank you for your message. I will look into it and come back to you.",
    "other": "Thank you for your message. I have read it and will come back to you.",
}


def template_reply(task: Document, handbook: Document | None, because: str = "") -> Reply:
    """Return a holding reply.

    Args:
        task: the mail.
        handbook: the owner's handbook, for the name below the reply.
        because: why no model drafted it, in words for the owner.
    """
    text = f"{_greeting(task.text('from_name'))}\n\n{SENTENCES[topic(task)]}\n\nBest regards,\n{sender_name(handbook)}"
    why = f"{task.text('why')} {because}".strip()
    return Reply(text, why, RULES_CONFIDENCE, TEMPLATE)


def _greeting(name: str) -> str:
    last, comma, first = name.strip("\"' ").partition(",")
    words = (first if comma else last).split()
    return f"Hello {words[0]}," if words and words[0].replace("-", "").isalpha() else "Hello,"


def signed(text: str, handbook: Document | None) -> str:
    """Return a drafted text with the handbook's signature below it, unless it stands there already.

    It becomes part of the draft, so the owner sees it before it is sent.

    Args:
        text: of the draft.
        handbook: the owner's, with a section Signature or without.
    """
    signature = section(handbook, "Signature")[:MAX_SIGNATURE]
    return f"{text.rstrip()}\n\n{signature}" if signature and not text.rstrip().endswith(signature) else text


def sender_name(handbook: Document | None) -> str:
    """Return the name from the handbook's section Sender Name."""
    lines = section(handbook, "Sender Name").splitlines() if handbook else []
    return next((line.strip() for line in lines if line.strip()), "")[:100]


def section(handbook: Document | None, name: str) -> str:
    """Return the text of one handbook section, comments left out."""
    if handbook is None:
        return ""
    _, found, rest = handbook.body.partition(f"\n## {name}\n")
    text = rest.split("\n## ")[0] if found else ""
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith("<!--")).strip()
