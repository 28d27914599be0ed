"""One respondent's answers in a YAML or JSON file, checked as typed answers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.questionnaire.json_text import read_json
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.nodes import Document, NodePath, read_document
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS
from slimscan.questionnaire.validation import closest
from slimscan.scan.model import QuestionnaireStamp, Scan, new_scan
from slimscan.scan.questions import Question, aspects_of, closing_questions, questions_of
from slimscan.scan.record import record, with_target
from slimscan.scoring.responses import check_date
from slimscan.text import LONGEST_NOTE, clean, clean_line

KEYS = (
    "organisation",
    *PROFILE_FIELDS,
    "head_count",
    "measured_on",
    "adviser",
    "advisor",
    "language",
    "quick",
    "answers",
    "figures",
    "notes",
    "evidence",
    "targets",
)
"""What an answer file may hold; everything may be left out. `advisor` is another spelling."""

FORM_KIND = "slimscan-answers"
"""What a file from slimscan's own form says that it is."""

LONGEST_REMARK = 1000

FORM_FORMAT = 1
"""How such a file is written; a newer one means something that is not known here."""


def stamp_of(instrument: Instrument) -> QuestionnaireStamp:
    """What a scan remembers of its questionnaire."""
    return QuestionnaireStamp(
        id=instrument.questionnaire.id,
        version=instrument.questionnaire.version,
        content_hash=instrument.content_hash,
        folder=None if instrument.bundled else str(instrument.folder.resolve()),
    )


@dataclass(frozen=True)
class Choices:
    """What was chosen beside the file; it wins over what the file says."""

    today: date
    language: str | None = None
    quick: bool = False
    sector: str | None = None


def read_answer_file(path: Path, instrument: Instrument, choices: Choices) -> Scan:
    """The scan that an answer file stands for.

    Raises `InputError` with every problem in it and its place.
    """
    document = _read(path)
    if not isinstance(document.data, dict):
        raise InputError([document.problem(Fault.ANSWERS_SHAPE, ())])
    content = _from_form(document.data, instrument, path)
    reader = _Reader(document, instrument, _empty_scan(content, instrument, choices))
    reader.read(content | ({"sector": choices.sector} if choices.sector else {}))
    if reader.problems:
        raise InputError(reader.problems)
    return reader.scan.changed(finished=True)


def _from_form(content: dict[str, Any], instrument: Instrument, path: Path) -> dict[str, Any]:
    """A leader's own form in the shape of an answer file; any other content as it is."""
    if content.get("kind") != FORM_KIND:
        return content
    if content.get("format") != FORM_FORMAT:
        raise input_error(Fault.ANSWERS_NEWER, path, format=str(content.get("format"))[:20])
    if content.get("audience") != "leader":
        raise input_error(Fault.FORM_STAFF, path)
    made_for = content.get("questionnaire")
    given = made_for.get("id") if isinstance(made_for, dict) else None
    expected = instrument.questionnaire.id
    if given != expected:
        raise input_error(Fault.FORM_QUESTIONNAIRE, path, id=given, expected=expected)
    version = str(made_for.get("version", "")) if isinstance(made_for, dict) else ""
    if not instrument.questionnaire.reads(version):
        now = instrument.questionnaire.version
        raise input_error(Fault.FORM_VERSION, path, given=version, version=now)
    kept = ("language", "quick", "organisation", *PROFILE_FIELDS, "answers")
    answers = {key: content[key] for key in kept if content.get(key) is not None}
    return answers | {"measured_on": content.get("given_on")}


def _empty_scan(content: dict[str, Any], instrument: Instrument, choices: Choices) -> Scan:
    language = choices.language or _language(content, instrument)
    quick = choices.quick or content.get("quick") is True
    return new_scan(stamp_of(instrument), language, quick, choices.today)


def _read(path: Path) -> Document:
    if path.suffix.lower() == ".json":
        return Document(str(path), read_json(path))
    return read_document(path)


def _language(content: dict[str, Any], instrument: Instrument) -> str:
    languages = instrument.questionnaire.languages
    named = content.get("language")
    return named if named in languages else languages[0]


