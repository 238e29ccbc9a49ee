"""Any bytes at all are a mail that can be filed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent_skills.vault.vault_parser import parse, serialize
from cloud_agent.watchers.mail_headers import decode_words
from cloud_agent.watchers.mail_task import task_document
from tests.fixtures.mail_samples import SAMPLES, parsed

LINES = st.sampled_from(
    [
        b"From: ",
        b"Subject: =?utf-8?B?",
        b"?=",
        b"Content-Type: multipart/mixed; boundary=x",
        b"Content-Type: text/html; charset=",
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment; filename*0*=utf-8''",
        b"--x",
        b"--x--",
        b"",
        b"begin 644 x",
        b"end",
        b"Date: ",
        b"<p style=display:none>",
    ]
)
MAIL_LIKE = st.lists(LINES | st.binary(max_size=30), max_size=30).map(b"\n".join)
WHOLE = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real mail with a piece cut out and another put in."""
    raw = draw(st.sampled_from(WHOLE))
    start = draw(st.integers(0, len(raw)))
    end = draw(st.integers(start, min(len(raw), start + 200)))
    return raw[:start] + draw(st.binary(max_size=40)) + raw[end:]


@given(st.binary(max_size=300) | MAIL_LIKE | damaged())
def test_any_bytes_become_a_task_file_that_is_read_back_the_same(raw: bytes) -> None:
    mail = parsed(raw)
    doc = task_document(mail, "2026-11-21T09:30:00Z")
    assert parse(serialize(doc)) == doc
    assert mail.subject
    assert "the mail could not be parsed; it is shown as it came" not in mail.defects


@given(st.text(max_size=60))
def test_decoding_words_never_fails(text: str) -> None:
    assert isinstance(decode_words(text), str)
