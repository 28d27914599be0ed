"""What the scan page says: words and the questionnaire's texts, in the one language of the page.

Only what a leader reads is in it. Whatever the page looks up has the id that it has everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from slimscan.language import PROFILE_WORDS, words, words_language
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.library import Case
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Questionnaire, SizeClass
from slimscan.report.scan.context import method_view
from slimscan.report.scan.effort import effort_text
from slimscan.report.scan.law import view_of_law
from slimscan.shown import Wording, option_labels, wording_of

OWN_ROOM = "scan_page"
_FORM_WORDS = (
    "language_name", "languages", "skip", "answered", "part", "dont_know", "not_applicable", "help",
    "example", "start", "resume", "back", "next", "to_review", "next_open", "none_open", "clear",
    "clear_title", "clear_text", "clear_yes", "clear_no", "cleared", "preconditions",
    "preconditions_lead", "closing", "review.",
)  # fmt: skip
"""The words that the form says too, by the beginning of their keys."""
_REPORT_WORDS = (
    "yes", "no", "cover.", "chapter.", "why.", "score.", "bar.", "lever.", "state.", "item.",
    "reading.", "summary.", "picture.", "plan.", "effort.", "law.", "term.", "timeline.",
    "evidence.", "basis.", "short.", "preconditions.", "answers.", "method.",
)  # fmt: skip
"""The words that the report says too."""


def scan_texts(instrument: Instrument, language: str) -> dict[str, Any]:
    """All texts of the page by what they are about."""
    questionnaire = instrument.questionnaire
    say = wording_of(words_language(language), questionnaire.languages)
    say = replace(say, others=(language, *questionnaire.languages))
    return {
        "words": _words(say.language),
        "title": say.text(questionnaire.title),
        "version": questionnaire.version,
        "period": _period(questionnaire, say),
        "minutes": questionnaire.minutes.model_dump(),
        "levers": [
            {"name": say.text(lever.name), "description": say.text(lever.description)}
            for lever in questionnaire.levers
        ],
        "aspects": _aspects(instrument, say),
        "profile": [
            {
                "id": name,
                "name": words(say.language, PROFILE_WORDS)[f"{name}.form"],
                "short": words(say.language, PROFILE_WORDS)[f"{name}.cover"],
                "options": [
                    {"id": one.id, "name": say.text(one.name)}
                    for one in choices
                    if getattr(one, "audience", "leader") == "leader"
                ],
            }
            for name, choices in questionnaire.profile.choices.items()
        ],
        "labels": _labels(instrument, say),
        "items": {item.id: _item(instrument, item, say) for item in every_leader_item(instrument)},
        "changes": {one.id: say.text(one.text) for one in questionnaire.changes},
        "closing": [
            {
                "id": item.id,
                "codes": questionnaire.answer_set_of(item).codes,
                "text": say.text(item.statement.leader),
                "labels": option_labels(questionnaire, item, say.language, "leader"),
            }
            for item in questionnaire.closing_items
        ],
        "bands": [
            {"label": say.text(band.label), "meaning": say.text(band.meaning)}
            for band in questionnaire.bands
        ],
        "groups": {
            group.group: {
                "name": say.text(group.name),
                "text": say.text(group.text),
                "sources": group.sources,
            }
            for group in questionnaire.target_groups
        },
        "actions": {action.id: _action(instrument, action, say) for action in instrument.actions},
        "firstSteps": {
            module.id: {one.action: say.text(one.text) for one in module.first_steps}
            for module in instrument.sectors
        },
        "effort": _efforts(instrument, say),
        "cases": {case.id: _case(case, say) for case in instrument.cases},
        "law": _law(instrument, say),
        "method": _method(instrument, say),
        "statutes": {
            one.id: {
                "name": say.text(one.name),
                "link": one.link,
                "instead": say.text(one.instead) if one.instead else "",
            }
            for one in (instrument.law.statutes if instrument.law else ())
        },
        "lawNotice": say.text(instrument.law.notice) if instrument.law else None,
        "sources": [
            {
                "id": source.id,
                "title": say.text(source.title),
                "year": source.year,
                "limits": say.text(source.limits) if source.limits else None,
                "link": source.link,
            }
            for source in questionnaire.sources
        ],
    }


def every_leader_item(instrument: Instrument) -> tuple[Item, ...]:
    """Every item that a leader may be asked: base, sectors and preconditions."""
    questionnaire = instrument.questionnaire
    return (*questionnaire.items, *instrument.module_items, *questionnaire.precondition_items)


def _words(spoken: str) -> dict[str, str]:
    """The words of the page in a language; all but the form's with the name of their room."""
    rooms = {"": ("form", _FORM_WORDS), "report.": ("report", _REPORT_WORDS)}
    chosen = {
        f"{prefix}{key}": text
        for prefix, (room, wanted) in rooms.items()
        for key, text in words(spoken, room).texts.items()
        if key.startswith(wanted) and not key.endswith("_employee")
    }
    own = {f"scan.{key}": text for key, text in words(spoken, OWN_ROOM).texts.items()}
    dates = {f"shown.{key}": text for key, text in words(spoken, "shown").texts.items()}
    name = {"scan.organisation": words(spoken, PROFILE_WORDS)["organisation.form"]}
    return {**chosen, **own, **dates, **name}


