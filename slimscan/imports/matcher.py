"""What a header stands for: a question, by its code or its text, or something about a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from slimscan.disk.places import languages
from slimscan.imports.headers import HeaderEnd, bare, header_ends, is_cut, parts
from slimscan.imports.known_texts import KnownTexts
from slimscan.imports.tools.tool import Header
from slimscan.language import PROFILE_WORDS, every_word, words
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Change, Item
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import PERSON_COLUMNS
from slimscan.staff.answers import staff_items
from slimscan.text import fold

AskedColumn = Item | Change

MAPPED, CODE, TOLD, TEXT, CODE_WITHIN, TEXT_WITHIN = range(6)
"""How sure it is what a column holds, the surest first; within: in a longer header."""

DECISIVE = ("organisation", "role")
"""The columns that decide who is who."""

_A_CODE = re.compile(r"^[^\W\d]*\d+\w*$")
_SENTENCE = 3
"""So many words are not in a header by chance."""
_CUT = 30
"""So many letters of a text are its beginning, and not another text."""
_FEW_WORDS = 4
_LONGEST_NAME = 60
"""Organisations have names; what is longer on average is what people tell of theirs."""


@dataclass(frozen=True)
class Match:
    """What a column was found to hold, and how sure that is: the lowest `rank` wins."""

    rank: int
    question: AskedColumn | None = None
    person: str = ""
    beside: str = ""
    """What else stands in the header, such as an option that has a column of its own."""

    @property
    def name(self) -> str:
        """The code of the question, or the name of the person column."""
        return self.question.id if self.question else self.person

    def competes_with(self, surest: int) -> bool:
        """Whether two columns for one thing are one too many, or this one was just a guess.

        What the user settled goes before every text, and a whole header before part of one.
        """
        if surest == MAPPED:
            return self.rank <= CODE
        return surest >= CODE_WITHIN or self.rank < CODE_WITHIN


@dataclass(frozen=True)
class Matcher:
    """Finds what a header stands for, in one questionnaire."""

    instrument: Instrument

    @cached_property
    def questions(self) -> dict[str, AskedColumn]:
        """Every question that a column may hold, by its id."""
        changes = {change.id: change for change in self.instrument.questionnaire.changes}
        closing = {item.id: item for item in self.instrument.questionnaire.closing_items}
        return {**staff_items(self.instrument), **changes, **closing}

    @cached_property
    def _matches(self) -> dict[Header, Match | None]:
        """What was found before: looking within a long header takes a while."""
        return {}

    @cached_property
    def _codes(self) -> dict[str, AskedColumn]:
        return {name.casefold(): question for name, question in self.questions.items()}

    @cached_property
    def _texts(self) -> dict[str, AskedColumn]:
        """The questions by their text, where it is one question's."""
        found: dict[str, AskedColumn] = {}
        shared: set[str] = set()
        for question in self.questions.values():
            for text in _statements(question):
                if found.setdefault(text, question).id != question.id:
                    shared.add(text)
        return {text: question for text, question in found.items() if text not in shared}

    @cached_property
    def _known(self) -> KnownTexts:
        return KnownTexts(tuple(self._texts))

    @cached_property
    def _findable(self) -> KnownTexts:
        """All that may be found within a longer header."""
        return KnownTexts((*self._codes, *self._texts, *_person_words()))

    def mapped(self, target: str) -> Match:
        """What the user says that a column holds."""
        return Match(MAPPED, self.questions.get(target), target)

    def is_own(self, target: str) -> bool:
        """Whether a column that the user settled holds something of the user's own."""
        return target not in self.questions and target not in PERSON_COLUMNS

    def match(self, header: Header) -> Match | None:
        """What the column holds; nothing when it fits nothing."""
        if header not in self._matches:
            names = header.names or (header.shown,)
            within = filter(None, map(self._within, names))
            if header.option:
                found = self._whole(header, names[:1]) or next(within, None)
                found = found or self._above(header, names[1:])
            else:
                found = self._whole(header, names) or next(within, None)
            self._matches[header] = found
        return self._matches[header]

    def question(self, header: Header) -> Match | None:
        """The question that a column holds by its whole code or text, whatever a tool says."""
        names = header.names or (header.shown,)
        coded = (Match(CODE, self._codes[name]) for name in map(fold, names) if name in self._codes)
        texts = (Match(TEXT, self._texts[name]) for name in map(bare, names) if name in self._texts)
        return next(coded, None) or next(texts, None)

    def text_of(self, cell: object) -> AskedColumn | None:
        """The question whose very text stands in a cell."""
        return self._texts.get(bare(cell)) if isinstance(cell, str) else None

    def told(self, header: Header) -> AskedColumn | None:
        """The question whose text stands in the header, whatever code stands there, too."""
        names = header.names or (header.shown,)
        whole = (self._texts[text] for text in map(bare, names) if text in self._texts)
        within = (
            self._texts[piece.text]
            for name in names
            for piece in header_ends(name)
            if piece.text in self._texts and _stands_apart(piece)
        )
        return next(whole, None) or next(within, None)

    def nearest(self, header: Header) -> str:
        """The code of the question that the header is most like, or an empty text."""
        for name in header.names or (header.shown,):
            code = closest(name, self.questions)
            if code:
                return code
            for part in dict.fromkeys((bare(name), *parts(name))):
                text = closest(part, self._known.alike(part))
                if text:
                    return self._texts[text].id
        return ""

    def decisive(self, header: Header, cells: Iterable[object]) -> str:
        """The column of `DECISIVE` that an unknown header may well be; else an empty text.

        `cells` are some of those below it: roles of the profile tell, whatever stands above them.
        """
        roles = self._role_names
        said = [fold(str(cell)) for cell in cells if cell is not None and str(cell).strip()]
        if said and 2 * sum(one in roles for one in said) >= len(said):
            return "role"
        for text in (bare(header.shown), *parts(header.shown)):
            if person := _person_words().get(text, ""):
                return person if person in DECISIVE else ""
            like = _person_words().get(closest(text, _sentences().alike(text)), "")
            if like in DECISIVE:
                return like
            few = text.split() if len(text.split()) <= _FEW_WORDS else []
            for word in few:
                if _person_words().get(word) in DECISIVE:
                    return _person_words()[word]
        names = bool(said) and sum(map(len, said)) <= _LONGEST_NAME * len(said)
        return "organisation" if names and _asks_organisation(header.shown) else ""

    def cut_off(self, header: Header) -> bool:
        """Whether just the beginning of a question's text is left in the header."""
        for name in header.names or (header.shown,):
            start = is_cut(name) or (bare(name) if len(bare(name)) >= _CUT else "")
            if start and self._known.begin_with(start):
                return True
        return False

    @cached_property
    def _role_names(self) -> frozenset[str]:
        roles = self.instrument.questionnaire.profile.choices.get("role", ())
        return frozenset(fold(name) for role in roles for name in (role.id, *role.name.values()))

    def _whole(self, header: Header, names: Iterable[str]) -> Match | None:
        for name in map(fold, names):
            if name in self._codes:
                return Match(CODE, self._codes[name])
        if header.person:
            return Match(TOLD, person=header.person)
        for name in map(fold, names):
            if name in PERSON_COLUMNS:
                return Match(CODE, person=name)
        for name in map(bare, names):
            if name in self._texts:
                return Match(TEXT, self._texts[name])
            if name in _person_words():
                return Match(TEXT, person=_person_words()[name])
        return None

    def _above(self, header: Header, names: Sequence[str]) -> Match | None:
        """What the title above an option or a remark says: it is no whole header."""
        whole = self._whole(header, names)
        if whole is None:
            return None
        rank = CODE_WITHIN if whole.rank == CODE else TEXT_WITHIN
        return replace(whole, rank=rank, beside=header.option)

    def _within(self, name: str) -> Match | None:
        """What the beginning or the end of a longer header says; the longest text wins."""
        if not self._findable.at_an_end_of(bare(name)):
            return None
        found = list(header_ends(name))
        for piece in found:
            coded = self._codes.get(piece.text)
            if coded and (piece.divided or self._texts.get(piece.rest) == coded):
                return Match(CODE_WITHIN, coded, beside=piece.rest)
        for piece in found:
            if piece.text in self._texts and _stands_apart(piece):
                return Match(TEXT_WITHIN, self._texts[piece.text], beside=piece.rest)
        for piece in found:
            if person := _person_within(piece):
                return Match(TEXT_WITHIN, person=person, beside=piece.rest)
        return None


