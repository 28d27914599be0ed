"""What a key or a typed line at a question means, the same on every screen."""

from __future__ import annotations

from slimscan.questionnaire.models import SizeClass
from slimscan.scan.interview import Interview
from slimscan.scan.questions import Question, QuestionKind
from slimscan.scoring.responses import State
from slimscan.shown import Wording
from slimscan.terminal.keys import key_of
from slimscan.terminal.question_pages import present_question


def texts_taken(interview: Interview, texts: Wording) -> dict[str, str]:
    """What can be written at the present question, by its key: `note` and `evidence`.

    At a yes-or-no question their letters may mean no; evidence is for a scan with an adviser.
    """
    if present_question(interview).kind is not QuestionKind.ITEM:
        return {}
    kinds = ("note", "evidence") if interview.scan.advisor else ("note",)
    return {key_of(texts, kind): kind for kind in kinds}


def states_by_key(texts: Wording) -> dict[str, str]:
    """The keys that say of an item why it has no answer."""
    return {key_of(texts, state): state.value for state in (State.DONT_KNOW, State.NOT_APPLICABLE)}


def takes_letters(interview: Interview) -> bool:
    """Whether letters are keys here; where a name is asked they are only text."""
    return present_question(interview).kind is not QuestionKind.TEXT


def read_reply(interview: Interview, entry: str, texts: Wording) -> Interview:
    """The interview after this entry; raises `InputError` when it is no answer here.

    An empty entry keeps the answer that is there, or leaves the question open.
    """
    if not entry:
        return interview.passed_over()
    match present_question(interview).kind:
        case QuestionKind.ITEM:
            states = states_by_key(texts)
            if entry in states:
                return interview.unvoted().answered_with(states[entry])
            return interview.answered_with(entry)
        case QuestionKind.YES_NO:
            is_open = entry == key_of(texts, State.DONT_KNOW)
            return interview.answered_with(State.DONT_KNOW.value if is_open else entry)
        case QuestionKind.FIGURE:
            return interview.answered_with("" if entry == key_of(texts, "clear") else entry)
        case _:
            return interview.answered_with(entry)


def fitting_size(question: Question, entry: str) -> tuple[int, SizeClass] | None:
    """The size class that a typed number of people falls in, with the number to choose it by."""
    if not entry.isdecimal() or len(entry) > 6:
        return None
    people = int(entry)
    for number, choice in enumerate(question.choices, start=1):
        if isinstance(choice, SizeClass) and choice.lowest <= people <= (choice.highest or people):
            return number, choice
    return None
