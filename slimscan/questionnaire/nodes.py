"""Reading YAML from strangers: limits first, YAML 1.2 scalars, the place of every key and value.

Works on libyaml's event stream, which is iterative, so deep nesting is refused before anything
recurses. PyYAML's own constructors are not used: they follow YAML 1.1 (`no` is false, `1:30` is 90)
and drop the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.text_file import DEEPEST, read_text
from slimscan.text import clean

MOST_NODES = 50_000
LONGEST_SCALAR = 20_000

NodePath = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = re.compile(r"^(~|null|Null|NULL|)$")
_BOOLEAN = re.compile(r"^(true|True|TRUE|false|False|FALSE)$")
_WHOLE = re.compile(r"^-?(0|[1-9][0-9]{0,17})$")
_COMMENT = re.compile(r"^(?P<before>[ \t]+)#(?P<behind>.?)")
_APOSTROPHE = re.compile(r"(^\s*-|:|[\[{,])\s+'(?=\w)(?!.*'\s*([,\]}].*|#.*)?$)")
"""A value that begins with one apostrophe and does not end with another."""
_NUMBER = re.compile(r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,2})?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Document:
    """A YAML file as plain data, with the place of every value and every key by its path."""

    file: str
    data: Any = None
    values: dict[NodePath, Place] = field(default_factory=dict)
    keys: dict[NodePath, Place] = field(default_factory=dict)

    def place(self, path: NodePath, of_key: bool = False) -> Place:
        """The place of the nearest part of `path` that the file has.

        Parts that are not in the file (a missing key, the tag of a union) are passed over.
        """
        known: NodePath = ()
        for part in path:
            if (*known, part) in self.values:
                known = (*known, part)
        if of_key and known in self.keys:
            return self.keys[known]
        return self.values.get(known, Place(1, 1))

    def problem(
        self, fault: Fault, path: NodePath, of_key: bool = False, **values: object
    ) -> Problem:
        """A problem at the place of `path` in this file."""
        place = self.place(path, of_key)
        return Problem(fault, values, self.file, place.line, place.column)


def read_document(path: Path) -> Document:
    """The YAML file at `path`; raises `InputError` with every problem that its form shows."""
    return _Composer(str(path), read_text(path)).document()


class _Composer:
    """Turns the events of one file into a `Document`."""

    def __init__(self, file: str, text: str) -> None:
        self._document = Document(file)
        self._problems: list[Problem] = []
        self._nodes = 0
        self._text = text
        self._lines = text.split("\n")

    def document(self) -> Document:
        try:
            events = yaml.parse(self._text, Loader=_LOADER)
            self._read(events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            apostrophe = self._opening_apostrophe(error.context_mark, error.problem_mark)
            if apostrophe:
                self._note(Fault.YAML_APOSTROPHE, apostrophe)
            else:
                self._note(Fault.YAML_SYNTAX, mark, reason=error.problem or error.context or "")
        except yaml.YAMLError as error:
            self._note(Fault.YAML_SYNTAX, None, reason=str(error).splitlines()[0])
        if self._problems:
            raise InputError(self._problems)
        return self._document

    def _read(self, events: Iterator[Any]) -> None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._document.data = self._value(next(events), events, (), 1)
                break
        else:
            self._stop(Fault.YAML_EMPTY, None)
        if any(isinstance(event, yaml.DocumentStartEvent) for event in events):
            self._note(Fault.YAML_SECOND_DOCUMENT, None)

    def _value(self, event: Any, events: Iterator[Any], path: NodePath, depth: int) -> Any:
        self._guard(event, depth)
        mark = event.start_mark
        self._document.values[path] = Place(mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path, depth)
        return self._mapping(events, path, depth)

    def _sequence(self, events: Iterator[Any], path: NodePath, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, events: Iterator[Any], path: NodePath, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._guard(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(Fault.YAML_KEY_NOT_TEXT, event.start_mark)
            key = event.value
            place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
            here = (*path, key)
            if key in mapping:
                first = self._document.keys[here].line
                self._note(Fault.YAML_DUPLICATE_KEY, event.start_mark, key=key, first=first)
            self._document.keys.setdefault(here, place)
            mapping[key] = self._value(next(events), events, here, depth + 1)
        return mapping

    def _scalar(self, event: Any) -> str | int | float | bool | None:
        text: str = event.value
        if len(text) > LONGEST_SCALAR:
            self._stop(Fault.YAML_LONG_SCALAR, event.start_mark, longest=LONGEST_SCALAR)
        cleaned = clean(text, LONGEST_SCALAR)
        if not event.implicit[0]:
            return cleaned
        value = _core_schema(cleaned)
        # A number or a date is whole, whatever stands behind it.
        if value is None or (isinstance(value, str) and any(map(str.isalpha, value))):
            self._check_cut(event, cleaned)
        return value

    def _check_cut(self, event: Any, text: str) -> None:
        """A plain text ends where ` #` begins a comment, also when that is part of the sentence.

        A comment shows by a blank behind its hash; beside a sentence, by two blanks before it, too.
        """
        mark = event.end_mark
        rest = self._lines[mark.line][mark.column :] if mark.line < len(self._lines) else ""
        cut = _COMMENT.match(rest)
        if cut and (_is_no_comment(cut, text) or _is_close(cut, text)):
            self._note(Fault.YAML_CUT, event.start_mark)

    def _opening_apostrophe(self, *marks: Any) -> Any:
        """Where a text begins with an apostrophe that YAML takes for a quotation mark."""
        for mark in marks:
            line = self._lines[mark.line] if mark and mark.line < len(self._lines) else ""
            if _APOSTROPHE.search(line):
                return mark
        return None

    def _guard(self, event: Any, depth: int) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(Fault.YAML_TOO_MANY_NODES, event.start_mark, most=MOST_NODES)
        if depth > DEEPEST:
            self._stop(Fault.YAML_TOO_DEEP, event.start_mark, deepest=DEEPEST)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._stop(Fault.YAML_ANCHOR, event.start_mark)
        if event.tag is not None:
            self._stop(Fault.YAML_TAG, event.start_mark, tag=event.tag)

    def _note(self, fault: Fault, mark: Any, **values: object) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        self._problems.append(Problem(fault, values, self._document.file, line, column))

    def _stop(self, fault: Fault, mark: Any, **values: object) -> None:
        self._note(fault, mark, **values)
        raise InputError(self._problems)


def _is_no_comment(cut: re.Match[str], text: str) -> bool:
    """Whether something stands directly behind the hash: `#1`."""
    return bool(cut["behind"].strip()) and (cut["behind"] != "#" or bool(text))


def _is_close(cut: re.Match[str], text: str) -> bool:
    """Whether the hash stands as close to a sentence as its next word would."""
    return " " in text and cut["before"] == " "


def _core_schema(text: str) -> str | int | float | bool | None:
    """A plain scalar by YAML 1.2: `no`, `on`, `1:30` and `010` stay text."""
    if _NULL.match(text):
        return None
    if _BOOLEAN.match(text):
        return text[0] in "tT"
    if _WHOLE.match(text):
        return int(text)
    if _NUMBER.match(text):
        return float(text)
    return text
