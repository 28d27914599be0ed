"""What actions, cases, worksheets and the law of slimmer-werken must hold to, each with a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from content_guards import all_actions, all_items, all_texts

from slimscan.plan.effort import days_of
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.base import Model
from slimscan.questionnaire.library import Case, Worksheet
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Translated

SOURCE_WORDS = Path(__file__).parent / "data" / "source_words.yaml"
LONGEST_FIRST_STEP = 14
OLD_BEFORE = 2022

NUMBERS = {
    "half": 0.5, "anderhalf": 1.5, "een": 1, "één": 1, "eerste": 1, "twee": 2, "drie": 3,
    "derde": 3, "vier": 4, "vierde": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9,
    "tien": 10, "twaalf": 12,
}  # fmt: skip
DAYS = {"dag": 1, "week": 7, "weken": 7, "maand": 30, "kwartaal": 90, "halfjaar": 182, "jaar": 365}
DURATION = re.compile(
    rf"\b(?:({'|'.join(NUMBERS)}|\d+) )?(halfjaar|dag(?:en)?|week|weken|maand(?:en)?|kwartaal|jaar)\b"
)
LOOKS_BACK = re.compile(
    r"\b(vorige?|laatste|laagste|afgelopen|drukste|dit|per|lijn van|is het na)\s*(\w+\s)?$"
)
"""What stands before a length of time that is past, or that is no wait."""

ROLES_OF_LARGER_FIRMS = {
    "nl": r"teamleider|bedrijfsleider|\bdirectie\b|de planner|personeelsmedewerker|"
    r"kwaliteitsmedewerker|productieleider|zorgmanager|wie de teams leidt|preventiemedewerker",
    "en": r"team leader|operations manager|HR officer|quality officer|production manager|"
    r"care manager|leads the teams|safety officer",
}
LARGER_FIRMS = {
    "nl": r"\b((elk|elke|alle|één|een ander|andere|twee) (team|teams|afdeling|ploeg|ploegen)\b"
    r"|teamleider|teams\b|vijf of meer|van de tien mensen|van tien mensen)",
    "en": r"\b((each|every|all|one|another|other|two) (team|teams|department|crew|crews)\b(?! members?)"
    r"|team leader|the teams\b|five (people )?or more|(out )?of ten people)",
}
"""What there is in larger firms only: other teams, and groups of five."""

LAW_OF_WORDS = {
    "consent-working-hours": r"\brooster|werktijd|werkweek|vierdaags",
    "consent-pay-scheme": r"meedelen|winst delen",
    "consent-training": r"opleiding|leerplan|leerroute",
    "consent-appraisal": r"loopbaangesprek|beoordel",
    "advice-technology": r"techniek (zoeken|eerst)|aankoop",
    "consent-monitoring": r"software over mensen",
    "risk-assessment": r"RI&E",
}
"""What an action that has the words in its title must name."""

PLAIN = {
    "nl": (
        r"\bieder\b(?! (bedrijf|team|teamlid|mens|idee|werk|kwartaal|jaar)\b)",
        r"(?:^|[.!?] )(?:Is|Zijn|Wordt|Worden|Gaat|Heeft|Hebben|Komt|Lukt|Vulden)\b[^.?!]*, dan\b",
        r"\bophalen\b|\binleren\b|\bnagedragen\b",
    ),
    "en": (
        r"think along|deploy|think with|good employership|asks? further",
        r"metal and electronics|the metal and electrical industry|installation trade",
    ),
}
"""Officers' Dutch and Dutch in English words."""


def durations(text: str) -> Iterator[tuple[float, str]]:
    """The lengths of time in a Dutch text, in days, each with what stands before it."""
    plain = " ".join(text.lower().split())
    for match in DURATION.finditer(plain):
        number = match[1]
        times = 1.0 if number is None else float(NUMBERS.get(number) or number)
        unit = match[2].removesuffix("en") if match[2] != "weken" else match[2]
        yield times * DAYS[unit], plain[: match.start()]


def effort(instrument: Instrument) -> list[str]:
    """Every action takes somebody's time, and a talk with everyone takes everyone's."""
    found = [a.id for a in all_actions(instrument) if days_of(a.effort, people=1).all <= 0]
    talks = re.compile(r"\b(praat|vraag) (met )?iedereen\b", re.IGNORECASE)
    return found + [
        action.id
        for action in all_actions(instrument)
        if talks.search(action.title["nl"])
        and (not action.effort.hours_per_person or action.effort.of == "team")
    ]


def one_team(instrument: Instrument) -> list[str]:
    """What begins with one team, one kind of job or one group counts the hours of that team."""
    narrow = re.compile(
        r"\b(laat|geef|kies|met|zoek|vraag|in) (met )?(een|één) (team|groep|productiegroep)\b"
        r"|\béén (soort werk|soort klus|project)\b",
        re.IGNORECASE,
    )
    return [
        action.id
        for action in all_actions(instrument)
        if narrow.search(action.title["nl"])
        and action.effort.hours_per_person
        and action.effort.of != "team"
    ]


def signs(instrument: Instrument) -> list[str]:
    """What shows that it works can be seen within the term."""
    return [
        f"{action.id}: {days:g} days in a term of {action.term}"
        for action in all_actions(instrument)
        for days, _ in durations(action.sign["nl"])
        if days > action.term
    ]


def first_steps(instrument: Instrument) -> list[str]:
    """A first step names nothing that lies more than two weeks ahead."""
    return [
        f"{place}: {days:g} days"
        for place, text in _first_steps(instrument)
        for days, before in durations(text["nl"])
        if days > LONGEST_FIRST_STEP and not LOOKS_BACK.search(before)
    ]


