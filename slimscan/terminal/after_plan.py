"""After the scorecard: the proposed actions once, and some questions about the scan itself.

Each is left with one key. The lines go to stderr, as all talk does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from slimscan.language import Words, words
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.working_list import WorkingList
from slimscan.questionnaire.models import ClosingQuestion
from slimscan.shown import text_in
from slimscan.terminal.closing import say
from slimscan.terminal.lines import ask_behind, tell

_UNDER = "   "
"""Before what stands under the title of an action."""

_DEEDS: tuple[Callable[[WorkingList, str], WorkingList], ...] = (
    WorkingList.taken,
    WorkingList.had,
    WorkingList.dropped,
    WorkingList.postponed,
)
"""What the keys 1 to 4 do with an action: keep, we do this already, not for us, later."""


def go_through(
    plan: WorkingList, keep: Callable[[WorkingList], WorkingList], language: str
) -> WorkingList:
    """Show every proposed action once and ask what to do with it; Enter leaves the rest as it is.

    `keep` saves the list after each decision and gives it as it is then: what the firm does already
    makes room for the next best, which is shown too.
    """
    texts = words(language, "terminal")
    asked: set[str] = set()
    while row := next((one for one in _open(plan) if one.id not in asked), None):
        if not asked:
            _tell_apart(texts("walk.intro"))
        asked.add(row.id)
        _tell_apart(row.title(language), f"{len(asked)}. ")
        if row.action:
            tell(text_in(row.action.what, language), _UNDER)
        deed = _number(texts("walk.choose"), len(_DEEDS), texts)
        if deed is None:
            break
        plan = keep(_DEEDS[deed - 1](plan, row.id))
    return plan


def ask_closing(
    questions: Sequence[ClosingQuestion], keep: Callable[[str, int], object], language: str
) -> None:
    """Ask what the user thinks of the scan; Enter leaves the rest. `keep` saves an option's code.

    Codes count from 1.
    """
    texts = words(language, "terminal")
    for number, question in enumerate(questions, start=1):
        if number == 1:
            key = "closing.intro.one" if len(questions) == 1 else "closing.intro.many"
            _tell_apart(texts(key, n=len(questions)))
        _tell_apart(text_in(question.text, language))
        for code, option in enumerate(question.options, start=1):
            tell(text_in(option, language), f"  {code}  ")
        given = _number(texts("closing.choose"), len(question.options), texts)
        if given is None:
            return
        keep(question.id, given)
    if questions:
        say(texts("closing.thanks"))


def _open(plan: WorkingList) -> Iterator[PlanRow]:
    return (row for row in plan.in_plan if not row.chosen)


def _tell_apart(text: str, mark: str = "") -> None:
    """A text under an empty line."""
    tell("")
    tell(text, mark)


def _number(prompt: str, most: int, texts: Words) -> int | None:
    """A number from 1 to `most`; nothing on Enter."""
    while True:
        typed = ask_behind(f"{prompt} >")
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= most:
            return int(typed)
        say(texts("wanted.choice"))
