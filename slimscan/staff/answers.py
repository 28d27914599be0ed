"""What the staff answered: kept beside the scan in a file of its own, apart from the leader's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from slimscan.disk.places import home_folder
from slimscan.errors import Fault, InputError, input_error
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.scoring.responses import Answer, AnswerValue, Respondent, check_answer

MADE_FROM_CONTENT = "~"
"""How the name of a respondent begins whom no file names: it is made of what they answered."""
TELLING = 10
"""From this many answers on, two people do not give all the same ones by chance."""


class StaffPart(BaseModel):
    """A part of what is kept of staff: frozen, strict about its fields."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


class StaffRespondent(StaffPart):
    """One respondent: no name, no date, no language, nothing that the scores do not need."""

    respondent: str
    """A random number of the form's own, or a hash of what a table called the row."""
    group: str = ""
    kind: Literal["form", "table"] = "form"
    answers: dict[str, AnswerValue] = Field(default_factory=dict)


class StaffAnswers(StaffPart):
    """All staff answers of one scan, in the order of the respondents' ids, not of arrival."""

    format: Literal[1] = 1
    scan: str
    respondents: tuple[StaffRespondent, ...] = ()
    remarks: tuple[str, ...] = ()
    """Free remarks, sorted and without a respondent or group."""

    def without(self, respondent: str) -> StaffAnswers:
        """These answers less one respondent's; raises `InputError` for one that is not there."""
        names = {respondent, table_respondent(respondent), former_respondent(self.scan, respondent)}
        left = tuple(one for one in self.respondents if one.respondent not in names)
        if len(left) == len(self.respondents):
            raise input_error(Fault.RESPONDENT_UNKNOWN, name=respondent)
        return self.model_copy(update={"respondents": left})


def staff_items(instrument: Instrument) -> dict[str, Item]:
    """Every item that staff may have answered, whatever the sector, by its id."""
    questionnaire = instrument.questionnaire
    modules = instrument.module_items
    outcomes = questionnaire.outcome_items("employee")
    items = (*questionnaire.items, *questionnaire.precondition_items, *outcomes, *modules)
    return {item.id: item for item in items}


def staff_respondents(instrument: Instrument, staff: StaffAnswers) -> tuple[Respondent, ...]:
    """The staff as rows of a responses frame; an answer that no longer fits is left out."""
    items = staff_items(instrument)
    return tuple(
        Respondent(
            dict(_fitting(instrument, items, one)), respondent=one.respondent, group=one.group
        )
        for one in staff.respondents
    )


def _fitting(
    instrument: Instrument, items: dict[str, Item], one: StaffRespondent
) -> Iterator[tuple[str, Answer]]:
    for name, value in one.answers.items():
        if name in items:
            try:
                yield name, check_answer(instrument.questionnaire, items[name], value)
            except InputError:
                continue


def table_respondent(name: str) -> str:
    """What a row of a table is called here: a hash, for a table may call its rows by names.

    It is made with the secret key of this home, so that a list of names does not turn it back; the
    same name is the same respondent in every scan.
    """
    return _signed("respondent", name)


def made_respondent(content: str) -> str:
    """What a row of a table is called here that has no name in it: made of what it holds."""
    return MADE_FROM_CONTENT + _signed("content", content)


def other_id(scan: str) -> str:
    """What an anonymous report is called by: nobody can tell of which scan without the key."""
    return _signed("anonymous", scan)


def _signed(kind: str, text: str) -> str:
    """A hash made with the secret key of this home."""
    from slimscan.privacy import open_book  # who reads tables needs none of the release rule

    return open_book(home_folder()).signer.name(kind, text)


def former_respondent(scan: str, name: str) -> str:
    """What a row of a table was called before there was a secret key."""
    return hashlib.sha256(f"{scan}:{name}".encode()).hexdigest()[:12]


class Taken(StrEnum):
    """What became of one respondent's answers on collecting."""

    TAKEN = "taken"
    SAME_RESPONDENT = "same_respondent"
    """Collected before, with these answers."""
    OTHER_ANSWERS = "other_answers"
    """Collected before, with other answers; those stay."""


@dataclass
class Gathering:
    """Staff answers while more are added: nobody is counted twice.

    Equal answers of different respondents are different people (method 3): they are counted.
    """

    staff: StaffAnswers
    alike: int = 0
    """How many were taken whose answers are exactly somebody else's, too."""
    _people: dict[str, StaffRespondent] = field(init=False)
    _remarks: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._people = {one.respondent: one for one in self.staff.respondents}
        self._contents = {content for one in self._people.values() if (content := _content(one))}
        self._spellings = {one.group.casefold(): one.group for one in self._people.values()}
        self._remarks = list(self.staff.remarks)

    def add(self, one: StaffRespondent, remark: str = "", formerly: str = "") -> Taken:
        """Take one respondent, unless these answers are there already.

        `formerly`: what an older slimscan called this respondent.
        """
        if formerly in self._people:
            one = one.model_copy(update={"respondent": formerly})
        spelling = self._spellings.setdefault(one.group.casefold(), one.group)
        one = one.model_copy(update={"group": spelling})
        standing = self.standing(one)
        if standing is not Taken.TAKEN:
            return standing
        content = _content(one)
        self.alike += content in self._contents
        self._people[one.respondent] = one
        if content:
            self._contents.add(content)
        self._remarks += [remark] if remark else []
        return Taken.TAKEN

    def standing(self, one: StaffRespondent, formerly: str = "") -> Taken:
        """What would become of one respondent's answers."""
        before = self._people.get(formerly) or self._people.get(one.respondent)
        if before is None:
            return Taken.TAKEN
        group = before.group.casefold() == one.group.casefold()
        same = group and before.answers == one.answers
        return Taken.SAME_RESPONDENT if same else Taken.OTHER_ANSWERS

    @property
    def nameless(self) -> int:
        """How many there are whom no file names."""
        return sum(name.startswith(MADE_FROM_CONTENT) for name in self._people)

    def gathered(self) -> StaffAnswers:
        """All that is there now, in an order that does not tell who came when."""
        people = tuple(self._people[name] for name in sorted(self._people))
        remarks = tuple(sorted(self._remarks))
        return self.staff.model_copy(update={"respondents": people, "remarks": remarks})


def _content(one: StaffRespondent) -> tuple[object, ...] | None:
    """What makes answers recognisable; nothing when two people may well answer like this."""
    answers = tuple(sorted(one.answers.items()))
    if len(answers) < TELLING or len({value for _, value in answers}) == 1:
        return None
    return one.kind, one.group, answers
