"""The interview at a screen: ask, save, go on."""

from __future__ import annotations

from dataclasses import replace

from slimscan.errors import InputError
from slimscan.interview import Interview, Kind, was_asked
from slimscan.language import words
from slimscan.scans import ScanFile
from slimscan.terminal.between_pages import end_page, second_round_page, section_page
from slimscan.terminal.page import Page
from slimscan.terminal.question_pages import View, note_page, present_question, question_page
from slimscan.terminal.replies import replied, takes_letters, takes_notes
from slimscan.terminal.screen import Screen


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
        self._texts = words(screen.language, "terminal")
        self._view = View(plain=screen.plain)
        self._breath = False

    def ask(self) -> None:
        """Show one page and act on its answer."""
        if self.interview.done:
            self._between(end_page(self.interview, self._texts), at_end=True)
        elif self._breath:
            self._between(self._breath_page(), at_end=False)
        else:
            self._ask_question()

    def secure(self) -> None:
        """Save an answer whose saving was interrupted."""
        if self.interview.scan is not self._saved:
            self._save(self.interview)

    def _ask_question(self) -> None:
        page = question_page(self.interview, self._texts, self._view)
        entry = self._screen.answer(page)
        self._view = replace(self._view, message="")
        if entry is None:
            self._go_back()
        elif not takes_letters(self.interview):
            self._reply(entry)
        elif entry == "s":
            self.going_on = False
        elif entry == "b":
            self._go_back()
        elif entry == "?":
            self._view = replace(self._view, explained=not self._view.explained)
        elif entry == "n" and takes_notes(self.interview):
            self._take_note()
        else:
            self._reply(entry)

    def _reply(self, entry: str) -> None:
        before = self.interview
        try:
            after = replied(before, entry)
        except InputError:
            self._view = replace(self._view, message=self._what_is_wanted())
            return
        self._save(after)
        self._view = View(plain=self._screen.plain)
        self._breath = _is_new_stretch(before, after)

    def _take_note(self) -> None:
        typed = self._screen.answer(note_page(self.interview, self._texts, self._view))
        if typed is None or (self._screen.plain and not typed):
            return
        self._save(self.interview.noted("" if self._screen.plain and typed == "-" else typed))

    def _between(self, page: Page, at_end: bool) -> None:
        entry = self._screen.answer(page)
        if entry == "s":
            self.going_on = False
        elif entry == "b":
            self._go_back()
        elif not at_end:
            self._breath = False
        elif entry == "":
            finished = self.interview.scan.changed(finished=True)
            self._save(replace(self.interview, scan=finished))
            self.going_on = False

    def _breath_page(self) -> Page:
        if self.interview.second_round is not None:
            return second_round_page(self.interview, self._texts)
        return section_page(self.interview, self._texts)

    def _go_back(self) -> None:
        self.interview = self.interview.back()
        self._view = View(plain=self._screen.plain)
        self._breath = False

    def _save(self, interview: Interview) -> None:
        """Keep it here first, so that an interruption while saving cannot lose it."""
        self.interview = interview
        saved = self._file.save(interview.scan)
        self._saved = saved
        self.interview = replace(interview, scan=saved)

    def _what_is_wanted(self) -> str:
        question = present_question(self.interview)
        if question.outcome is not None:
            low, high = (
                f"{edge:g}" for edge in (question.outcome.lowest, question.outcome.highest)
            )
            return self._texts("wanted.figure", lowest=low, highest=high)
        return self._texts("wanted.name" if question.kind is Kind.TEXT else "wanted.choice")


def _is_new_stretch(before: Interview, after: Interview) -> bool:
    """Whether the next question opens a section, or the round of skipped ones."""
    if after.question is None or before.question is None:
        return False
    if after.second_round is not None:
        return before.second_round is None
    is_new = after.question.section != before.question.section
    return is_new and not was_asked(after.scan, after.question)
