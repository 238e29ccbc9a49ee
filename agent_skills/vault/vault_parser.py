"""The one parser and the one serializer of vault files (docs/platinum/data-model.md §1).

PyYAML is used for its grammar only: the events of one mapping are walked here, so that no tag, alias or
resolver of YAML 1.1 can act, and Python and TypeScript read the same values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from agent_skills.domain.errors import MalformedFileError, ProblemCode
from agent_skills.domain.items import Document, FrontMatter, Scalar, Value
from agent_skills.domain.zones import MAX_FILE_BYTES

MAX_FRONT_CHARS = 64 * 1024
"""Front matter is a form, not a text; longer ones are refused (data-model.md §1)."""

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# YAML 1.1 and 1.2 disagree on these as line breaks or printable characters, so neither gets to see them raw.
CONTROL_IN_FRONT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
MAX_WIDTH = 2**31 - 1
"""Columns: a value stays on its line."""
SURROGATE = re.compile(r"[\ud800-\udfff]")
WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(data: bytes) -> Document:
    """Read a vault file.

    Args:
        data: the exact bytes of the file.

    Raises:
        MalformedFileError: the file breaks a rule of the format; nothing of it was executed or guessed.
    """
    if len(data) > MAX_FILE_BYTES:
        raise MalformedFileError(ProblemCode.TOO_LARGE)
    front, body = _split(_decode(data))
    return Document(_front_matter(front), body)


def serialize(doc: Document) -> bytes:
    """Write a vault file.

    Args:
        doc: front matter of scalars, lists of scalars and maps of scalars; body as it shall stand.

    Raises:
        ValueError: a key or value that the format does not allow.
    """
    for key, value in doc.front.items():
        _check_writable(key, value)
    front = _dump(doc.front) if doc.front else ""
    return f"---\n{front}---\n{doc.body}".encode()


def _dump(front: FrontMatter) -> str:
    # libyaml escapes what lies beyond 16 bits, where PyYAML writes it plainly; both write everything else alike.
    dumper = _Dumper if any(ASTRAL.search(text) for text in _texts(front)) else _FastDumper
    written = yaml.dump(front, Dumper=dumper, sort_keys=False, allow_unicode=True, width=MAX_WIDTH)
    return str(written)


def _texts(front: FrontMatter) -> Iterator[str]:
    for value in front.values():
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        yield from (scalar for scalar in inner if isinstance(scalar, str))


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedFileError(ProblemCode.NOT_UTF8, data[: error.start].count(b"\n") + 1) from error
    found = CONTROL.search(text)
    if found:
        raise MalformedFileError(ProblemCode.CONTROL_CHARACTER, text.count("\n", 0, found.start()) + 1)
    return text


def _split(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    if lines[0].removesuffix("\r") != "---":
        raise MalformedFileError(ProblemCode.NO_FRONT_MATTER, 1)
    for number, line in enumerate(lines[1:], start=1):
        if line.removesuffix("\r") == "---":
            return "\n".join(part.removesuffix("\r") for part in lines[1:number]), "\n".join(lines[number + 1 :])
    raise MalformedFileError(ProblemCode.NO_FRONT_MATTER, len(lines))


def _front_matter(text: str) -> FrontMatter:
    if len(text) > MAX_FRONT_CHARS:
        raise MalformedFileError(ProblemCode.TOO_LARGE)
    found = CONTROL_IN_FRONT.search(text)
    if found:
        raise MalformedFileError(ProblemCode.CONTROL_CHARACTER, text.count("\n", 0, found.start()) + 2)
    if "\t" in text:
        raise MalformedFileError(ProblemCode.BAD_YAML, text[: text.index("\t")].count("\n") + 2, "a tab")
    try:
        return _Walker(yaml.parse(text + "\n", Loader=_Loader)).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise MalformedFileError(ProblemCode.BAD_YAML, mark.line + 2 if mark else None) from error


class _Walker:
    """Builds the mapping from parser events and refuses whatever the format does not know."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._line = 1

    def document(self) -> FrontMatter:
        self._expect(yaml.StreamStartEvent)
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            return {}
        if start.explicit or start.version or start.tags:
            raise self._error(ProblemCode.BAD_YAML, "a directive or document marker")
        self._expect(yaml.MappingStartEvent)
        front = self._mapping(nested=False)
        if self._expect(yaml.DocumentEndEvent).explicit:
            raise self._error(ProblemCode.BAD_YAML, "a document end marker")
        self._expect(yaml.StreamEndEvent)
        return front

    def _mapping(self, *, nested: bool) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event)
            if key in result:
                raise self._error(ProblemCode.DUPLICATE_KEY)
            result[key] = self._value(nested=nested)
        return result

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.style in ("|", ">") or not KEY.fullmatch(event.value):
            raise self._error(ProblemCode.BAD_KEY)
        return str(event.value)

    def _value(self, *, nested: bool) -> Value:
        event = self._next()
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if nested:
            raise self._error(ProblemCode.TOO_DEEP)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(nested=True)
        return self._sequence()

    def _sequence(self) -> list[Scalar]:
        result: list[Scalar] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(ProblemCode.TOO_DEEP)
            result.append(self._scalar(event))
        return result

    def _scalar(self, event: Any) -> Scalar:
        text = str(event.value)
        if SURROGATE.search(text):
            raise self._error(ProblemCode.BAD_YAML, "half a character")
        return text if event.style else resolve_plain(text)

    def _next(self) -> Any:
        event = next(self._events)
        self._line = event.start_mark.line + 2
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._error(ProblemCode.ALIAS)
        if getattr(event, "tag", None) is not None:
            raise self._error(ProblemCode.TAG)
        return event

    def _expect(self, kind: type[Any]) -> Any:
        event = self._next()
        if not isinstance(event, kind):
            raise self._error(ProblemCode.BAD_YAML, "no single mapping")
        return event

    def _error(self, code: ProblemCode, detail: str = "") -> MalformedFileError:
        return MalformedFileError(code, self._line, detail)