def _stands_apart(piece: HeaderEnd) -> bool:
    """Whether a text in a longer header is a text of its own, and no part of another sentence.

    A mark divides it from the rest; or the rest is a code before it.
    """
    coded = piece.rest in PERSON_COLUMNS or bool(_A_CODE.match(piece.rest))
    return piece.divided or (piece.is_end and coded)


def _person_within(piece: HeaderEnd) -> str:
    """The person column that a longer header names by a sentence, or by its name and its words."""
    person = _person_words().get(piece.text, "")
    if not person or not _stands_apart(piece):
        return ""
    sentence = len(piece.text.split()) >= _SENTENCE
    both = piece.rest.replace(" ", "_") == person or _person_words().get(piece.rest) == person
    return person if sentence or both else ""


def _statements(question: AskedColumn) -> Iterator[str]:
    texts: Iterable[Translated] = (
        (question.text,)
        if isinstance(question, Change)
        else (question.statement.leader, question.statement.employee or {})
    )
    for text in texts:
        yield from map(bare, text.values())


@cache
def _person_words() -> Mapping[str, str]:
    """The person columns by the words of people and of slimscan's forms, in its languages."""
    found: dict[str, str] = {}
    for language in languages():
        told = words(language, PROFILE_WORDS)
        for person in PERSON_COLUMNS:
            found |= {bare(word): person for word in told[f"{person}.columns"].split("|")}
        for name in ("organisation", *PROFILE_FIELDS):
            found |= {bare(told[f"{name}.{mode}"]): name for mode in ("form", "interview")}
        found[bare(words(language, "form")["about.group"])] = "group"
    return found


def _asks_organisation(header: str) -> bool:
    """Whether a header asks for an organisation in other words: which firm, name of the firm."""
    spoken = re.findall(r"\w+", bare(header))
    asking = frozenset(every_word("importing", "organisation.asked"))
    return any(
        word in asking
        and any(_person_words().get(one) == "organisation" for one in spoken[at + 1 : at + 4])
        for at, word in enumerate(spoken)
    )


@cache
def _sentences() -> KnownTexts:
    """The words for person columns that are whole sentences."""
    return KnownTexts(tuple(text for text in _person_words() if len(text.split()) >= _SENTENCE))
