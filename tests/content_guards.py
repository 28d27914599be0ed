"""What the content of slimmer-werken must hold to; every guard lists what it finds wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.base import Model
from slimscan.questionnaire.beside import Beside
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Translated

LANGUAGES = ("nl", "en")
MOST_WORDS = {"nl": 20, "en": 25}

QUANTIFIERS = {
    "nl": r"\b(elk|elke|ieder|iedere|iedereen|alle|alles|allemaal|overal|altijd|nooit|steeds|telkens"
    r"|meest|meeste|meestal|veel|vaak|soms|zelden|regelmatig|geregeld|continu|minstens|hooguit"
    r"|dagelijks|dagelijkse|wekelijks|wekelijkse|maandelijks|maandelijkse|jaarlijks|jaarlijkse"
    r"|per (dag|week|maand|jaar)|(een|één|twee|drie|\d+) (keer|maal))\b",
    "en": r"\b(each(?! other)|every|everyone|everybody|everything|everywhere|all|always|never|most|mostly|much"
    r"|many|often|sometimes|rarely|seldom|regularly|usually|constantly|at least|at most"
    r"|daily|weekly|monthly|yearly|annually|(once|twice|times) a (day|week|month|year)"
    r"|per (day|week|month|year))\b",
}
"""How much and how often is what the answer says, so no statement says it."""

CONDITIONS = {
    "nl": r"\b(telt|tellen|meetellen|geldt alleen|vul .* in|kies .* als)\b",
    "en": r"\b(counts?|only applies|answer ['\"\u201c]|choose .* if)\b",
}
"""What decides the answer stands in `counts`, which every mode shows; help never adds to it."""

FIRST_PERSON = {
    "nl": r"\b(ik|mij|mijn|wij|we|ons|onze)\b",
    "en": r"\b(i|me|my|mine|we|us|our)\b",
}

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

REVIEWED = Path(__file__).with_name("data") / "reviewed-sources.txt"
DEAD_INSTITUTIONS = r"\b(Syntens|NCSI|SenterNovem|(innovatie)?vouchers?)\b"
EIM_FIGURE = r"\bEIM\b|procentpunt|percentage point"
EIM_LIMITS = {
    "nl": (r"\b650\b", r"eigen opgaven|zelf op\b", r"hoger", r"verband", r"geen oorzaak"),
    "en": (r"\b650\b", r"themselves", r"higher", r"relation", r"not a\s+cause"),
}

SHEETS_FOR_MAKERS = {"question-test"}
"""Worksheets for whoever writes questions, not for a firm's plan."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Reading:
    """How hard texts are to read: mean letters a word, mean and most words a sentence."""

    letters: float
    words: float
    longest: int


DUTCH_LIMITS = {
    # Measured: leader 4.95/11.7/16, employee 4.58/12.1/18, help 4.7/12.4/22, actions 4.6/12.7/27.
    "statements to leaders": Reading(5.2, 13.5, 20),
    "statements to employees": Reading(5.0, 13.5, 20),
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
        beside = (name for name, one in vars(Beside).items() if isinstance(one, cached_property))
        for name in (*(field.name for field in fields(part)), *beside):
            yield from all_texts(getattr(part, name), name)


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
        if len(words_of(text)) > MOST_WORDS[language]
    ]


def quantifiers(instrument: Instrument) -> list[str]:
    """No statement says how much or how often: that is what the answer says."""
    return [
        f"{name} {language}: {text}"
        for name, language, text in statements(instrument)
        if re.search(QUANTIFIERS[language], text, re.IGNORECASE)
    ]


def first_person(instrument: Instrument) -> list[str]:
    """An employee is asked about "I", "my manager" or "my team", and so can know the answer."""
    return [
        f"{name} {language}: {text}"
        for name, language, text in statements(instrument)
        if name.endswith(" employee") and not re.search(FIRST_PERSON[language], text, re.IGNORECASE)
    ]


def conditions(instrument: Instrument) -> list[str]:
    """Help explains and gives examples; it never says what counts."""
    return [
        f"{item.id} {language}: {match[0]}"
        for item in all_items(instrument)
        for language, text in item.help.items()
        if (match := re.search(CONDITIONS[language], text, re.IGNORECASE))
    ]