def _first_steps(instrument: Instrument) -> Iterator[tuple[str, Translated]]:
    for action in all_actions(instrument):
        yield action.id, action.first_step
        if action.first_step_small:
            yield f"{action.id} small", action.first_step_small
    for module in instrument.sectors:
        for step in module.first_steps:
            yield f"{module.id} {step.action}", step.text


@cache
def _source_words() -> dict[str, dict[str, re.Pattern[str]]]:
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(SOURCE_WORDS.read_text("utf-8"))
    return {
        place: {
            language: re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
            for language, words in listed.items()
        }
        for place, listed in data.items()
    }


def source_places() -> tuple[str, ...]:
    """The places whose words were reviewed."""
    return tuple(_source_words())


def source_words(instrument: Instrument) -> list[str]:
    """Every text that cites a place carries a word of what that place says, in both languages."""
    known = _source_words()
    items = (item for item in all_items(instrument) if not item.own_choice)
    parts: tuple[Action | Item | Case | Worksheet, ...] = (
        *all_actions(instrument), *items, *instrument.cases, *instrument.worksheets,
    )  # fmt: skip
    found = []
    for part in parts:
        for place in part.sources:
            if place not in known:
                found.append(f"{part.id}: {place} was not reviewed")
                continue
            found += [
                f"{part.id} {language}: {place}"
                for language, words in known[place].items()
                if not words.search(_said(part, language))
            ]
    return found


def _said(part: Model, language: str) -> str:
    return " ".join(" ".join(text[language].split()) for _, text in all_texts(part))


def law(instrument: Instrument) -> list[str]:
    """Every entry is used, every reference exists, and a title that touches the law names it."""
    entries = {entry.id for entry in instrument.law.entries} if instrument.law else set()
    used = {name for action in all_actions(instrument) for name in action.law}
    found = sorted(entries ^ used)
    return found + [
        f"{action.id}: {name}"
        for action in all_actions(instrument)
        for name, words in LAW_OF_WORDS.items()
        if re.search(words, action.title["nl"], re.IGNORECASE) and name not in action.law
    ]


def unchecked_law(instrument: Instrument) -> list[str]:
    """The date of checking stays empty as long as no person has compared the entry."""
    entries = instrument.law.entries if instrument.law else ()
    return [entry.id for entry in entries if entry.checked]


def small_firms(instrument: Instrument) -> list[str]:
    """A firm of fewer than ten people is told of nobody and nothing that it does not have."""
    small = [action.in_small_firm() for action in all_actions(instrument) if action.fits("micro")]
    sent = [
        f"{action.id} {language}: {action.who[language]}"
        for action in small
        for language, roles in ROLES_OF_LARGER_FIRMS.items()
        if re.search(roles, action.who[language], re.IGNORECASE)
    ]
    return sent + [
        f"{action.id} {language}: {match[0]}"
        for action in small
        for text in (action.first_step, action.involve, action.sign)
        for language, others in LARGER_FIRMS.items()
        if (match := re.search(others, text[language], re.IGNORECASE))
    ]


def unsafe(instrument: Instrument) -> list[str]:
    """Where nobody dares to speak, each item has an action, none of them a question in a meeting."""
    named = instrument.advice.rules.unsafe_aspects
    wanted = {
        item.id
        for aspect in instrument.questionnaire.aspects
        if aspect.id in named
        for item in aspect.items
    }
    actions = [action for action in all_actions(instrument) if action.level == "unsafe"]
    found = sorted(wanted - {action.item for action in actions}) + [""] * (not named)
    meeting = re.compile(r"in het (team|werk)?overleg|in the team meeting", re.IGNORECASE)
    return found + [a.id for a in actions if meeting.search(_spoken(a)) or a.worksheet]


def _spoken(action: Action) -> str:
    return " ".join(" ".join(text.values()) for text in (action.first_step, action.involve))


def sizes_of_cases(instrument: Instrument) -> list[str]:
    """A case says for which firms it is, by its number of staff or by size classes."""
    return [case.id for case in instrument.cases if not case.staff and not case.sizes]


def old_cases(instrument: Instrument) -> list[str]:
    """A case of more than five years ago is told in the past tense."""
    present = re.compile(
        r"\b(krijgen|krijgt|geldt|heeft|werken zij|kan drie|mogen zij|beslissen)\b"
    )
    return [
        f"{case.id}: {match[0]}"
        for case in instrument.cases
        if case.year and case.year < OLD_BEFORE
        for match in (present.search(case.done["nl"]),)
        if match
    ]


def plain_language(instrument: Instrument) -> list[str]:
    """No officers' Dutch and no Dutch in English words in what stands beside the questions."""
    parts = {
        "advice": instrument.advice,
        "cases": instrument.cases,
        "worksheets": instrument.worksheets,
        "guide": instrument.guide,
        "law": instrument.law,
        "actions": tuple(action for module in instrument.sectors for action in module.actions),
    }
    return [
        f"{place} {language}: {match[0]}"
        for name, part in parts.items()
        for place, text in all_texts(part, name)
        for language, patterns in PLAIN.items()
        for pattern in patterns
        for match in (re.search(pattern, " ".join(text[language].split())),)
        if match
    ]


GUARDS = (
    effort, one_team, signs, first_steps, source_words, law, unchecked_law, small_firms, unsafe,
    sizes_of_cases, old_cases, plain_language,
)  # fmt: skip
