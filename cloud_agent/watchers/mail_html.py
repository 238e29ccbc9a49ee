"""HTML mail as text: what a reader would see, in time and memory that grow with the mail and nothing else.

A scanner first reduces a stranger's HTML to a few block tags without attributes, so that the layout engine never
meets nesting bombs, tables of a million columns or style tricks. Nothing is ever loaded.
"""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass

import inscriptis

from cloud_agent.watchers.mail_characters import clean_line

MAX_HTML_CHARS = 1024 * 1024
MAX_TAGS = 40_000
MAX_DEPTH = 12
"""Text nested deeper is kept, only its indentation is not."""
MAX_LINK_TEXT = 300

_OWN_LINE = {"address", "article", "center", "dd", "div", "dl", "dt", "footer", "form", "header", "main", "nav"}
_OWN_LINE |= {"section", "table", "tbody", "tfoot", "thead", "tr"}
_KEPT = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "pre", "ul"}
_AUTO_CLOSED = {"li", "p"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_NOT_TEXT = ("script", "style", "title", "template", "noframes")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]{0,30})")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|\shidden(?=[\s/>=])", re.IGNORECASE
)
_HREF = re.compile(r"""\shref\s*=\s*["']?\s*([^\s"'>]{1,2000})""", re.IGNORECASE)
_SHOWN_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?:[/:?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The visible text, and whether a link shows one address and leads to another."""

    text: str
    misleading_link: bool


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    source: str
    closing: bool


def html_to_text(source: str) -> HtmlText:
    """Return what a reader of an HTML mail sees.

    Args:
        source: decoded HTML; what lies beyond `MAX_HTML_CHARS` is not looked at.
    """
    tokens = list(_tokens(source[:MAX_HTML_CHARS]))
    visible = list(_visible(tokens))
    text = _laid_out(visible)
    if not text.strip():
        text = _laid_out(tokens)  # everything was hidden: better too much than a lost mail
    return HtmlText(text.replace("\N{NO-BREAK SPACE}", " "), _misleads(visible))


def _laid_out(tokens: list[_Tag | str]) -> str:
    simple = "".join(_simplified(tokens))
    return inscriptis.get_text(f"<html><body>{simple}</body></html>") if simple.strip() else ""


def _tokens(source: str) -> Iterator[_Tag | str]:
    lower = source.lower()
    at = 0
    while (start := source.find("<", at)) >= 0:
        if start > at:
            yield source[at:start]
        at, tag = _tag_at(source, lower, start)
        if tag is not None:
            yield tag
    yield source[at:]


def _tag_at(source: str, lower: str, start: int) -> tuple[int, _Tag | str | None]:
    """Return where the tag at `start` ends and what it is; a lone `<` is text, a comment nothing."""
    if source.startswith("<!--", start):
        return _after(source, "-->", start + 4), None
    if source.startswith(("<!", "<?"), start):
        return _after(source, ">", start), None
    named = _NAME.match(source, start)
    if named is None:
        return start + 1, "<"
    end = _tag_end(source, start)
    name = named[1].lower()
    closing = source[start + 1] == "/"
    if name in _NOT_TEXT and not closing:
        return _after(source, ">", _after(lower, f"</{name}", end)), None
    return end, _Tag(name, source[start:end], closing)


def _after(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return len(source) if found < 0 else found + len(mark)


def _tag_end(source: str, start: int) -> int:
    """Return the end of a tag; a `>` between quotes does not end it, unless the quote never closes."""
    first = end = _after(source, ">", start)
    for _ in range(8):
        if source.count('"', start, end) % 2 == 0:
            return end
        end = _after(source, ">", end)
    return first


def _visible(tokens: list[_Tag | str]) -> Iterator[_Tag | str]:
    """Leave out elements that their style hides."""
    hidden_by = ""
    depth = 0
    for token in tokens:
        if isinstance(token, str):
            if not hidden_by:
                yield token
        elif hidden_by:
            depth += (-1 if token.closing else 1) if token.name == hidden_by else 0
            hidden_by = hidden_by if depth > 0 else ""
        elif not token.closing and token.name not in _VOID and _HIDDEN.search(token.source[:4000]):
            hidden_by, depth = token.name, 1
        else:
            yield token


def _simplified(tokens: list[_Tag | str]) -> Iterator[str]:
    depth = tags = 0
    for token in tokens:
        if isinstance(token, str):
            yield html.escape(html.unescape(token), quote=False)
            continue
        tags += 1
        written, step = ("", 0) if tags > MAX_TAGS else _block(token)
        if step > 0 and depth >= MAX_DEPTH:
            written, step = " ", 0
        depth = max(0, depth + step)
        yield written


def _block(tag: _Tag) -> tuple[str, int]:
    """Return what stands for a tag and how it changes the depth."""
    slash = "/" if tag.closing else ""
    step = -1 if tag.closing else 1
    if tag.name in _OWN_LINE:
        return f"<{slash}div>", step
    if tag.name in _KEPT:
        return f"<{slash}{tag.name}>", step
    if tag.name in _AUTO_CLOSED:
        return f"<{slash}{tag.name}>", 0
    if tag.name in ("br", "hr"):
        return "<br>", 0
    return ("&#160; " if tag.name in ("td", "th") and tag.closing else ""), 0


def _misleads(tokens: list[_Tag | str]) -> bool:
    """Tell whether a link's text is a web address of another host than the one it leads to."""
    target = ""
    shown: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            shown.append(token[:MAX_LINK_TEXT] if target else "")
        elif token.name == "a" and not token.closing:
            found = _HREF.search(token.source[:4000])
            target, shown = (found[1] if found else ""), []
        elif token.name == "a":
            if target and _differs(html.unescape(target), html.unescape("".join(shown)[:MAX_LINK_TEXT])):
                return True
            target = ""
    return False


def _differs(target: str, shown: str) -> bool:
    named = _SHOWN_HOST.fullmatch(clean_line(shown, MAX_LINK_TEXT))
    try:
        host = urllib.parse.urlsplit(target).hostname or ""
    except ValueError:
        return False
    if named is None or not host or not target.lower().startswith(("http://", "https://")):
        return False
    return not same_organisation(named[1], host)


def same_organisation(left: str, right: str) -> bool:
    """Tell whether two host names share their last two labels (three below a short second level, as in co.uk)."""
    return _organisation(left) == _organisation(right)


def _organisation(host: str) -> list[str]:
    labels = host.lower().strip(".").split(".")
    short_second = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # noqa: PLR2004  # co.uk, com.au
    return labels[-3:] if short_second else labels[-2:]
