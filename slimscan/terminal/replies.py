"""What a key or a typed line at a question means, the same on every screen."""

from __future__ import annotations

from slimscan.interview import NO, YES, Interview, Kind
from slimscan.responses import State
from slimscan.terminal.question_pages import present_question

_YES_LETTERS = ("j", "y")
_NO_LETTERS = ("n",)


def takes_notes(interview: Interview) -> bool:
    """Whether `n` opens a note here; at a yes-or-no question it means no."""
    return present_question(interview).kind is Kind.ITEM


def takes_letters(interview: Interview) -> bool:
    """Whether letters are keys here; where a name is asked they are only text."""
    return present_question(interview).kind is not Kind.TEXT


def replied(interview: Interview, entry: str) -> Interview:
    """The interview after this entry; raises `InputError` when it is no answer here.

    An empty entry keeps the answer that is there, or leaves the question open.
    """
    if not entry:
        return interview.passed_over()
    match present_question(interview).kind:
        case Kind.ITEM:
            states = {"w": State.DONT_KNOW.value, "x": State.NOT_APPLICABLE.value}
            return interview.answered_with(states.get(entry, entry))
        case Kind.YES_NO:
            answers = dict.fromkeys(_YES_LETTERS, YES) | dict.fromkeys(_NO_LETTERS, NO)
            value = State.DONT_KNOW.value if entry == "w" else answers.get(entry, entry)
            return interview.answered_with(value)
        case Kind.FIGURE:
            return interview.answered_with("" if entry == "x" else entry)
        case _:
            return interview.answered_with(entry)