def _period(questionnaire: Questionnaire, say: Wording) -> str:
    period = questionnaire.reference_period
    return say.text(period.for_audience("leader")) if period else ""


def _aspects(instrument: Instrument, say: Wording) -> dict[str, Any]:
    return {
        aspect.id: {
            "name": say.text(aspect.name),
            "description": say.text(aspect.description),
        }
        for aspect in instrument.aspects
    }


def _labels(instrument: Instrument, say: Wording) -> dict[str, Sequence[str]]:
    """The words for the options: of every answer set, and of items with their own."""
    questionnaire = instrument.questionnaire
    return {
        _labels_of(questionnaire, item): option_labels(questionnaire, item, say.language)
        for item in every_leader_item(instrument)
    }


def _labels_of(questionnaire: Questionnaire, item: Item) -> str:
    """The name of an item's labels: an answer set's, or one of its own."""
    return f"of {item.id}" if item.anchors else questionnaire.answer_set_of(item).id


def _item(instrument: Instrument, item: Item, say: Wording) -> dict[str, Any]:
    counts = item.counts_for("leader")
    sectors = [sector.id for sector in instrument.questionnaire.profile.sectors]
    examples = {sector: instrument.example_of(item, sector) for sector in sectors}
    return {
        "statement": say.text(item.statement.leader),
        "counts": say.text(counts) if counts else None,
        "help": say.text(item.help),
        "labels": _labels_of(instrument.questionnaire, item),
        "examples": {sector: say.text(one) for sector, one in examples.items() if one},
    }


def _action(instrument: Instrument, action: Action, say: Wording) -> dict[str, Any]:
    """An action's texts; under `small` what differs for a firm of fewer than ten people."""
    small = action.in_small_firm()
    parts = ("what", "first_step", "who", "involve", "sign")
    worksheet = next((w for w in instrument.worksheets if w.id == action.worksheet), None)
    return {
        "title": say.text(action.title),
        **{part: say.text(getattr(action, part)) for part in parts},
        "small": {
            part: say.text(getattr(small, part))
            for part in parts
            if getattr(small, part) != getattr(action, part)
        },
        "sources": action.sources,
        "worksheet": {"id": worksheet.id, "title": say.text(worksheet.title)}
        if worksheet
        else None,
    }


def _method(instrument: Instrument, say: Wording) -> dict[str, Any]:
    """The numbers that the method chapter names; bands and sources stand elsewhere."""
    told = asdict(method_view(instrument, say))
    return {name: value for name, value in told.items() if name not in ("bands", "sources")}


def _efforts(instrument: Instrument, say: Wording) -> dict[str, Any]:
    """What every action asks, in words, for every size and for an unknown one.

    `of` names for an action the places in `said`, where each sentence stands once.
    """
    sizes: tuple[SizeClass | None, ...] = (*instrument.questionnaire.profile.sizes, None)
    of = {
        action.id: [effort_text(action.effort, size, say) for size in sizes]
        for action in instrument.actions
    }
    said = list(dict.fromkeys(text for texts in of.values() for text in texts))
    places = {text: place for place, text in enumerate(said)}
    return {
        "said": said,
        "of": {name: [places[text] for text in texts] for name, texts in of.items()},
    }


def _case(case: Case, say: Wording) -> dict[str, Any]:
    texts = ("about", "done", "brought", "hard", "limits", "changed_later")
    found: dict[str, Mapping[str, str] | None] = {name: getattr(case, name) for name in texts}
    return {
        "name": say.text(case.name),
        **{name: say.text(text) for name, text in found.items() if text},
        "year": case.year,
        "link": case.link,
        "sources": case.sources,
    }


def _law(instrument: Instrument, say: Wording) -> dict[str, Any]:
    law = instrument.law
    if law is None:
        return {}
    views = {entry.id: view_of_law(law, entry, say) for entry in law.entries}
    return {name: asdict(view) for name, view in views.items()}
