"""What the content of slimmer-werken must hold to; every guard lists what it finds wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields

from slimscan.questionnaire.base import Model
from slimscan.questionnaire.library import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Translated

LANGUAGES = ("nl", "en")
MOST_WORDS = 25

NEGATIONS = {
    "nl": r"\b(niet|geen|nooit|zonder|niemand|nergens|niets|niks|noch|nauwelijks)\b",
    "en": r"\b(no|not|never|none|nobody|nothing|nowhere|without|neither|nor|cannot|hardly)\b|n't\b",
}

OFFICIALESE = (
    r"implement|faciliter|\bborg(en|ing)\b|medio\b|ten behoeve|middels\b|inzake\b|conform\b|aangaande"
    r"|derhalve|tevens\b|alsmede|teneinde|\bdien(en|t) te\b|met betrekking tot|in het kader van"
    r"|uitrol|draagvlak|stakeholder|optimali|synergie|proactief|competent|participat|traject"
    r"|beleid|arbeidsorganisatie|sociale innovatie|inzetbaarheid|voornoemd|desbetreffend|dusdanig"
    r"|gaarne|betreffende\b|ten aanzien van|naar aanleiding van|significant|evalu|\bco[oö]rdin"
    r"|structureel|monitor|priorite|escal|commitment|target|output|adequa|relevant|randvoorwaard"
)
ALLOWED_OFFICIALESE = (
    "Competenties van het personeel",  # SER-2023's name of the lever
    "competentiematrix",  # what Alfa Laval calls it, explained beside it
    "algemene beleid",  # of an organisation as a whole: there is no shorter word
    "Naar verdere succesvolle toepassing van sociale innovatie",  # the title of SER-2023
    "prijs voor sociale innovatie",  # the name of the award
    "centra voor sociale innovatie",  # the name of the centres
)

DEAD_INSTITUTIONS = r"\b(Syntens|NCSI|SenterNovem|(innovatie)?vouchers?)\b"
EIM_FIGURE = r"\bEIM\b|procentpunt|percentage point"
EIM_LIMITS = {
    "nl": (r"\b650\b", r"eigen opgaven|zelf op\b", r"hoger", r"verband", r"geen oorzaak"),
    "en": (r"\b650\b", r"themselves", r"higher", r"relation", r"not a\s+cause"),
}

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Reading:
    """How hard texts are to read: mean letters a word, mean and most words a sentence."""

    letters: float
    words: float
    longest: int


DUTCH_LIMITS = {
    # Measured: leader 4.97/13.0/18, employee 4.65/13.8/18, help 4.6/11.9/22, actions 4.6/12.7/27.
    "statements to leaders": Reading(5.3, 14.5, 22),
    "statements to employees": Reading(5.0, 15.0, 22),
    "help": Reading(5.0, 13.5, 25),
    "actions": Reading(5.0, 14.0, 28),
}


def words_of(text: str) -> list[str]:
    """The words of a text, numbers left out."""
    return _WORD.findall(text)


def reading(texts: list[str]) -> Reading:
    """The measures of these texts together."""
    words = [word for text in texts for word in words_of(text)]
    lengths = [
        len(words_of(sentence))
        for text in texts
        for sentence in _SENTENCE_END.split(text)
        if words_of(sentence)
    ]
    return Reading(sum(map(len, words)) / len(words), sum(lengths) / len(lengths), max(lengths))


def scored_items(instrument: Instrument) -> tuple[Item, ...]:
    """The items of the levers and of the sector modules."""
    modules = (item for module in instrument.sectors for item in module.aspect.items)
    return (*instrument.questionnaire.items, *modules)


def all_items(instrument: Instrument) -> tuple[Item, ...]:
    """The scored items and the preconditions."""
    return (*scored_items(instrument), *instrument.questionnaire.precondition_items)


def all_actions(instrument: Instrument) -> tuple[Action, ...]:
    """The actions of the levers, the preconditions and the sector modules."""
    modules = (action for module in instrument.sectors for action in module.actions)
    return (*instrument.advice.actions, *modules)


def all_texts(part: object, place: str = "") -> Iterator[tuple[str, Translated]]:
    """Every translated text of the instrument or of a part of it, with its place."""
    if isinstance(part, dict):
        yield place, part
    elif isinstance(part, tuple):
        for number, element in enumerate(part):
            yield from all_texts(element, f"{place}[{getattr(element, 'id', number)}]")
    elif isinstance(part, Model):
        for name in type(part).model_fields:
            yield from all_texts(getattr(part, name), f"{place}.{name}")
    elif isinstance(part, Instrument):
        for field in fields(part):
            yield from all_texts(getattr(part, field.name), field.name)


def statements(instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    """Every statement as `ITEM audience`, language and text."""
    for item in all_items(instrument):
        for audience in ("leader", "employee"):
            for language, text in (getattr(item.statement, audience) or {}).items():
                yield f"{item.id} {audience}", language, text


def design(instrument: Instrument) -> list[str]:
    """48 items, 12 a lever; a quick scan of 20, one an aspect."""
    found = []
    questionnaire = instrument.questionnaire
    if len(questionnaire.items) != 48:
        found.append(f"{len(questionnaire.items)} items")
    found += [lever.id for lever in questionnaire.levers if len(lever.items) != 12]
    found += [
        aspect.id for aspect in questionnaire.aspects if sum(i.quick for i in aspect.items) != 1
    ]
    if len(questionnaire.aspects) != 20:
        found.append(f"{len(questionnaire.aspects)} aspects")
    return found


def audiences(instrument: Instrument) -> list[str]:
    """Leaders and employees judge the same items."""
    return [item.id for item in all_items(instrument) if not item.statement.employee]


def negations(instrument: Instrument) -> list[str]:
    """No statement has a word of negation: a 'no' to a 'not' confuses."""
    return [
        f"{name} {language}: {text}"
        for name, language, text in statements(instrument)
        if re.search(NEGATIONS[language], text, re.IGNORECASE)
    ]


def length(instrument: Instrument) -> list[str]:
    """A statement can be read aloud in one breath."""
    return [
        f"{name} {language}"
        for name, language, text in statements(instrument)
        if len(words_of(text)) > MOST_WORDS
    ]


def dutch_reading(instrument: Instrument) -> list[str]:
    """Dutch at level B1, as far as word and sentence length tell."""
    items = all_items(instrument)
    parts = ("what", "first_step", "involve", "sign")
    texts = {
        "statements to leaders": [item.statement.leader["nl"] for item in items],
        "statements to employees": [(item.statement.employee or {})["nl"] for item in items],
        "help": [item.help["nl"] for item in items],
        "actions": [getattr(a, part)["nl"] for a in all_actions(instrument) for part in parts],
    }
    found = []
    for kind, limit in DUTCH_LIMITS.items():
        measured = reading(texts[kind])
        for measure in ("letters", "words", "longest"):
            if getattr(measured, measure) > getattr(limit, measure):
                found.append(f"{kind}: {measure} {getattr(measured, measure):.2f}")
    return found


def officialese(instrument: Instrument) -> list[str]:
    """No words that people only meet in letters from the authorities."""
    found = []
    for place, text in all_texts(instrument):
        plain = " ".join(text["nl"].split())
        for allowed in ALLOWED_OFFICIALESE:
            plain = plain.replace(allowed, "")
        if match := re.search(OFFICIALESE, plain, re.IGNORECASE):
            found.append(f"{place}: {match[0]}")
    return found


def reversed_items(instrument: Instrument) -> list[str]:
    """At least 4 reversed items, equally many in every lever, and one or more in every module."""
    counts = {
        lever.id: sum(item.reversed for item in lever.items)
        for lever in instrument.questionnaire.levers
    }
    found = [name for name, count in counts.items() if not count or count != max(counts.values())]
    found += ["fewer than 4"] * (sum(counts.values()) < 4)
    modules = instrument.sectors
    return found + [m.id for m in modules if not any(i.reversed for i in m.aspect.items)]


def actions(instrument: Instrument) -> list[str]:
    """Every scored item has an action to start and one to go on; a precondition one to start."""
    there = Counter((action.item, action.level) for action in all_actions(instrument))
    wanted = [(item.id, "start") for item in all_items(instrument)]
    wanted += [(item.id, "next") for item in scored_items(instrument)]
    return [f"{item} {level}" for item, level in wanted if there[item, level] != 1]


def cases(instrument: Instrument) -> list[str]:
    """At least 20 cases, and one or more for every aspect."""
    told = Counter(aspect for case in instrument.cases for aspect in case.aspects)
    found = [aspect.id for aspect in instrument.questionnaire.aspects if not told[aspect.id]]
    return found + ["fewer than 20"] * (len(instrument.cases) < 20)


def cases_of_actions(instrument: Instrument) -> list[str]:
    """A case that an action names rests on a passage that the action cites."""
    known = {case.id: case for case in instrument.cases}
    return [
        f"{action.id} {name}"
        for action in all_actions(instrument)
        for name in action.cases
        if name not in known or not set(known[name].sources) & set(action.sources)
    ]


def worksheets(instrument: Instrument) -> list[str]:
    """Every worksheet is used by an action, and every worksheet that is named exists."""
    used = {action.worksheet for action in all_actions(instrument) if action.worksheet}
    return sorted(used ^ {sheet.id for sheet in instrument.worksheets})


def sources(instrument: Instrument) -> list[str]:
    """Whatever names sources names ones that exist, and is not without."""
    known = {source.id for source in instrument.questionnaire.sources}
    groups = [(group.name["en"], group.sources) for group in instrument.questionnaire.target_groups]
    parts = [*all_items(instrument), *all_actions(instrument), *instrument.cases]
    citing = [(part.id, part.sources) for part in (*parts, *instrument.worksheets)]
    return [
        f"{name} {cited}"
        for name, named in (*citing, *groups, *instrument.questionnaire.all_sources())
        for cited in named or ("nothing",)
        if cited.split(" ", 1)[0] not in known
    ]


def referrals(instrument: Instrument) -> list[str]:
    """Institutions and schemes that are gone stand in sources and in the history of cases only."""
    history = re.compile(r"questionnaire\.sources\[[^]]+\]\.(title|limits)|cases\[")
    return [
        f"{place} {language}"
        for place, text in all_texts(instrument)
        for language in text
        if re.search(DEAD_INSTITUTIONS, text[language], re.IGNORECASE) and not history.match(place)
    ]


def eim_figures(instrument: Instrument) -> list[str]:
    """The EIM figures never stand without their limits in the same text."""
    return [
        f"{place} {language}"
        for place, text in all_texts(instrument)
        for language in text
        if re.search(EIM_FIGURE, text[language])
        and not all(re.search(limit, text[language]) for limit in EIM_LIMITS[language])
    ]


GUARDS = (
    design, audiences, negations, length, dutch_reading, officialese, reversed_items, actions,
    cases, cases_of_actions, worksheets, sources, referrals, eim_figures,
)  # fmt: skip