def resolve_plain(text: str) -> Scalar:
    """Return the value of a plain (unquoted) scalar; the rules are those of data-model.md §1."""
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if FLOAT.fullmatch(text) else text


def _check_writable(key: str, value: Value) -> None:
    if not KEY.fullmatch(key):
        raise ValueError(f"no front matter key: {key!r}")
    if isinstance(value, dict):
        for inner, scalar in value.items():
            _check_writable(inner, scalar)
            if isinstance(scalar, list | dict):
                raise ValueError(f"{key} is too deep")  # noqa: TRY004  # one error for every refused value
        return
    for scalar in value if isinstance(value, list) else [value]:
        _check_scalar(key, scalar)


def _check_scalar(key: str, value: object) -> None:
    if isinstance(value, str):
        if SURROGATE.search(value):
            raise ValueError(f"{key} holds half a character")
        return
    if isinstance(value, float) and not FLOAT.fullmatch(_float_text(value)):
        raise ValueError(f"{key} is a number that the format cannot hold")
    if isinstance(value, int) and not isinstance(value, bool) and not INTEGER.fullmatch(str(value)):
        raise ValueError(f"{key} is a number that the format cannot hold")
    if value is not None and not isinstance(value, bool | int | float):
        raise ValueError(f"{key} holds a {type(value).__name__}")


def _float_text(value: float) -> str:
    text = f"{value:.15f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


class _NoAliases:
    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


class _Dumper(_NoAliases, yaml.SafeDumper):
    """Block style, no aliases, numbers and texts written so that every reader agrees on their kind."""


def _represent_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    text = str(value)  # a member of a StrEnum is written as its value
    # What the parser refuses raw can stand in double quotes only, where it is escaped.
    plain = isinstance(resolve_plain(text), str) and not (CONTROL_IN_FRONT.search(text) or "\n" in text or "\t" in text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _represent_float(dumper: yaml.SafeDumper, value: float) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", _float_text(value))


class _FastDumper(_NoAliases, getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """The same by libyaml, four times as fast, where PyYAML was built with it."""


for _kind in (_Dumper, _FastDumper):
    _kind.add_representer(str, _represent_text)
    _kind.add_multi_representer(str, _represent_text)
    _kind.add_representer(float, _represent_float)