def counts(instrument: Instrument) -> list[str]:
    """Every scored item says in one line what decides its answer; `enough_from` is said there."""
    found = []
    for item in scored_items(instrument):
        for audience in ("leader", "employee"):
            line = item.counts_for(audience)
            if line is None:
                found.append(f"{item.id} {audience}: nothing")
                continue
            found += [
                f"{item.id} {audience} {language}: long"
                for language, text in line.items()
                if len(text.split()) > 20
            ]
            if bool(item.enough_from) != ("genoeg" in line["nl"] and "keer per" in line["nl"]):
                found.append(f"{item.id} {audience}: enough")
    return found


def examples(instrument: Instrument) -> list[str]:
    """Every item of the quick scan has an example for every sector of the profile."""
    sectors = [sector.id for sector in instrument.questionnaire.profile.sectors]
    return [
        f"{item.id} {sector}"
        for item in instrument.questionnaire.items
        if item.quick
        for sector in sectors
        if item.example_for(sector) is None
    ]


def leverage(instrument: Instrument) -> list[str]:
    """Items about working time or the division of work weigh 1.25, the others 1 (method 5)."""
    heavier = {"STR03", "STR05", "STR07", "STR08", "STR09", "STR10", "COM07", "COM08"}
    return [
        item.id
        for item in scored_items(instrument)
        if item.leverage != (1.25 if item.id in heavier else 1)
    ]


def quality_of_work(instrument: Instrument) -> list[str]:
    """Six items for staff, on the default answer set, shown from ten people on."""
    scales = {scale.id: scale for scale in instrument.questionnaire.outcome_scales}
    scale = scales.get("quality_of_work")
    if scale is None:
        return ["no scale"]
    right = (scale.audience, len(scale.items), scale.shown_from) == ("employee", 6, 10)
    found = [] if right and scale.note else ["scale"]
    found += [item.id for item in scale.items if item.answer_set not in (None, "times")]
    return found + [
        f"{item.id} {language}"
        for item in scale.items
        for language, text in item.statement.items()
        if re.search(NEGATIONS[language], text, re.IGNORECASE)
        or not re.search(FIRST_PERSON[language], text, re.IGNORECASE)
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
    """One reversed item in each aspect of three: two a lever, one a lever in the quick scan."""
    found = []
    for lever in instrument.questionnaire.levers:
        wrong = [
            aspect.id
            for aspect in lever.aspects
            if sum(item.reversed for item in aspect.items) != (len(aspect.items) == 3)
        ]
        quick = sum(item.reversed and item.quick for item in lever.items)
        found += wrong + [f"{lever.id} quick"] * (quick != 1)
    modules = instrument.sectors
    return found + [m.id for m in modules if not any(i.reversed for i in m.aspect.items)]


def actions(instrument: Instrument) -> list[str]:
    """In each size class that it applies to, a scored item has one action to start and one to go
    on; a precondition one to start."""
    sizes = instrument.questionnaire.profile.sizes
    there = Counter(
        (action.item, action.level, size.id)
        for action in all_actions(instrument)
        for size in sizes
        if action.fits(size.id)
    )
    wanted = [(item, "start") for item in all_items(instrument)]
    wanted += [(item, "next") for item in scored_items(instrument)]
    return [
        f"{item.id} {level} {size.id}"
        for item, level in wanted
        for size in sizes
        if there[item.id, level, size.id] != item.fits(size)
    ]


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
    """Every worksheet is used by an action or by makers, and every one that is named exists."""
    used = {action.worksheet for action in all_actions(instrument) if action.worksheet}
    used |= SHEETS_FOR_MAKERS
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


def reviewed_sources(instrument: Instrument) -> list[str]:
    """Each place that an item cites was opened beside it, with the words there that carry it.

    The list is kept by hand: who cites another place reads that first and adds a line.
    """
    lines = REVIEWED.read_text(encoding="utf-8").splitlines()[1:]
    reviewed = {tuple(line.split("|")[:2]) for line in lines if line.split("|")[2].strip()}
    cited = {(item.id, source) for item in all_items(instrument) for source in item.sources}
    return sorted(" ".join(pair) for pair in reviewed ^ cited)


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
    design, audiences, negations, quantifiers, first_person, counts, conditions, examples, leverage,
    quality_of_work, length, dutch_reading, officialese, reversed_items, actions, cases,
    cases_of_actions, worksheets, sources, reviewed_sources, referrals, eim_figures,
)  # fmt: skip
