"""The keys that a question takes, each with what it does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from slimscan.scan.model import Scan
from slimscan.scan.questions import Question, QuestionKind
from slimscan.scan.record import stored_value
from slimscan.scoring.responses import State
from slimscan.shown import Wording
from slimscan.terminal.page import ChoiceLine, Hint


def question_hints(
    scan: Scan, question: Question, texts: Wording, options: Sequence[ChoiceLine], typed: str
) -> list[Hint]:
    """The keys of a question; `typed` says what is typed for an answer."""
    if question.kind is QuestionKind.TEXT:
        # Of a line nothing can be kept before Enter, so there Ctrl-C only stops.
        return [hint(texts, "next"), hint(texts, "interrupt", "leave" if typed == "line" else "")]
    keys = texts("key.yes_no.key") if question.kind is QuestionKind.YES_NO else range_of(options)
    hints = [Hint(keys, texts(f"key.{typed}.label"))] if options else []
    if typed == "hands":
        hints = [hint(texts, "hands")]
    if question.kind in (QuestionKind.ITEM, QuestionKind.YES_NO):
        hints += [hint(texts, "help"), hint(texts, "back"), hint(texts, "dont_know")]
    else:
        hints.append(hint(texts, "back"))
    present = stored_value(scan, question)
    if question.kind is QuestionKind.ITEM:
        hints.append(hint(texts, "not_applicable"))
    if question.outcome is not None and present is not None:
        hints.append(hint(texts, "clear"))
    kept = present not in (None, "", State.SKIPPED)
    hints.append(hint(texts, "keep" if kept else _skipping(question)))
    return [*hints, *text_hints(scan, question, texts), hint(texts, "stop")]


def text_hints(scan: Scan, question: Question, texts: Wording) -> list[Hint]:
    """The keys for what is written beside an item: a note, and with an adviser evidence."""
    if question.kind is not QuestionKind.ITEM:
        return []
    return [hint(texts, "note"), *([hint(texts, "evidence")] if scan.advisor else [])]


def range_of(options: Sequence[ChoiceLine]) -> str:
    """The keys of the options in short: `1-5` where they follow each other."""
    codes = [int(option.key) for option in options]
    if all(after == before + 1 for before, after in pairwise(codes)) and len(codes) > 2:
        return f"{codes[0]}-{codes[-1]}"
    return "/".join(option.key for option in options)


def hint(texts: Wording, name: str, label: str = "") -> Hint:
    """A key by its name in the words, with its own label or that of another name."""
    return Hint(texts(f"key.{name}.key"), texts(f"key.{label or name}.label"))


def _skipping(question: Question) -> str:
    """What is skipped among the items comes back; the rest is passed for good."""
    if question.kind is QuestionKind.FIGURE:
        return "figure"
    return "skip" if question.kind in (QuestionKind.ITEM, QuestionKind.YES_NO) else "pass"
