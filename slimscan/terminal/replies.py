"""What a key or a typed line at a question means, the same on every screen."""

from __future__ import annotations

from slimscan.scan.interview import Interview
from slimscan.scan.questions import NO, YES, QuestionKind
from slimscan.scoring.responses import State
from slimscan.terminal.question_pages import present_question

DONT_KNOW_KEY, NOT_APPLICABLE_KEY = "w", "x"
_YES_LETTERS = ("j", "y")
_NO_LETTERS = ("n",)


def texts_taken(interview: Interview) -> dict[str, str]:
    """What can be written at the present question, by its key: `note` and `evidence`.

    At a yes-or-no question `n` means no; evidence is for a scan with an adviser.
    """
    if present_question(interview).kind is not QuestionKind.ITEM:
        return {}
    return {"n": "note"} | ({"e": "evidence"} if interview.scan.advisor else {})


def takes_letters(interview: Interview) -> bool:
    """Whether letters are keys here; where a name is asked they are only text."""
    return present_question(interview).kind is not QuestionKind.TEXT


def read_reply(interview: Interview, entry: str) -> Interview:
    """The interview after this entry; raises `InputError` when it is no answer here.

    An empty entry keeps the answer that is there, or leaves the question open.
    """
    if not entry:
        return interview.passed_over()
    match present_question(interview).kind:
        case QuestionKind.ITEM:
            states = {
                DONT_KNOW_KEY: State.DONT_KNOW.value,
                NOT_APPLICABLE_KEY: State.NOT_APPLICABLE.value,
            }
            if entry in states:
                return interview.unvoted().answered_with(states[entry])
            return interview.answered_with(entry)
        case QuestionKind.YES_NO:
            answers = dict.fromkeys(_YES_LETTERS, YES) | dict.fromkeys(_NO_LETTERS, NO)
            value = State.DONT_KNOW.value if entry == DONT_KNOW_KEY else answers.get(entry, entry)
            return interview.answered_with(value)
        case QuestionKind.FIGURE:
            return interview.answered_with("" if entry == "x" else entry)
        case _:
            return interview.answered_with(entry)
