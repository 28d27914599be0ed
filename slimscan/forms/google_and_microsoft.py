"""For tools that cannot load a form: texts to copy over, and a mapping for the way back."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from slimscan.forms.form import (
    FormChoices,
    FormSection,
    form_languages,
    form_sections,
    words_language,
)
from slimscan.forms.form_questions import (
    FORM_WORDS,
    FormOption,
    Grid,
    ProfileQuestion,
    form_lead,
    form_title,
    grids,
    profile_questions,
    section_name,
)
from slimscan.language import Words, words
from slimscan.questionnaire.loading import Instrument
from slimscan.shown import text_in

_WIDTH = 90
_BOM = "\ufeff"
MAPPING = "-mapping.yaml"


@dataclass(frozen=True)
class Target:
    """A tool to copy into."""

    name: str
    """What `--to` calls it; the key of its words, too."""
    title: str
    rows_named: bool
    """Whether a column of its export is called `Question [Row]`, not after the row alone."""


GOOGLE = Target("google-forms", "Google Forms", rows_named=True)
MICROSOFT = Target("microsoft-forms", "Microsoft Forms", rows_named=False)


@dataclass(frozen=True)
class _Table:
    """One question with rows and columns."""

    title: str
    grid: Grid


def paste_form(target: Target, instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The texts and the mapping file, by their endings, in the first language of the form."""
    language = form_languages(instrument, choices.language)[0]
    tables = _tables(instrument, choices, language)
    profile = profile_questions(instrument, choices)
    return {
        ".txt": (_BOM + _texts(target, instrument, choices, tables)).encode(),
        MAPPING: _mapping(target, choices, language, tables, profile).encode(),
    }


google_form = partial(paste_form, GOOGLE)
microsoft_form = partial(paste_form, MICROSOFT)


def _tables(instrument: Instrument, choices: FormChoices, language: str) -> list[_Table]:
    """A table a lever, or more where options differ: then their titles are numbered."""
    tables: list[_Table] = []
    for section in form_sections(instrument, choices):
        parts = grids(instrument, choices, section)
        for number, grid in enumerate(parts, start=1):
            title = _title(section, language, number if len(parts) > 1 else 0)
            tables.append(_Table(title, grid))
    return tables


def _title(section: FormSection, language: str, number: int) -> str:
    name = text_in(section_name(section, (language,)), language)
    return f"{name} {number}" if number else name


def _texts(
    target: Target, instrument: Instrument, choices: FormChoices, tables: list[_Table]
) -> str:
    language = form_languages(instrument, choices.language)[0]
    say = words(words_language(language), FORM_WORDS)
    title = text_in(form_title(instrument, choices), language)
    heading = say("paste.title", title=title, tool=target.title)
    kind = say(f"paste.kind.{target.name}")
    lead = text_in(form_lead(instrument, choices, form_sections(instrument, choices)), language)
    lines = [heading, "=" * len(heading), ""]
    lines += textwrap.wrap(say("paste.how", tool=target.title, kind=kind), _WIDTH)
    lines += ["", *textwrap.wrap(say("paste.mapping", file=f"…{MAPPING}"), _WIDTH)]
    lines += _block(say["paste.lead"], [title, lead])
    for question in profile_questions(instrument, choices):
        lines += _profile(question, say, language)
    for table in tables:
        statements = [
            text_in(item.statement.for_audience(choices.audience), language)
            for item in table.grid.items
        ]
        labels = [text_in(option.label, language) for option in table.grid.scale.options]
        lines += ["", "", "-" * _WIDTH, kind]
        lines += _block(say["paste.question"], [table.title])
        lines += _block(say["paste.rows"], statements)
        lines += _block(say["paste.columns"], labels)
    return "\r\n".join(lines) + "\r\n"


def _profile(question: ProfileQuestion, say: Words, language: str) -> list[str]:
    kind = say["paste.list" if question.options else "paste.text"]
    lines = [
        "",
        "",
        "-" * _WIDTH,
        kind,
        *_block(say["paste.question"], [text_in(question.text, language)]),
    ]
    if question.options:
        labels = [text_in(option.label, language) for option in question.options]
        lines += _block(say["sheet.options"], labels)
    return lines


def _block(heading: str, lines: Iterable[str]) -> list[str]:
    return ["", f"[{heading}]", *(" ".join(line.split()) for line in lines)]


def _mapping(
    target: Target,
    choices: FormChoices,
    language: str,
    tables: list[_Table],
    profile: Iterable[ProfileQuestion],
) -> str:
    """The file for `--mapping`: which column is which question, which label is which code."""
    import yaml

    columns = {text_in(question.text, language): question.id for question in profile}
    for table in tables:
        for item in table.grid.items:
            statement = text_in(item.statement.for_audience(choices.audience), language)
            header = f"{table.title} [{statement}]" if target.rows_named else statement
            columns[" ".join(header.split())] = item.id
    options = [option for table in tables for option in table.grid.scale.options]
    content = {"columns": columns, "labels": _labels(options, language)}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000))


def _labels(options: Iterable[FormOption], language: str) -> dict[str, int | str]:
    """The labels that mean one code wherever they stand."""
    codes: dict[str, set[int | str]] = {}
    for option in options:
        code = option.code if option.value is None else int(option.code)
        codes.setdefault(text_in(option.label, language), set()).add(code)
    return {label: found.pop() for label, found in codes.items() if len(found) == 1}