class _Reader:
    """Collects the scan and every problem on the way."""

    def __init__(self, document: Document, instrument: Instrument, scan: Scan) -> None:
        self.scan = scan
        self.problems: list[Problem] = []
        self._document = document
        self._instrument = instrument

    def read(self, content: dict[str, Any]) -> None:
        for key in content:
            if key not in KEYS:
                values = {"key": key, "nearest": closest(key, KEYS)}
                self._problem(Fault.ANSWERS_KEY_UNKNOWN, (key,), values, of_key=True)
        self._check_language(content.get("language"))
        if not isinstance(content.get("quick"), bool | None):
            self._problem(Fault.VALUE_NOT_YES_NO, ("quick",), {})
        self._read_date(content.get("measured_on"))
        self._read_head_count(content.get("head_count"))
        self._read_profile(content)
        adviser = content.get("adviser") or content.get("advisor") or ""
        self.scan = self.scan.changed(advisor=clean_line(str(adviser)))
        by_id = {
            question.id: question for question in self._questions() if _beside_profile(question)
        }
        for key in ("answers", "figures", "notes", "evidence"):
            for name, value in self._mapping(content, key):
                self._read_one(key, name, value, by_id)
        for aspect, value in self._mapping(content, "targets"):
            self._read_target(aspect, value)

    def _check_language(self, value: object) -> None:
        languages = self._instrument.questionnaire.languages
        if value is not None and value not in languages:
            values = {"language": str(value)[:40], "known": ", ".join(languages)}
            self._problem(Fault.LANGUAGE_UNKNOWN, ("language",), values)

    def _read_date(self, value: object) -> None:
        if value is None:
            return
        try:
            self.scan = self.scan.changed(measured_on=check_date(value))
        except InputError as error:
            self._found(error, ("measured_on",))

    def _read_head_count(self, value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self._problem(Fault.VALUE_NOT_WHOLE_NUMBER, ("head_count",), {})
            return
        profile = self.scan.profile.model_copy(update={"head_count": value})
        self.scan = self.scan.changed(profile=profile)

    def _read_profile(self, content: dict[str, Any]) -> None:
        for question in self._questions():
            value = content.get(question.id)
            if _beside_profile(question) or value is None:
                continue
            self._record(question, clean_line(str(value)), (question.id,))

    def _read_one(self, key: str, name: str, value: object, by_id: dict[str, Question]) -> None:
        question = by_id.get(name)
        if question is None:
            values = {"item": name, "nearest": closest(name, by_id)}
            self._problem(Fault.ANSWER_ITEM_UNKNOWN, (key, name), values, of_key=True)
        elif key in ("notes", "evidence"):
            text = clean(str(value or ""), LONGEST_NOTE)
            kept: dict[str, str] = getattr(self.scan, key)
            self.scan = self.scan.changed(**{key: kept | ({name: text} if text else {})})
        elif _belongs(question, self.scan.quick):
            self._record(question, value, (key, name))

    def _read_target(self, aspect: str, value: object) -> None:
        known = aspects_of(self._instrument, self.scan.profile.sector)
        if aspect not in known:
            values = {"id": aspect, "nearest": closest(aspect, known)}
            self._problem(Fault.ASPECT_UNKNOWN, ("targets", aspect), values, of_key=True)
            return
        try:
            self.scan = with_target(self.scan, aspect, value)
        except InputError as error:
            self._found(error, ("targets", aspect))

    def _record(self, question: Question, value: object, path: NodePath) -> None:
        try:
            self.scan = record(self._instrument, self.scan, question, value)
        except InputError as error:
            self._found(error, path)

    def _questions(self) -> tuple[Question, ...]:
        """All questions, also those a quick scan leaves out: they are known, and passed over."""
        asked = questions_of(self._instrument, False, self.scan.profile.sector)
        return (*asked, *closing_questions(self._instrument.questionnaire))

    def _mapping(self, content: dict[str, Any], key: str) -> Iterator[tuple[str, object]]:
        part = content.get(key) or {}
        if isinstance(part, dict):
            yield from part.items()
        else:
            self._problem(Fault.VALUE_NOT_MAPPING, (key,), {})

    def _problem(
        self, fault: Fault, path: NodePath, values: Mapping[str, object], of_key: bool = False
    ) -> None:
        self.problems.append(self._placed(Problem(fault, values), path, of_key))

    def _found(self, error: InputError, path: NodePath) -> None:
        self.problems += [self._placed(problem, path) for problem in error.problems]

    def _placed(self, problem: Problem, path: NodePath, of_key: bool = False) -> Problem:
        if not self._document.values:
            return replace(problem, file=self._document.file)
        place = self._document.place(path, of_key)
        return replace(problem, file=self._document.file, line=place.line, column=place.column)


def _beside_profile(question: Question) -> bool:
    return not (question.choices or (question.item is None and question.id == "organisation"))


def _belongs(question: Question, quick: bool) -> bool:
    """In a quick scan only the quick items among the scored ones are kept (method 2.1)."""
    return not quick or not question.scored or bool(question.item and question.item.quick)
