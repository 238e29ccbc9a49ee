"""A vault file as a value: front matter, body, and the rules of ids and draft texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

Scalar = str | int | float | bool | None
Value = Scalar | list[Scalar] | dict[str, Scalar]
FrontMatter = dict[str, Value]

ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,120}")
"""Architecture §5: what an id may look like."""

DRAFT_HEADING = "## Draft"
ORIGINAL_CALLOUT = "> [!quote]- Original"


@dataclass(frozen=True, slots=True)
class Document:
    """Front matter and markdown body of one file."""

    front: FrontMatter = field(default_factory=dict)
    body: str = ""

    def with_front(self, **changes: Value) -> Document:
        """Return a copy with these front matter fields set."""
        return replace(self, front={**self.front, **changes})

    def text(self, key: str) -> str:
        """Return a front matter field as text, empty where it is missing or no scalar."""
        value = self.front.get(key)
        return "" if value is None or isinstance(value, list | dict) else scalar_text(value)

    def texts(self, key: str) -> list[str]:
        """Return a front matter field as a list of texts; a lone text counts as a list of one."""
        value = self.front.get(key)
        if isinstance(value, list):
            return [scalar_text(item) for item in value if item is not None]
        return [] if value is None or isinstance(value, dict) else [scalar_text(value)]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was read: vault-relative path with forward slashes, parsed content, hash of its bytes."""

    path: str
    doc: Document
    sha256: str

    @property
    def id(self) -> str:
        """The file's stem, which is its id."""
        return stem(self.path)


def scalar_text(value: str | float | bool) -> str:  # noqa: FBT001  # a value of front matter, no switch
    """Return a scalar as text; a number without exponent or idle zeros, as TypeScript cannot tell 12.0 from 12."""
    if not isinstance(value, float):
        return str(value)
    text = format(Decimal(repr(value + 0.0)), "f")  # + 0.0: no negative zero
    return text.rstrip("0").rstrip(".") if "." in text else text


def stem(path: str) -> str:
    """Return the file name of a vault path without folder and `.md`."""
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def is_id(text: str) -> bool:
    """Tell whether a text may be an id."""
    return ID_PATTERN.fullmatch(text) is not None


def same_id(left: str, right: str) -> bool:
    """Compare two ids without case, as file systems of laptops do."""
    return left.lower() == right.lower()


def draft_text(body: str) -> str:
    """Return the text that a draft sends (docs/platinum/data-model.md §2).

    Args:
        body: markdown body of a draft file.

    Returns:
        the lines between the heading and the folded original, blank edges removed, joined by line feeds.
    """
    lines = body.replace("\r\n", "\n").split("\n")
    if DRAFT_HEADING not in lines:
        return ""
    rest = lines[lines.index(DRAFT_HEADING) + 1 :]
    end = next((n for n, line in enumerate(rest) if line.startswith(ORIGINAL_CALLOUT)), len(rest))
    return "\n".join(_without_blank_edges(rest[:end]))


def _without_blank_edges(lines: list[str]) -> list[str]:
    kept = [n for n, line in enumerate(lines) if line.strip(" \t")]
    return lines[kept[0] : kept[-1] + 1] if kept else []


def safe_draft_text(text: str) -> str:
    """Return the text so that no line of it can be taken for the folded original."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(" " + line if line.startswith(ORIGINAL_CALLOUT) else line for line in lines)


def with_draft_text(body: str, text: str) -> str:
    """Return the body with another draft text, everything else left as it is.

    Args:
        body: markdown body of a draft file.
        text: the new text; a line that looks like the folded original is indented by one space.

    Raises:
        ValueError: the body has no `## Draft` heading.
    """
    lines = body.replace("\r\n", "\n").split("\n")
    start = lines.index(DRAFT_HEADING) + 1
    tail = lines[start:]
    end = next((n for n, line in enumerate(tail) if line.startswith(ORIGINAL_CALLOUT)), len(tail))
    return "\n".join([*lines[:start], "", safe_draft_text(text), "", *tail[end:]])
