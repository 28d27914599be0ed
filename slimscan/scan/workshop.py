"""A scan around one table: from hands to the answer that counts, and how far people are apart.

The spread of an item is the mean absolute deviation from the median, in points of the 0 to 100
scale (Burke, Finkelstein & Dusig 1999, the average deviation index for agreement within a group;
RAND's panels report the same measure, Fitch et al. 2001). It is chosen over the standard deviation
because a table can redo it by heart ("on average people sit so many points from the middle one"),
one person far off does not count squared, and it comes with a limit: up to a sixth of the number of
options, in steps between options, counts as agreement (Dunlap, Burke & Smith-Crowe 2003).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from slimscan.errors import Fault, input_error
from slimscan.privacy import MINIMUM, coarse_spread, people_of
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scan.model import Scan, Workshop
from slimscan.scan.questions import Question, questions_of
from slimscan.scan.record import record
from slimscan.scoring.responses import State

FEWEST_PEOPLE = 2
SMALLEST_GROUP = MINIMUM
"""From so many people on the outcome may count as a group's."""
TALK_FIRST = 5
"""As many items are named for discussion at most."""


class Agreement(StrEnum):
    """The spread of an item in a word."""

    CLOSE = "close"
    """At most half of the limit: nearly everybody says the same."""
    SOME = "some"
    """Up to the limit."""
    APART = "apart"
    """Over the limit: the mean says little, the talk says more."""


@dataclass(frozen=True)
class TableVote:
    """The hands at one item, with the value of each option (0 to 100, after reversal)."""

    item: Item
    hands: tuple[int, ...]
    values: tuple[float, ...]

    @property
    def voters(self) -> int:
        """How many people raised a hand; the others do not know."""
        return sum(self.hands)

    @property
    def mean(self) -> float | None:
        """The mean value of those who voted; nothing when nobody did."""
        return sum(self._votes) / self.voters if self.voters else None

    @property
    def spread(self) -> float | None:
        """The mean absolute deviation from the median, in points; nothing when nobody voted."""
        if not self.voters:
            return None
        middle = self._votes[(self.voters - 1) // 2]
        return sum(abs(vote - middle) for vote in self._votes) / self.voters

    @property
    def agreement(self) -> Agreement | None:
        """The spread in a word; nothing when nobody voted."""
        if self.spread is None:
            return None
        step = (max(self.values) - min(self.values)) / (len(self.values) - 1)
        limit = step * len(self.values) / 6
        if self.spread <= limit / 2:
            return Agreement.CLOSE
        return Agreement.SOME if self.spread <= limit else Agreement.APART

    @property
    def nearest(self) -> int | None:
        """The place of the option nearest to the mean; of two as near the one with the lower value.

        Nothing when nobody voted.
        """
        mean = self.mean
        if mean is None:
            return None
        places = range(len(self.values))
        return min(places, key=lambda place: (abs(self.values[place] - mean), self.values[place]))

    @property
    def _votes(self) -> list[float]:
        pairs = zip(self.values, self.hands, strict=True)
        return sorted(value for value, hands in pairs for _ in range(hands))


def parse_hands(text: str, options: int, people: int) -> tuple[int, ...]:
    """The hands at each option as typed: numbers apart, or a row of digits for up to 9 people.

    Raises `InputError` when it is not one number an option, or more hands than people.
    """
    tokens = [token for token in re.split(r"[\s,;/]+", text.strip()) if token]
    if len(tokens) == 1 and people <= 9 and len(tokens[0]) == options:
        tokens = list(tokens[0])
    if len(tokens) != options or not all(re.fullmatch(r"[0-9]{1,3}", token) for token in tokens):
        example = " ".join(str(number) for number in _example(options, people))
        raise input_error(Fault.VOTES_UNCLEAR, options=options, example=example)
    hands = tuple(int(token) for token in tokens)
    if sum(hands) > people:
        raise input_error(Fault.VOTES_TOO_MANY, hands=sum(hands), people=people)
    return hands


def vote(instrument: Instrument, scan: Scan, question: Question, hands: Sequence[int]) -> Scan:
    """The scan with this vote, and the option nearest to its mean as the answer.

    Without any hand the answer is "don't know".
    """
    if scan.workshop is None or question.item is None:
        raise LookupError("there is no vote at this question")
    vote = table_vote(instrument.questionnaire, question.item, hands)
    codes = instrument.questionnaire.answer_set_of(question.item).codes
    answer = State.DONT_KNOW.value if vote.nearest is None else codes[vote.nearest]
    votes = scan.workshop.votes | {question.id: vote.hands}
    return record(instrument, scan, question, answer).changed(workshop=_with(scan, votes))


def remove_vote(scan: Scan, item: str) -> Scan:
    """The scan without the vote at this item: the table answered as one after all."""
    if scan.workshop is None or item not in scan.workshop.votes:
        return scan
    votes = {name: hands for name, hands in scan.workshop.votes.items() if name != item}
    return scan.changed(workshop=_with(scan, votes))


def table_vote(questionnaire: Questionnaire, item: Item, hands: Sequence[int]) -> TableVote:
    """The vote at an item, with the values of its options."""
    return TableVote(item, tuple(hands), questionnaire.option_values(item))


def table_votes(instrument: Instrument, scan: Scan) -> tuple[TableVote, ...]:
    """Every vote of a workshop, in the order of the questions; none when it is no workshop."""
    votes = scan.workshop.votes if scan.workshop else {}
    return tuple(
        table_vote(instrument.questionnaire, question.item, votes[question.id])
        for question in questions_of(instrument, scan.quick, scan.profile.sector)
        if question.item is not None and question.id in votes
    )


def talk_first(instrument: Instrument, scan: Scan) -> tuple[TableVote, ...]:
    """The votes to talk about first: at most five, the widest spread first, none that is close."""
    wide = [
        vote
        for vote in table_votes(instrument, scan)
        if vote.agreement in (Agreement.SOME, Agreement.APART)
    ]
    return tuple(sorted(wide, key=lambda vote: -(vote.spread or 0))[:TALK_FIRST])


def shown_spread(vote: TableVote, least: int = MINIMUM) -> int | None:
    """The spread as it may leave the program, as a group's standard deviation does.

    `least` is the fewest people of whom the questionnaire lets anything be shown.

    Of twenty voters or more, in steps of 5 from 10 on: a small one would tell that all said alike.
    """
    if vote.spread is None or vote.voters < least:
        return None
    return coarse_spread(vote.spread, vote.voters)


def people_band(people: int, least: int = MINIMUM) -> str:
    """How many people were around the table, coarse as every number of people (method 3)."""
    return people_of(people).value if people >= least else f"{FEWEST_PEOPLE}-{least - 1}"


def _with(scan: Scan, votes: dict[str, tuple[int, ...]]) -> Workshop | None:
    return scan.workshop and scan.workshop.model_copy(update={"votes": votes})


def _example(options: int, people: int) -> list[int]:
    """Hands spread over the options, to show how they are typed."""
    return [people // options + (place < people % options) for place in range(options)]
