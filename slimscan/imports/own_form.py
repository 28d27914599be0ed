"""The file that slimscan's own form gives: who may hand in what, and for which scan."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from slimscan.errors import Fault, InputError
from slimscan.imports.delivery import LONGEST_VALUE, FileDelivery, FileSource, Handed, Refusal
from slimscan.questionnaire.models import Audience
from slimscan.scan.answer_file import FORM_KIND, LONGEST_REMARK
from slimscan.scoring.responses import (
    AnswerValue,
    State,
    accepted_codes,
    answer_value,
    check_answer,
)
from slimscan.staff.answers import StaffRespondent, staff_items
from slimscan.text import LONGEST_GROUP, clean, clean_line

_Text = Annotated[str, StringConstraints(max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class FormQuestionnaire(_Part):
    """The questionnaire that the form was made from."""

    id: _Text
    version: _Text
    content_hash: _Text


class FormAnswers(_Part):
    """One respondent's file."""

    format: Literal[1]
    kind: Literal["slimscan-answers"]
    questionnaire: FormQuestionnaire
    audience: Audience
    quick: bool
    organisation: _Text | None = None
    sector: _Text | None = None
    size: _Text | None = None
    role: _Text | None = None
    scan: _Text | None = None
    language: _Text
    respondent: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{8,32}$")]
    given_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    group: Annotated[str, StringConstraints(max_length=LONGEST_GROUP)] = ""
    remark: Annotated[str, StringConstraints(max_length=LONGEST_REMARK)] = ""
    answers: Annotated[dict[str, int | _Text], Field(max_length=1000)]


def is_form(content: object) -> bool:
    """Whether this JSON says that it comes from slimscan's own form."""
    return isinstance(content, dict) and content.get("kind") == FORM_KIND


def read_form(source: FileSource, content: dict[str, Any], row: int | None = None) -> FileDelivery:
    """One respondent's answers, or the reasons why they are refused."""
    delivery = FileDelivery()
    try:
        form = FormAnswers.model_validate(content)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"][:2])
        where = clean_line(where, LONGEST_VALUE)
        delivery.refuse([source.refusal(row, Fault.FORM_DAMAGED, where=where)])
        return delivery
    refusal = _of_another(source, form, row)
    if refusal:
        delivery.refuse([refusal])
        return delivery
    _take_answers(source, form, row, delivery)
    return delivery


def _of_another(source: FileSource, form: FormAnswers, row: int | None) -> Refusal | None:
    expected = source.instrument.questionnaire.id
    if form.questionnaire.id != expected:
        given = clean_line(form.questionnaire.id, LONGEST_VALUE)
        return source.refusal(row, Fault.FORM_QUESTIONNAIRE, id=given, expected=expected)
    if not source.instrument.questionnaire.reads(form.questionnaire.version):
        given = clean_line(form.questionnaire.version, LONGEST_VALUE)
        version = source.instrument.questionnaire.version
        return source.refusal(row, Fault.FORM_VERSION, given=given, version=version)
    if form.scan is not None and form.scan != source.scan:
        given = clean_line(form.scan, LONGEST_VALUE)
        return source.refusal(row, Fault.FORM_SCAN, given=given, expected=source.scan)
    if form.audience != "employee":
        return source.refusal(row, Fault.FORM_AUDIENCE)
    return None


def _take_answers(
    source: FileSource, form: FormAnswers, row: int | None, delivery: FileDelivery
) -> None:
    """The answers through the one check; those of another version only as far as they fit."""
    questionnaire = source.instrument.questionnaire
    items = staff_items(source.instrument)
    same = form.questionnaire.content_hash == source.instrument.content_hash
    answers: dict[str, AnswerValue] = {}
    refused: list[Refusal] = []
    for name, value in form.answers.items():
        shown = clean_line(name, LONGEST_VALUE)
        if name not in items:
            refused.append(source.refusal(row, Fault.ANSWER_ITEM_UNKNOWN, item=shown))
            delivery.outdated.append(shown)
            continue
        try:
            answer = check_answer(questionnaire, items[name], value)
        except InputError as error:
            accepted = accepted_codes(questionnaire, items[name])
            given = clean_line(str(value), LONGEST_VALUE)
            values = {**error.problems[0].values, "value": given}
            reason = source.refusal(row, error.problems[0].fault, **values).problem
            refused.append(Refusal(reason, name, given, accepted))
            delivery.outdated.append(shown)
            continue
        if answer.state is not State.SKIPPED:
            answers[name] = answer_value(questionnaire, items[name], answer)
    if same and refused:
        delivery.outdated.clear()
        delivery.refuse(refused)
    elif answers:
        group = clean_line(form.group, LONGEST_GROUP)
        person = StaffRespondent(respondent=form.respondent, group=group, answers=answers)
        remark = clean(form.remark, LONGEST_REMARK)
        delivery.handed.append(Handed(row, form.respondent, person, remark))
    else:
        delivery.blank += 1
