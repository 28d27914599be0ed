"""The interview at a screen: ask, save, go on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from slimscan.errors import InputError
from slimscan.language import problem_text
from slimscan.scan.interview import Interview
from slimscan.scan.questions import QuestionKind, Section
from slimscan.scan.record import was_asked
from slimscan.scan.store import ScanFile
from slimscan.scan.workshop import parse_hands
from slimscan.shown import wording_of
from slimscan.terminal.between_pages import end_page, second_round_page, section_page
from slimscan.terminal.keys import key_of
from slimscan.terminal.page import Page
from slimscan.terminal.question_pages import (
    View,
    present_question,
    question_page,
    takes_votes,
    text_page,
)
from slimscan.terminal.replies import (
    fitting_size,
    read_reply,
    states_by_key,
    takes_letters,
    texts_taken,
)
from slimscan.terminal.screen import Screen
from slimscan.terminal.targets import Move, ask_targets, has_targets
from slimscan.terminal.workshop_pages import may_adjust, outcome_page


def run_interview(interview: Interview, file: ScanFile, screen: Screen) -> Interview:
    """Ask what is left to ask; returns at the end (the scan is finished) or when the user stops.

    Every answer and note is saved before the next page is shown. Raises `KeyboardInterrupt` when
    the user interrupts or the terminal closes, and `MachineError` when saving fails; what was
    answered before is safe then.
    """
    sitting = _Sitting(interview, file, screen)
    with screen.opened():
        try:
            while sitting.going_on:
                sitting.ask()
        except KeyboardInterrupt:
            sitting.secure()
            raise
    return sitting.interview


class _Sitting:
    """One stretch of answering: the interview as it stands, and what is open on the screen."""

    def __init__(self, interview: Interview, file: ScanFile, screen: Screen) -> None:
        self.interview = interview
        self.going_on = True
        self._saved = interview.scan
        self._file = file
        self._screen = screen
        self._texts = wording_of(
            screen.language, interview.instrument.questionnaire.languages, "terminal"
        )
        self._view = View(plain=screen.plain)
        self._targets_of = _left_at_targets(interview)
        self._breath = self._targets_of is not None

    def ask(self) -> None:
        """Show one page and act on its answer."""
        if self._targets_of is not None:
            self._ask_targets(self._targets_of)
        elif self.interview.done:
            self._between(end_page(self.interview, self._texts), at_end=True)
        elif self._breath:
            self._between(self._breath_page(), at_end=False)
        else:
            self._ask_question()

    def secure(self) -> None:
        """Save an answer whose saving was interrupted, and a text that was being typed."""
        if self.interview.scan is not self._saved:
            self._save(self.interview)

    def _ask_question(self) -> None:
        shown = outcome_page if self._view.outcome else question_page
        page = shown(self.interview, self._texts, self._view)
        entry = self._answered(page, lambda typed: read_reply(self.interview, typed, self._texts))
        self._view = replace(self._view, message="")
        if entry is None:
            self._go_back()
        elif not takes_letters(self.interview):
            self._reply(entry)
        elif self._is_key(entry, "stop"):
            self.going_on = False
        elif self._is_key(entry, "back") and self._view.outcome:
            self._view = replace(self._view, outcome=False)
        elif self._is_key(entry, "back"):
            self._go_back()
        elif self._is_key(entry, "help"):
            self._view = replace(self._view, explained=not self._view.explained)
        elif entry in (kinds := texts_taken(self.interview, self._texts)):
            self._take_text(kinds[entry])
        elif self._is_vote(entry):
            self._vote(entry)
        else:
            self._reply(entry)

    def _answered(self, page: Page, taken: Callable[[str], Interview]) -> str | None:
        """The answer to a page; a text that was being typed at Ctrl-C is taken as well."""
        try:
            return self._screen.answer(page)
        except KeyboardInterrupt:
            if typed := self._screen.unfinished.strip():
                with contextlib.suppress(InputError):
                    self.interview = taken(typed)
            raise

    def _is_key(self, entry: str | None, name: str) -> bool:
        return entry == key_of(self._texts, name)

    def _is_vote(self, entry: str) -> bool:
        is_key = entry in ("", *states_by_key(self._texts))
        return takes_votes(self.interview) and not self._view.outcome and not is_key

    def _vote(self, entry: str) -> None:
        """Keep the hands, and show what they come to before going on."""
        workshop, item = self.interview.scan.workshop, present_question(self.interview).item
        if workshop is None or item is None:
            return
        options = self.interview.instrument.questionnaire.answer_set_of(item).options
        try:
            hands = parse_hands(entry, len(options), workshop.people)
        except InputError as error:
            message = problem_text(error.problems[0], self._screen.language)
            self._view = replace(self._view, message=message)
            return
        self._save(self.interview.voted(hands))
        self._view = replace(self._view, outcome=True)

    def _reply(self, entry: str) -> None:
        before = self.interview
        try:
            if self._view.outcome and entry:
                _check_adjustment(before, entry)
            after = read_reply(before, entry, self._texts)
        except InputError:
            self._view = replace(self._view, message=self._what_is_wanted(entry))
            return
        self._save(after)
        self._view = View(plain=self._screen.plain)
        self._breath = _is_new_stretch(before, after)
        self._targets_of = _section_behind(before, after)

    def _take_text(self, kind: str) -> None:
        """Take a note or evidence at the present question."""
        taken = self.interview.evidenced if kind == "evidence" else self.interview.noted
        typed = self._answered(text_page(self.interview, self._texts, self._view, kind), taken)
        if typed is None or (self._screen.plain and not typed):
            return
        removed = self._screen.plain and self._is_key(typed, f"{kind}_remove")
        text = "" if removed else typed
        self._save(taken(text))

    def _ask_targets(self, section: Section) -> None:
        move = ask_targets(self.interview, section, self._screen, self._texts, self._save)
        self._targets_of = None
        if move is Move.BACK:
            self._go_back()
        elif move is Move.STOP:
            self.going_on = False

    def _between(self, page: Page, at_end: bool) -> None:
        entry = self._screen.answer(page)
        if self._is_key(entry, "stop"):
            self.going_on = False
        elif self._is_key(entry, "back"):
            self._targets_of = None if at_end else _section_before(self.interview)
            if self._targets_of is None:
                self._go_back()
        elif not at_end:
            self._breath = False
        elif entry == "":
            finished = self.interview.scan.changed(finished=True)
            self._save(replace(self.interview, scan=finished))
            self.going_on = False

    def _breath_page(self) -> Page:
        if self.interview.second_round is not None:
            return second_round_page(self.interview, self._texts, self._screen.plain)
        return section_page(self.interview, self._texts, self._screen.plain)

    def _go_back(self) -> None:
        self.interview = self.interview.back()
        self._view = View(plain=self._screen.plain)
        self._breath = False

    def _save(self, interview: Interview) -> Interview:
        """Keep it here first, so that an interruption while saving cannot lose it."""
        self.interview = interview
        saved = self._file.save(interview.scan)
        self._saved = saved
        self.interview = replace(interview, scan=saved)
        return self.interview

    def _what_is_wanted(self, entry: str) -> str:
        question = present_question(self.interview)
        if fitting := fitting_size(question, entry):
            number, size = fitting
            name = self._texts.text(size.name)
            return self._texts("wanted.size", given=entry, number=number, name=name)
        if question.outcome is not None:
            edges = (question.outcome.lowest, question.outcome.highest)
            low, high = map(self._texts.decimal, edges)
            return self._texts("wanted.figure", lowest=low, highest=high)
        return self._texts("wanted.name" if question.kind is QuestionKind.TEXT else "wanted.choice")


def _check_adjustment(interview: Interview, entry: str) -> None:
    """Raises `InputError` unless the table may choose this option in place of the vote's."""
    question = present_question(interview)
    if question.item is None or not may_adjust(interview):
        raise InputError([])
    codes = interview.instrument.questionnaire.answer_set_of(question.item).codes
    if entry not in [str(code) for code in codes]:
        raise InputError([])


