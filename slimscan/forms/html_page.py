"""The form as one HTML file that needs no network: questions, words, look and behaviour inside."""

from __future__ import annotations

import json
from typing import Any

from slimscan.disk.one_file import font_faces, one_script, script_json, security_hash
from slimscan.disk.places import reports_folder
from slimscan.forms.form import FormChoices, FormSection, form_languages, form_sections
from slimscan.forms.form_questions import section_name, section_text, states_of
from slimscan.language import words, words_language
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.scan.answer_file import FORM_FORMAT, FORM_KIND, LONGEST_REMARK
from slimscan.scan.sealing import ANSWERS, BEGIN, END, SEALED_FORMAT, SEALED_KIND
from slimscan.scoring.responses import State
from slimscan.shown import text_in

_ROOM = "form"
_SCRIPTS = (
    "form_state",
    "page_elements",
    "page_question",
    "form_seal",
    "form_pages",
    "page_clear",
    "form",
)
_SEALING = "vendor/hpke"
_AROUND = 16
"""Quotes, colon, comma and the blanks before an answer, and some more."""
_STAMP = 2048
"""What stands around the answers: which questionnaire, which scan, the day."""
_MOST_BYTES_A_LETTER = 6
_FACES = (("regular", 400), ("bold", 700))


def html_form(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The form's file by its ending."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    offered = form_languages(instrument, choices.language)
    folder = reports_folder()
    style = font_faces("Form Text", _FACES) + (folder / "styles" / "form.css").read_text(
        encoding="utf-8"
    )
    script = one_script((_SEALING, *_SCRIPTS) if choices.seal else _SCRIPTS)
    environment = Environment(
        loader=FileSystemLoader(folder / "templates"), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("form.html.j2").render(
        language=offered[0],
        title=_title(instrument, offered[0]),
        noscript={code: words(words_language(code), _ROOM)["noscript"] for code in offered},
        style=Markup(style),  # noqa: S704 our own file
        style_hash=security_hash(style),
        script=Markup(script),  # noqa: S704 our own file
        script_hash=security_hash(script),
        data=Markup(script_json(form_data(instrument, choices))),  # noqa: S704 `<` is escaped
    )
    return {".html": page.encode()}


def form_data(instrument: Instrument, choices: FormChoices) -> dict[str, Any]:
    """All that the page shows and all that it stamps on the answers."""
    questionnaire = instrument.questionnaire
    offered = form_languages(instrument, choices.language)
    minutes, period = questionnaire.minutes, questionnaire.reference_period
    return {
        "form": choices.form,
        "stamp": {
            "format": FORM_FORMAT,
            "kind": FORM_KIND,
            "questionnaire": {
                "id": questionnaire.id,
                "version": questionnaire.version,
                "content_hash": instrument.content_hash,
            },
            "audience": choices.audience,
            "quick": choices.quick,
            "sector": choices.sector,
            "scan": choices.scan,
        },
        "languages": offered,
        "words": {code: words(words_language(code), _ROOM).texts for code in offered},
        "title": questionnaire.title,
        "organisation": choices.organisation,
        "minutes": minutes.quick if choices.quick else minutes.full,
        "groups": choices.groups,
        "remarks": choices.remarks,
        "seal": _seal(instrument, choices),
        "period": period.for_audience(choices.audience, choices.follow_up) if period else None,
        "sections": [
            _section(instrument, choices, section) for section in form_sections(instrument, choices)
        ],
    }


def _seal(instrument: Instrument, choices: FormChoices) -> dict[str, Any] | None:
    """The key that the page seals for, and how long everything that it seals is."""
    if choices.seal is None:
        return None
    return {
        "public": choices.seal.key.text,
        "key": choices.seal.key.fingerprint,
        "holder": choices.seal.holder,
        "length": _longest(instrument, choices),
        "purpose": ANSWERS.decode(),
        "format": SEALED_FORMAT,
        "kind": SEALED_KIND,
        "begin": BEGIN,
        "end": END,
    }


def _longest(instrument: Instrument, choices: FormChoices) -> int:
    """In bytes, the most that anybody's answers can take, in whole kilobytes."""
    items = [item.id for part in form_sections(instrument, choices) for item in part.items]
    answers = sum(len(item) + len(State.NOT_APPLICABLE) + _AROUND for item in items)
    groups = max((len(json.dumps(name)) for name in choices.groups), default=0)
    remark = LONGEST_REMARK * _MOST_BYTES_A_LETTER if choices.remarks else 0
    return -(-(_STAMP + answers + groups + remark) // 1024) * 1024


def _section(instrument: Instrument, choices: FormChoices, section: FormSection) -> dict[str, Any]:
    offered = form_languages(instrument, choices.language)
    return {
        "number": section.number,
        "name": section_name(section, offered),
        "description": section_text(section, offered),
        "items": [_item(instrument, choices, item) for item in section.items],
    }


def _item(instrument: Instrument, choices: FormChoices, item: Item) -> dict[str, Any]:
    questionnaire = instrument.questionnaire
    labels = {
        code: questionnaire.option_labels(item, code, choices.audience)
        for code in questionnaire.languages
    }
    return {
        "id": item.id,
        "statement": item.statement.for_audience(choices.audience),
        "counts": item.counts_for(choices.audience),
        "help": item.help if any(item.help.values()) else None,
        "example": instrument.example_of(item, choices.sector),
        "codes": questionnaire.answer_set_of(item).codes,
        "labels": labels,
        "states": states_of(instrument, item),
    }


def _title(instrument: Instrument, language: str) -> str:
    title = text_in(instrument.questionnaire.title, language)
    return words(words_language(language), _ROOM)("document_title", title=title)
