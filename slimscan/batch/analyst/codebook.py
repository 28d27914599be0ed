"""The sheet that says what every column and every code means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slimscan.batch.files import FILE_NAME, PEOPLE
from slimscan.batch.results_workbook import scale_names
from slimscan.batch.summary.flags import FLAGGED, FLAGS
from slimscan.batch.summary.summary import Batch
from slimscan.language import Words
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.report.office.tables import BookColumn, BookRow, BookTable
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scores import COUNTS
from slimscan.shown import Wording, wording_of


def codebook_table(batch: Batch, kept: Sequence[str], own: Words) -> BookTable:
    """First the columns of the scores, then the questions with the value of every answer."""
    columns = (
        BookColumn(own["column.code"], 26),
        BookColumn(own["column.kind"], 18),
        BookColumn(own["column.meaning"], 60),
        BookColumn(own["column.in_words_of_staff"], 60),
        BookColumn(own["column.values"], 60),
        BookColumn(own["column.reversed"], 12),
    )
    rows = (*_columns(batch, kept, own), *_questions(batch, own))
    return BookTable(own["sheet.codebook"], columns, rows)


def _columns(batch: Batch, kept: Sequence[str], own: Words) -> Iterator[BookRow]:
    for name in (*PEOPLE, FILE_NAME):
        yield name, own["kind.person"], own[f"meaning.{name}"], "", _choices(batch, name, own), ""
    for name in kept:
        yield name, own["kind.own"], own["meaning.own"], "", "", ""
    yield FLAGGED, own["kind.check"], own["meaning.flags"], "", ", ".join(FLAGS), ""
    for scale, name in scale_names(batch.instrument, batch.scales, own.language).items():
        yield scale, own["kind.score"], name, "", own["values.score"], ""
    answered, applicable = (f"…__{part}" for part in COUNTS[:2])
    yield answered, own["kind.count"], own["meaning.answered"], "", "", ""
    yield applicable, own["kind.count"], own["meaning.applicable"], "", "", ""


def _choices(batch: Batch, field: str, own: Words) -> str:
    """The ids of a field of the profile, each with its name."""
    questionnaire = batch.instrument.questionnaire
    say = wording_of(own.language, questionnaire.languages)
    choices = questionnaire.profile.choices.get(field, ())
    return "; ".join(f"{one.id} = {say.text(one.name)}" for one in choices)


def _questions(batch: Batch, own: Words) -> Iterator[BookRow]:
    questionnaire = batch.instrument.questionnaire
    say = wording_of(own.language, questionnaire.languages)
    scored = (*questionnaire.items, *batch.instrument.module_items)
    for item in (*scored, *questionnaire.precondition_items):
        kind = own["kind.item" if item in scored else "kind.precondition"]
        texts = (say.text(item.statement.for_audience(one)) for one in ("leader", "employee"))
        marked = own["yes"] if item.reversed else ""
        yield (item.id, kind, *texts, _answers(questionnaire, item, say, own), marked)
    for outcome in questionnaire.outcome_scales:
        for one in outcome.items:
            of_leader, of_staff = (
                say.text(one.statement) if outcome.audience == audience else ""
                for audience in ("leader", "employee")
            )
            values = _answers(questionnaire, one.as_item, say, own)
            yield one.id, own["kind.outcome"], of_leader, of_staff, values, ""
    for change in questionnaire.changes:
        yield change.id, own["kind.change"], say.text(change.text), "", own["values.change"], ""
    for closing in questionnaire.closing:
        options = "; ".join(f"{n} = {say.text(one)}" for n, one in enumerate(closing.options))
        yield closing.id, own["kind.closing"], say.text(closing.text), "", options, ""


def _answers(questionnaire: Questionnaire, item: Item, say: Wording, own: Words) -> str:
    """What stands in `answers.parquet`, each with its option and its value, 0 to 100."""
    options = questionnaire.answer_set_of(item).options
    told = zip(options, questionnaire.option_values(item), strict=True)
    places = [
        own("values.option", place=place, option=say.text(option.label), value=say.decimal(value))
        for place, (option, value) in enumerate(told)
    ]
    others = own("values.others", dont_know=DONT_KNOW, not_applicable=NOT_APPLICABLE)
    return "; ".join((*places, others))