def _section_behind(before: Interview, after: Interview) -> Section | None:
    """The section that was just finished for the first time, when targets are asked after it."""
    if before.question is None or before.second_round is not None:
        return None
    section = before.question.section
    ended = after.second_round is not None or _is_new_stretch(before, after)
    return section if ended and has_targets(after, section) else None


def _section_before(interview: Interview) -> Section | None:
    """The section whose targets stand between its last question and the page that is shown now."""
    before = interview.position if interview.second_round is None else len(interview.questions)
    section = interview.questions[before - 1].section if before else None
    return section if section and has_targets(interview, section) else None


def _left_at_targets(interview: Interview) -> Section | None:
    """The section whose targets were next when the scan was left: its next one is not begun."""
    if interview.question is None or interview.position == 0 or interview.second_round is not None:
        return None
    section = interview.questions[interview.position - 1].section
    begun = interview.question.section == section or was_asked(interview.scan, interview.question)
    return section if not begun and has_targets(interview, section) else None


def _is_new_stretch(before: Interview, after: Interview) -> bool:
    """Whether the next question opens a section, or the round of skipped ones."""
    if after.question is None or before.question is None:
        return False
    if after.second_round is not None:
        return before.second_round is None
    is_new = after.question.section != before.question.section
    return is_new and not was_asked(after.scan, after.question)
