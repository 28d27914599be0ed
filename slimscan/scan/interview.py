"""The interview: which question comes next, and what an answer changes. It knows no terminal.

An `Interview` is a value: every step gives a new one. The main round asks every question once, in
order; then the items that were skipped are offered once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import Scan
from slimscan.scan.questions import Question, interview_questions
from slimscan.scan.record import fit_to, passed_over, record, was_asked
from slimscan.scan.workshop import remove_vote, vote
from slimscan.scoring.responses import State
from slimscan.text import LONGEST_NOTE, clean


@dataclass(frozen=True)
class Interview:
    """Where an interview is: the scan so far and the question in front of the user."""

    instrument: Instrument
    scan: Scan
    questions: tuple[Question, ...]
    position: int = 0
    second_round: tuple[int, ...] | None = None
    """Positions of the skipped items that are offered again; nothing in the main round."""
    settled: frozenset[str] = frozenset()
    """Questions answered before that lie behind the first open one: going forward passes them."""

    @property
    def question(self) -> Question | None:
        """The question in front of the user; nothing when the interview is at its end."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def done(self) -> bool:
        """Whether there is nothing left to ask."""
        return self.question is None

    @property
    def scored_total(self) -> int:
        """How many scored items this scan has."""
        return sum(question.scored for question in self.questions)

    @property
    def scored_number(self) -> int:
        """The number of the present question among the scored ones, counted from 1."""
        return sum(question.scored for question in self.questions[: self.position + 1])

    @property
    def skipped(self) -> tuple[int, ...]:
        """Positions of the items that were skipped."""
        return tuple(
            place
            for place, question in enumerate(self.questions)
            if self.scan.answers.get(question.id) == State.SKIPPED
        )

    @property
    def minutes_left(self) -> int:
        """A fair guess of the minutes left, at least 1."""
        minutes = self.instrument.questionnaire.minutes
        whole = minutes.quick if self.scan.quick else minutes.full
        places = range(len(self.questions)) if self.second_round is None else self.second_round
        ahead = sum(
            place >= self.position and self.questions[place].id not in self.settled
            for place in places
        )
        return max(1, round(whole * ahead / max(1, len(self.questions))))

    def answered_with(self, value: object) -> Interview:
        """The interview after this value for the present question; `InputError` if it is none.

        An item takes a code, a label or the name of a state; a choice an id; a figure a number.
        """
        question = self._present()
        return self._recorded(question, record(self.instrument, self.scan, question, value))._next()

    def passed_over(self) -> Interview:
        """Go on without answering: an answer that is there stays, an item becomes skipped."""
        question = self._present()
        return self._recorded(question, passed_over(self.scan, question))._next()

    def voted(self, hands: Sequence[int]) -> Interview:
        """The interview with the table's vote at the present question, which stays in front."""
        return replace(self, scan=vote(self.instrument, self.scan, self._present(), hands))

    def unvoted(self) -> Interview:
        """The interview without a vote at the present question."""
        return replace(self, scan=remove_vote(self.scan, self._present().id))

    def noted(self, text: str) -> Interview:
        """The interview with a note at the present question; an empty text takes the note away."""
        notes = self._with_text(self.scan.notes, text)
        return replace(self, scan=self.scan.changed(notes=notes))

    def evidenced(self, text: str) -> Interview:
        """The interview with what was seen or heard here; an empty text takes it away."""
        evidence = self._with_text(self.scan.evidence, text)
        return replace(self, scan=self.scan.changed(evidence=evidence))

    def back(self) -> Interview:
        """One question back; at the first one it stays."""
        if self.second_round is None or self.position not in self.second_round:
            return replace(self, position=max(0, self.position - 1), second_round=None)
        place = self.second_round.index(self.position)
        if place == 0:
            return replace(self, position=len(self.questions) - 1, second_round=None)
        return replace(self, position=self.second_round[place - 1])

    def _with_text(self, texts: Mapping[str, str], text: str) -> dict[str, str]:
        question = self._present()
        others = {name: kept for name, kept in texts.items() if name != question.id}
        cleaned = clean(text, LONGEST_NOTE)
        return others | ({question.id: cleaned} if cleaned else {})

    def _present(self) -> Question:
        if self.question is None:
            raise LookupError("the interview is at its end")
        return self.question

    def _recorded(self, question: Question, scan: Scan) -> Interview:
        if not question.choices:
            return replace(self, scan=scan)
        return replace(self, scan=scan, questions=_asked(self.instrument, scan))

    def _next(self) -> Interview:
        if self.second_round is not None:
            later = [place for place in self.second_round if place > self.position]
            return replace(self, position=later[0] if later else len(self.questions))
        for place in range(self.position + 1, len(self.questions)):
            if self.questions[place].id not in self.settled:
                return replace(self, position=place)
        return self.in_second_round()

    def in_second_round(self) -> Interview:
        """The interview at the first skipped item, or at its end when none was skipped."""
        skipped = self.skipped
        position = skipped[0] if skipped else len(self.questions)
        return replace(self, position=position, second_round=skipped, settled=frozenset())


def begin(instrument: Instrument, scan: Scan) -> Interview:
    """The interview of a scan, at the first question that was not asked yet.

    A finished scan stays at its end, unless the questionnaire now asks something new.
    """
    scan = fit_to(instrument, scan)
    questions = _asked(instrument, scan)
    is_open = [not was_asked(scan, question) for question in questions]
    if True not in is_open:
        interview = Interview(instrument, scan, questions, len(questions))
        return interview if scan.finished else interview.in_second_round()
    position = is_open.index(True)
    settled = frozenset(q.id for q in questions[position:] if was_asked(scan, q))
    return Interview(instrument, scan.changed(finished=False), questions, position, settled=settled)


def _asked(instrument: Instrument, scan: Scan) -> tuple[Question, ...]:
    profile = scan.profile
    size = profile.chosen.get("size")
    return interview_questions(instrument, scan.quick, profile.sector, size)
