"""Whatever a front matter may hold is read back the same; whatever bytes come, reading ends in a value or a problem."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_skills.domain.errors import MalformedFileError
from agent_skills.domain.items import Document, draft_text, with_draft_text
from agent_skills.vault.vault_parser import parse, serialize

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SCALARS = st.one_of(
    TEXT,
    st.booleans(),
    st.none(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
    st.sampled_from(["yes", "no", "null", "~", "0x10", "1e5", "012", "1.0", "2026-11-21", "Re: hi", "- a", "true"]),
)
KEYS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,20}", fullmatch=True)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=4), st.dictionaries(KEYS, SCALARS, max_size=3))
BODIES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(st.dictionaries(KEYS, VALUES, max_size=6), BODIES)
def test_what_is_written_is_read_back_with_the_same_kinds(front: dict[str, object], body: str) -> None:
    doc = Document(front, body)  # type: ignore[arg-type]  # hypothesis cannot name the recursive type
    again = parse(serialize(doc))
    assert again == doc
    assert [type(value) for value in again.front.values()] == [type(value) for value in front.values()]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: b"---\n" + text.encode() + b"\n---\n"))
def test_any_bytes_end_in_a_document_or_a_problem(data: bytes) -> None:
    with contextlib.suppress(MalformedFileError):
        assert isinstance(parse(data).body, str)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100))
def test_an_edited_draft_text_is_what_is_sent_and_the_original_stays(text: str) -> None:
    body = "# Reply\n\n## Draft\n\nold\n\n> [!quote]- Original\n> From: a\n"
    edited = with_draft_text(body, text)
    assert draft_text(edited).strip() == text.strip() or "[!quote]" in text
    assert edited.endswith("> [!quote]- Original\n> From: a\n")


TRICKY = st.text(
    st.sampled_from(" \t\n'\"\\:#-?,[]{}&*!|>%@`~=<>.019aYeé漢\u00a0\u2028\ufeff\x85\x7f\u200b\ufffd😀"), max_size=12
)


@settings(max_examples=1500)
@given(TRICKY, st.lists(TRICKY, max_size=3))
def test_both_writers_write_the_same_bytes(text: str, texts: list[str]) -> None:
    fast = serialize(Document({"one": text, "many": list(texts), "map": {"inner": text}}, ""))
    slow = serialize(Document({"one": text, "many": list(texts), "map": {"inner": text}, "emoji": "😀"}, ""))
    assert slow == fast.removesuffix(b"---\n") + "emoji: 😀\n---\n".encode()
