"""The questionnaire in Qualtrics' Advanced Format, a text file a language.

Every question has a name that only slimscan gives, so that numbers in an export of this form are
known to be slimscan's codes.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from slimscan.forms.form import FormChoices, form_languages, form_sections
from slimscan.forms.form_questions import (
    ProfileQuestion,
    counts_of,
    form_lead,
    form_title,
    in_languages,
    profile_questions,
    scale_of,
    section_name,
    section_text,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.questionnaire.tool_codes import (
    QUALTRICS_CHOICES,
    QUALTRICS_PREFIX,
    QUALTRICS_STATES,
)
from slimscan.shown import text_in

_PAGE_BREAK = "[[PageBreak]]"
_TEXT, _LIST = "TE:SingleLine", "MC:SingleAnswer:Vertical"


def qualtrics_form(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The text file of each language by its ending; the form's own language comes first.

    Qualtrics takes one language a file: import the first, add the others as translations, or make
    a survey of each. The numbers of the options are the codes that slimscan reads.
    """
    languages = form_languages(instrument, choices.language)
    texts = {code: "\r\n".join(_form(instrument, choices, code)) + "\r\n" for code in languages}
    return {
        ".txt" if code == languages[0] else f"-{code}.txt": text.encode()
        for code, text in texts.items()
    }


def _form(instrument: Instrument, choices: FormChoices, language: str) -> Iterator[str]:
    sections = form_sections(instrument, choices)
    profile = profile_questions(instrument, choices)
    first = choices.audience == "leader"
    yield from ("[[AdvancedFormat]]", "")
    about = form_title(instrument, choices), form_lead(instrument, choices, sections)
    yield from _told("start", [_plain(text_in(text, language)) for text in about])
    if first:
        yield from _profile(profile, language)
    for section in sections:
        name, text = section_name(section, (language,)), section_text(section, (language,))
        title = _plain(text_in(name, language))
        yield from (_PAGE_BREAK, f"[[Block:{title}]]", "")
        yield from _told(section.id, [title, _plain(text_in(text, language))])
        for item in section.items:
            yield from _item(instrument, choices, item, language)
    if not first:
        yield from _profile(profile, language)


def _item(instrument: Instrument, choices: FormChoices, item: Item, language: str) -> Iterator[str]:
    statement = item.statement.for_audience(choices.audience)
    counts = counts_of(instrument, choices, item)
    numbers = [
        (QUALTRICS_STATES.get(one.code, one.code), text_in(one.label, language))
        for one in scale_of(instrument, choices, item).options
    ]
    texts = [_plain(text_in(statement, language))]
    if text_in(counts, language):
        texts.append(f"<em>{_plain(text_in(counts, language))}</em>")
    yield from _question(item.id, _LIST, texts)
    yield from _options(numbers)


def _profile(questions: Iterable[ProfileQuestion], language: str) -> Iterator[str]:
    asked = tuple(questions)
    if not asked:
        return
    title = _plain(text_in(in_languages("profile.title", (language,)), language))
    yield from (_PAGE_BREAK, f"[[Block:{title}]]", "")
    for one in asked:
        texts = [_plain(text_in(text, language)) for text in (one.text, one.why)]
        yield from _question(one.id, _LIST if one.options else _TEXT, texts)
        labels = [text_in(option.label, language) for option in one.options]
        yield from _options(
            (str(QUALTRICS_CHOICES + place), name) for place, name in enumerate(labels)
        )


def _told(name: str, texts: Iterable[str]) -> Iterator[str]:
    """Text without a question."""
    yield from ("[[Question:Text]]", f"[[ID:{QUALTRICS_PREFIX}text_{name}]]", _in_one(texts), "")


def _question(name: str, kind: str, texts: Iterable[str]) -> Iterator[str]:
    yield from (f"[[Question:{kind}]]", f"[[ID:{QUALTRICS_PREFIX}{name}]]", _in_one(texts), "")


def _in_one(texts: Iterable[str]) -> str:
    return "<br />".join(texts)


def _options(numbered: Iterable[tuple[str, str]]) -> Iterator[str]:
    options = list(numbered)
    if options:
        yield "[[AdvancedChoices]]"
        for number, label in options:
            yield from (f"[[Choice:{number}]]", _plain(label))
        yield ""


def _plain(text: str) -> str:
    """Text as HTML on one line; square brackets twice would be read as a mark of the format."""
    escaped = html.escape(" ".join(text.split()), quote=False)
    return escaped.replace("[", "&#91;").replace("]", "&#93;").replace("${", "&#36;{")
